import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { formatDelivery } from '../../src/cli/format-detail.ts'
import { eraseLeads } from '../../src/ledger/erasure/leads.ts'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, type RigOptions, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

const finds = { repeat: 'doubles', finds: true }
const names = Array.from({ length: 20 }, (_, n) => `d${n}`)
const options: RigOptions = {
  destinations: {
    ...Object.fromEntries(names.map((name) => [name, { settings: finds, delivery: { deadline: '1s' } }])),
    blind: { settings: { repeat: 'doubles' } },
    slow: { settings: finds, delivery: { rate: { max: 5, per: '1s' } } },
  },
}
const all = { ...options, routes: [...names, 'blind', 'slow'].map(route) }
function route(name: string) {
  return { name, offers: [`contoso.${name}`], to: [name] }
}

let rig: Rig
let a: string
let used = 0
beforeAll(async () => {
  rig = await startRig(all)
})
beforeEach(() => {
  a = names[used++] ?? ''
})
afterAll(() => rig.close())

const look = (id = '') => rig.ask('POST', `/api/deliveries/${id}/lookups`)
const settle = (id: string, body: object) => rig.ask('POST', `/api/deliveries/${id}/settlements`, body)
const show = async (id = '') => (await rig.get(`/api/deliveries/${id}`)).body
const acts = async (subject: string) => (await rig.get(`/api/audit?subject=${subject}`)).body.items

/** Deliveries that are uncertain; the far end answered the last attempt with 500. */
async function uncertain(count: number, more: { destination?: string; state?: string } = {}): Promise<string[]> {
  const one = { destination: a, state: 'uncertain', class: 'uncertain', code: 'LOST', ...more }
  const made = await seed(rig.ledger.db, Array<typeof one>(count).fill(one))
  const ids = made.map(({ delivery }) => delivery)
  await sql`
    update deliveries set may_be_there = true, generation = 1, status = 500, settled_at = now(), first_attempt_at = now()
    where id = any(${ids}::uuid[])`.execute(rig.ledger.db)
  return ids
}

/** The CRM has the records of these deliveries. */
const has = (...ids: string[]) => {
  for (const id of ids) rig.crm.keep(`/${a}`, id)
}

describe('a look-up of one delivery', () => {
  it('makes it delivered with the receipt that the far end has', async () => {
    const [id = ''] = await uncertain(1)
    has(id)
    const { status, body } = await look(id)
    expect([status, body]).toEqual([
      200,
      {
        ...{ delivery: id, result: 'found', was: 'uncertain', state: 'delivered', reason: null },
        receipt: { outcome: 'already-there', reference: `r-${id}`, link: null },
      },
    ])
    expect(await show(id)).toMatchObject({
      ...{ state: 'delivered', failure: null, replays: 0 },
      receipt: { outcome: 'already-there', reference: `r-${id}`, settledBy: 'anna' },
      settlement: { by: 'anna', how: 'look-up', reason: null },
    })
    expect(await acts(id)).toEqual([
      expect.objectContaining({
        ...{ actor: 'anna', action: 'look-up' },
        detail: { was: 'uncertain', result: 'found', state: 'delivered' },
      }),
    ])
    expect((await look(id)).status).toBe(409)
  })

  it('makes it exhausted if the far end does not have it: a replay sends it without another look', async () => {
    const [id = ''] = await uncertain(1)
    expect((await look(id)).body).toMatchObject({ result: 'absent', state: 'exhausted', receipt: null, reason: null })
    expect(await show(id)).toMatchObject({ state: 'exhausted', mayBeThere: false, failure: { code: 'LOST' } })
    await rig.ask('POST', `/api/deliveries/${id}/replays`)
    await eventually(async () => expect(await show(id)).toMatchObject({ state: 'delivered', settlement: null }))
    expect(rig.crm.taken(`/${a}`)).toHaveLength(1)
  })

  it('does not believe that it is absent while its request may still arrive', async () => {
    const [id = ''] = await uncertain(1)
    await sql`update deliveries set status = null where id = ${id}`.execute(rig.ledger.db)
    const { body } = await look(id)
    expect(body).toMatchObject({ result: 'cannot', state: 'uncertain', reason: { class: null } })
    expect(body.reason.message).toContain('may still arrive')
    await sql`update deliveries set settled_at = now() - interval '1 minute' where id = ${id}`.execute(rig.ledger.db)
    expect((await look(id)).body).toMatchObject({ result: 'absent' })
  })

  it('tells why it cannot tell: the far end fails, or cannot be asked', async () => {
    const [id = ''] = await uncertain(1)
    rig.crm.script.set(`LOOK /${a}`, () => ({ status: 503, code: 'BUSY' }))
    expect((await look(id)).body).toMatchObject({
      ...{ result: 'cannot', state: 'uncertain' },
      reason: { class: 'transient', code: 'BUSY', message: 'The CRM answered 503' },
    })
    const [blind = ''] = await uncertain(1, { destination: 'blind' })
    const { body } = await look(blind)
    expect(body).toMatchObject({ result: 'cannot', state: 'uncertain', reason: { class: null, code: null } })
    expect(body.reason.message).toContain('settle it')
  })

  it('changes nothing if the delivery was sent again meanwhile', async () => {
    const [id = ''] = await uncertain(1)
    const asked = Promise.withResolvers<void>()
    const mayAnswer = Promise.withResolvers<void>()
    let looks = 0
    rig.crm.script.set(`LOOK /${a}`, async () => {
      // The look of the operator; the attempt's own look is answered at once.
      if (looks++ > 0) return undefined
      asked.resolve()
      await mayAnswer.promise
      return { status: 200, code: 'r-late' }
    })
    const looking = look(id)
    await asked.promise
    rig.crm.script.set(`/${a}`, () => ({ status: 422, code: 'BAD' }))
    await rig.ask('POST', `/api/deliveries/${id}/replays`)
    await eventually(async () => expect((await show(id)).state).toBe('rejected'))
    mayAnswer.resolve()
    const { body } = await looking
    expect(body).toMatchObject({ result: 'cannot', state: 'rejected' })
    expect(await show(id)).toMatchObject({ state: 'rejected', failure: { code: 'BAD' }, settlement: null })
  })

  it('takes a delivery out of the line if the far end has it', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/pause`)
    const [id = ''] = await uncertain(1)
    await rig.ask('POST', `/api/deliveries/${id}/replays`)
    expect((await look(id)).body).toMatchObject({ result: 'absent', state: 'queued' })
    has(id)
    expect((await look(id)).body).toMatchObject({ result: 'found', was: 'queued', state: 'delivered' })
    await rig.ask('DELETE', `/api/destinations/${a}/pause`)
    expect(rig.crm.posted.filter((one) => one.id === id)).toEqual([])
  })

  it('is refused where nothing may have arrived', async () => {
    const [made] = await seed(rig.ledger.db, [{ destination: a, state: 'rejected' }])
    const { status, body } = await look(made?.delivery)
    expect([status, body.detail]).toEqual([409, expect.stringContaining('nothing to look up')])
    expect((await look(uuid())).status).toBe(404)
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', `/api/deliveries/${made?.delivery}/lookups`, undefined, viewer)).status).toBe(403)
  })
})

describe('a settlement', () => {
  it('“it arrived” makes it delivered, with the person’s name, reference and link', async () => {
    const [id = ''] = await uncertain(1, { destination: 'blind' })
    const link = 'https://crm.example.com/77'
    const { status, body } = await settle(id, { outcome: 'arrived', reference: '77', link, reason: 'seen there' })
    expect([status, body]).toEqual([200, { delivery: id, was: 'uncertain', state: 'delivered' }])
    expect(await show(id)).toMatchObject({
      ...{ state: 'delivered', failure: null },
      receipt: { outcome: 'already-there', reference: '77', link, settledBy: 'anna' },
      settlement: { by: 'anna', how: 'word', reason: 'seen there' },
    })
    const [entry] = await acts(id)
    expect(entry).toMatchObject({
      action: 'settle',
      detail: { was: 'uncertain', outcome: 'arrived', state: 'delivered' },
    })
    expect(JSON.stringify([entry, rig.log])).not.toContain('seen there')
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    const { body: seen } = await rig.ask('GET', `/api/deliveries/${id}`, undefined, viewer)
    expect(seen.settlement).toEqual({ by: 'anna', how: 'word', reason: null })
    expect((await settle(id, { outcome: 'absent', reason: 'x' })).status).toBe(409)
  })

  it('“it did not arrive” makes it exhausted, so that a replay sends it', async () => {
    const [id = ''] = await uncertain(1, { destination: 'blind' })
    rig.crm.script.delete('/blind')
    const { body } = await settle(id, { outcome: 'absent', reason: 'not there' })
    expect(body).toEqual({ delivery: id, was: 'uncertain', state: 'exhausted' })
    expect(await show(id)).toMatchObject({ state: 'exhausted', mayBeThere: false, settlement: { by: 'anna' } })
    const replay = await rig.ask('POST', `/api/deliveries/${id}/replays`)
    expect(replay.body.notes).toEqual([])
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
  })

  it('stays in the history after the replay that it allowed: the reason for operators, until the lead is erased', async () => {
    const [id = ''] = await uncertain(1, { destination: 'blind' })
    rig.crm.script.delete('/blind')
    await settle(id, { outcome: 'absent', reason: 'Ann is not there' })
    await rig.ask('POST', `/api/deliveries/${id}/replays`)
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
    const told = (reason: string | null) => ({
      settlement: null,
      lineage: [{ was: 'exhausted', settlement: { by: 'anna', how: 'word', reason } }],
    })
    const shown = await show(id)
    expect(shown).toMatchObject(told('Ann is not there'))
    expect(formatDelivery(shown, undefined)).toContain('settled by the word of anna: Ann is not there')
    expect(formatDelivery({ ...shown, replays: 0 }, undefined)).toMatch(/^Sent again +\d/m)
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('GET', `/api/deliveries/${id}`, undefined, viewer)).body).toMatchObject(told(null))
    await rig.ledger.db.transaction().execute((tx) => eraseLeads(tx, [shown.leadId]))
    expect(await show(id)).toMatchObject(told(null))
    const { rows } = await sql`select from replayed where delivery = ${id}::uuid and settled_why <> ''`.execute(
      rig.ledger.db,
    )
    expect(rows).toEqual([])
  })

  it('is possible for what was cancelled because it had arrived, and not for what may not have', async () => {
    const [id = ''] = await uncertain(1, { destination: 'blind', state: 'cancelled' })
    expect((await settle(id, { outcome: 'arrived', reason: 'x' })).body).toMatchObject({ was: 'cancelled' })
    const [made] = await seed(rig.ledger.db, [{ destination: 'blind', state: 'cancelled' }])
    expect((await settle(made?.delivery ?? '', { outcome: 'arrived', reason: 'x' })).status).toBe(409)
  })

  it('“it did not arrive” is refused for what is in line', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/pause`)
    const [id = ''] = await uncertain(1, { state: 'queued' })
    const { status, body } = await settle(id, { outcome: 'absent', reason: 'x' })
    expect([status, body.detail]).toEqual([409, expect.stringContaining('in line')])
    expect((await settle(id, { outcome: 'arrived', reason: 'x' })).body.state).toBe('delivered')
  })

  it('forgets reason and link when the lead is erased', async () => {
    const [id = ''] = await uncertain(1, { destination: 'blind' })
    await settle(id, { outcome: 'arrived', link: 'https://crm.example.com/secret', reason: 'secret' })
    const email = 'seed0@contoso.com'
    await rig.ask('POST', '/api/erasures', { email, farEnds: false })
    await eventually(async () => expect(JSON.stringify(await show(id))).not.toContain('secret'))
    expect(await show(id)).toMatchObject({ state: 'delivered', settlement: { by: 'anna', reason: null } })
  })
})

describe('a look-up of many', () => {
  const run = async (body: object) => {
    const { status, body: begun } = await act(rig, '/api/lookups', body)
    expect(status).toBe(202)
    return begun.id as string
  }
  const progress = async (id: string) => (await rig.get(`/api/lookups/${id}`)).body
  const done = (id: string) =>
    eventually(async () => {
      const now = await progress(id)
      expect(now.state).not.toBe('running')
      return now
    })

  it('settles all uncertain deliveries of a destination, and tells what it found', async () => {
    const ids = await uncertain(45)
    has(...ids.slice(0, 20))
    const [lead] = await seed(rig.ledger.db, [{ destination: a, state: 'rejected' }])
    const after = await done(await run({ destination: [a] }))
    expect(after).toMatchObject({ state: 'done', total: 45, found: 20, absent: 25, cannot: 0, lastFailure: null })
    const states = await Promise.all(ids.map(async (id) => (await show(id)).state))
    expect(states).toEqual([...Array(20).fill('delivered'), ...Array(25).fill('exhausted')])
    expect((await show(lead?.delivery)).state).toBe('rejected')
    const [entry] = await acts(after.id)
    expect(entry).toMatchObject({ actor: 'anna', action: 'look-up-many', detail: { total: 45 } })
  })

  it('tells in its preview what it leaves out, and needs the figures of the preview', async () => {
    await uncertain(2)
    await uncertain(3, { destination: 'blind' })
    const asked = { destination: [a, 'blind'] }
    const { body } = await rig.ask('POST', '/api/lookups', { ...asked, dryRun: true })
    expect(body).toMatchObject({ total: 2, taken: [{ destination: a, state: 'uncertain', count: 2 }] })
    // Another test has erased the lead of one more.
    expect(body.leftOut.at(-1)).toMatchObject({ count: 3, why: expect.stringContaining('settle it') })
    expect((await rig.ask('POST', '/api/lookups', asked)).status).toBe(400)
    expect((await rig.ask('POST', '/api/lookups', { ...asked, expected: 5, asOf: body.asOf })).status).toBe(409)
  })

  it('is no faster than the rate of the destination, and can be stopped', async () => {
    a = 'slow'
    await uncertain(40)
    let looks = 0
    rig.crm.script.set('LOOK /slow', () => {
      looks++
      return undefined
    })
    const began = Date.now()
    const id = await run({ destination: ['slow'] })
    await eventually(async () => expect((await progress(id)).absent).toBeGreaterThanOrEqual(3))
    const { body } = await rig.ask('POST', `/api/lookups/${id}/stops`)
    expect(body).toMatchObject({ state: 'stopped', total: 40 })
    expect(looks).toBeLessThanOrEqual(2 + ((Date.now() - began) / 1_000) * 5)
    const { absent } = await progress(id)
    const { body: left } = await rig.get('/api/deliveries?destination=slow&state=uncertain&limit=500')
    expect(left.items).toHaveLength(40 - absent)
    const [entry] = await acts(id)
    expect(entry).toMatchObject({ action: 'stop', detail: { total: 40, done: absent } })
    expect((await rig.ask('POST', `/api/lookups/${id}/stops`)).status).toBe(200)
  })

  it('ends when the far end does not answer', async () => {
    await uncertain(60)
    rig.crm.script.set(`LOOK /${a}`, () => ({ status: 503, code: 'BUSY' }))
    const after = await done(await run({ destination: [a] }))
    expect(after).toMatchObject({ state: 'stopped', found: 0, lastFailure: { code: 'BUSY' } })
    expect(after.cannot).toBeLessThan(60)
  })

  it('is continued when its process died', async () => {
    const ids = await uncertain(6)
    const id = uuid()
    const leads = await Promise.all(ids.map(async (one) => (await show(one)).leadId))
    const filter = JSON.stringify({ destination: [a], state: ['uncertain'] })
    const run = { id, actor: 'dead', filter, total: 6, absent: 2, as_of: new Date('2099-01-01') }
    await rig.ledger.db
      .insertInto('lookups')
      .values({ ...run, after_destination: a, after_lead: leads[1] })
      .execute()
    expect(await done(id)).toMatchObject({ state: 'done', absent: 6 })
    const states = await Promise.all(ids.map(async (one) => (await show(one)).state))
    expect(states).toEqual(['uncertain', 'uncertain', ...Array(4).fill('exhausted')])
  })
})

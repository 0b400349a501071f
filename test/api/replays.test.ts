import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import type { Answer } from './crm.ts'
import { type Rig, type RigOptions, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

/** Every test uses its own destination, which gets the leads of the offer with its name. */
const names = Array.from({ length: 30 }, (_, n) => `d${n}`)
const special: RigOptions['destinations'] = {
  'asks-late': { delivery: { retry: { first: '1h', most: '1h' } } },
  doubles: { settings: { repeat: 'doubles' } },
  looks: { settings: { repeat: 'doubles', finds: true } },
  gone: {},
}
const options = (changed: RigOptions['destinations'] = {}): RigOptions => {
  const plain = Object.fromEntries(names.map((name) => [name, { delivery: { concurrency: 1 } }]))
  const destinations = { ...special, ...plain, ...changed }
  const routes = Object.keys(destinations).map((name) => ({ name, offers: [`contoso.${name}`], to: [name] }))
  return { destinations, routes }
}

let rig: Rig
let a: string
let used = 0
beforeAll(async () => {
  rig = await startRig(options())
})
beforeEach(() => {
  a = names[used++] ?? ''
})
afterAll(() => rig.close())

const send = (email: string) => rig.send(email, `contoso.${a}`)
const answer = (with_: Answer) => rig.crm.script.set(`/${a}`, () => with_)
const mend = () => rig.crm.script.delete(`/${a}`)
const until = (lead: string, state: string) => rig.until(lead, a, state)
const posted = () => rig.crm.posted.filter(({ path }) => path === `/${a}`)
const replay = (id: string, body?: object) => rig.ask('POST', `/api/deliveries/${id}/replays`, body)
const cancel = (id: string) => rig.ask('POST', `/api/deliveries/${id}/cancellations`)
const show = async (id: string) => (await rig.get(`/api/deliveries/${id}`)).body
const acts = async (subject: string) => (await rig.get(`/api/audit?subject=${subject}`)).body.items

describe('a replay of one delivery', () => {
  it('sends a rejected lead again under the same id, and keeps its history', async () => {
    answer({ status: 422, code: 'BAD' })
    const { id } = await until(await send('one@contoso.com'), 'rejected')
    mend()
    const { status, body } = await replay(id)
    expect(status).toBe(202)
    expect(body).toEqual({ delivery: id, destination: a, was: 'rejected', state: 'queued', notes: [] })
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
    const after = await show(id)
    expect(after).toMatchObject({ replays: 1, attemptCount: 2, failure: null })
    expect(after.attempts.map((one: { class: string; outcome: string }) => one.class ?? one.outcome)).toEqual([
      'rejected',
      'created',
    ])
    expect(posted().map((one) => one.id)).toEqual([id, id])
    expect(await acts(id)).toEqual([
      expect.objectContaining({ actor: 'anna', action: 'replay', detail: { was: 'rejected', again: false } }),
    ])
  })

  it('uses the mapping of today', async () => {
    answer({ status: 422, code: 'BAD' })
    const { id, configVersion } = await until(await send('one@contoso.com'), 'rejected')
    mend()
    const mapping = { subject: 'fixed for {{ offer.id }}' }
    await rig.hub.reload(rig.configure(options({ [a]: { mapping, delivery: { concurrency: 1 } } })))
    await replay(id)
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
    expect(posted().map(({ subject }) => subject)).toEqual([`contoso.${a}`, `fixed for contoso.${a}`])
    expect((await show(id)).configVersion).not.toBe(configVersion)
    await rig.hub.reload(rig.configure(options()))
  })

  it('sends at once although a retry was due much later', async () => {
    a = 'asks-late'
    answer({ status: 503, code: 'BUSY' })
    const { id, nextAttemptAt } = await until(await send('one@contoso.com'), 'waiting')
    expect(Date.parse(nextAttemptAt)).toBeGreaterThan(Date.now() + 600_000)
    mend()
    await replay(id)
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
  })

  it('is not doubled by a pending retry', async () => {
    answer({ status: 503, code: 'BUSY' })
    const { id } = await until(await send('one@contoso.com'), 'waiting')
    // A retry may be under way at any time, and then the replay is refused.
    await eventually(async () => expect((await replay(id)).status).toBe(202))
    mend()
    await eventually(async () => {
      const { rows } = await sql`select id from bullmq.job where queue = ${`deliveries.${a}`}`.execute(rig.ledger.db)
      expect(rows).toEqual([])
      expect(await show(id)).toMatchObject({ state: 'delivered', replays: 1 })
    })
    expect(rig.crm.taken(`/${a}`)).toHaveLength(1)
  })

  it('is refused while it is being sent', async () => {
    const asked = Promise.withResolvers<Answer>()
    rig.crm.script.set(`/${a}`, () => asked.promise)
    const { id } = await until(await send('one@contoso.com'), 'sending')
    for (const refused of [await replay(id, { again: true }), await cancel(id)]) {
      expect(refused).toMatchObject({ status: 409, body: { state: 'sending' } })
    }
    asked.resolve(undefined)
    await eventually(async () => expect(await show(id)).toMatchObject({ state: 'delivered', replays: 0 }))
    expect(posted()).toHaveLength(1)
  })

  it('of a delivered lead needs `again`', async () => {
    const { id } = await until(await send('one@contoso.com'), 'delivered')
    const refused = await replay(id)
    expect(refused).toMatchObject({ status: 409, body: { state: 'delivered' } })
    expect(refused.body.detail).toContain('again')
    expect(await acts(id)).toEqual([])
    const { body } = await replay(id, { again: true })
    expect(body.notes).toEqual([expect.stringContaining('recognises a repeat')])
    await eventually(() => expect(posted().map((one) => one.id)).toEqual([id, id]))
  })

  it('of an uncertain delivery is made on request, with a note', async () => {
    a = 'doubles'
    answer('lose')
    const { id } = await until(await send('one@contoso.com'), 'uncertain')
    mend()
    const { status, body } = await replay(id)
    expect(status).toBe(202)
    expect(body).toMatchObject({ was: 'uncertain', notes: [expect.stringContaining('it may be there twice')] })
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
  })

  it('looks the record up before it repeats, if the far end can be asked', async () => {
    a = 'looks'
    const { id } = await until(await send('one@contoso.com'), 'delivered')
    const { body } = await replay(id, { again: true })
    expect(body.notes).toEqual([expect.stringContaining('looked up')])
    await eventually(async () => expect((await show(id)).receipt?.outcome).toBe('already-there'))
    expect(posted()).toHaveLength(1)
  })

  it('waits with the other leads of a held destination', async () => {
    answer({ status: 422, code: 'BAD' })
    const { id } = await until(await send('one@contoso.com'), 'rejected')
    mend()
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    const { body } = await replay(id)
    expect(body).toMatchObject({ state: 'held', notes: [expect.stringContaining('is held')] })
    await rig.ask('DELETE', `/api/destinations/${a}/hold`)
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
  })

  it('is refused without a destination or a lead', async () => {
    a = 'gone'
    answer({ status: 422, code: 'BAD' })
    const { id } = await until(await send('one@contoso.com'), 'rejected')
    const { gone: _, ...others } = options().destinations
    await rig.hub.reload(rig.configure({ destinations: others }))
    const { status, body } = await replay(id)
    expect(status).toBe(409)
    expect(body.detail).toContain('left the configuration')
    const plan = await rig.ask('POST', '/api/replays', { destination: [a], dryRun: true })
    expect(plan.body).toMatchObject({ total: 0, leftOut: [{ count: 1, why: expect.stringContaining('left') }] })
    await rig.hub.reload(rig.configure(options()))
  })

  it('is refused for an unknown delivery', async () => {
    expect((await replay(uuid())).status).toBe(404)
    expect((await cancel(uuid())).status).toBe(404)
    expect((await replay('first')).status).toBe(404)
    const { body } = await replay(uuid(), { agin: true })
    expect(body.problems).toEqual([expect.objectContaining({ path: 'agin', hint: 'did you mean again?' })])
  })
})

describe('a cancellation', () => {
  it('gives a delivery up: no retry and no release sends it', async () => {
    a = 'asks-late'
    answer({ status: 503, code: 'BUSY' })
    const { id } = await until(await send('given-up@contoso.com'), 'waiting')
    expect((await cancel(id)).body).toEqual({ delivery: id, was: 'waiting', state: 'cancelled' })
    mend()
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    await rig.ask('DELETE', `/api/destinations/${a}/hold`)
    const next = await send('next@contoso.com')
    await until(next, 'delivered')
    expect(await show(id)).toMatchObject({ state: 'cancelled', attemptCount: 1, nextAttemptAt: null })
    expect(await acts(id)).toEqual([expect.objectContaining({ action: 'cancel', detail: { was: 'waiting' } })])
  })

  it('changes nothing the second time, and a replay undoes it', async () => {
    answer({ status: 422, code: 'BAD' })
    const { id } = await until(await send('one@contoso.com'), 'rejected')
    mend()
    await cancel(id)
    expect((await cancel(id)).body.was).toBe('cancelled')
    expect(await acts(id)).toHaveLength(1)
    expect((await replay(id)).body.was).toBe('cancelled')
    await eventually(async () => expect((await show(id)).state).toBe('delivered'))
  })

  it('refuses a delivered lead', async () => {
    const { id } = await until(await send('one@contoso.com'), 'delivered')
    const { status, body } = await cancel(id)
    expect(status).toBe(409)
    expect(body.detail).toContain('cannot be taken back')
  })
})

describe('a replay of many', () => {
  const plan = async (body: object) =>
    (await rig.ask('POST', '/api/replays', { destination: [a], dryRun: true, ...body })).body
  const run = async (body: object) => {
    const { status, body: begun } = await act(rig, '/api/replays', { destination: [a], ...body })
    expect(status).toBe(202)
    return done(begun.id)
  }
  const done = (id: string) =>
    eventually(async () => {
      const { body } = await rig.get(`/api/replays/${id}`)
      expect(body.state).toBe('done')
      return body
    })

  it('tells the number in a dry run, and sends nothing', async () => {
    const failed = ['waiting', 'held', 'rejected', 'exhausted'].map((state) => ({ destination: a, state }))
    const others = ['uncertain', 'cancelled', 'delivered'].map((state) => ({ destination: a, state }))
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    await seed(rig.ledger.db, [...failed, ...others])
    const { status, body } = await rig.ask('POST', '/api/replays', { destination: [a], dryRun: true })
    expect(status).toBe(200)
    expect(body.total).toBe(4)
    expect(body.taken).toEqual(
      ['exhausted', 'held', 'rejected', 'waiting'].map((state) => ({
        destination: a,
        state,
        destinationState: 'held',
        count: 1,
      })),
    )
    expect(body.leftOut.map(({ state, why }: { state: string; why: string }) => [state, why])).toEqual([
      ['cancelled', expect.stringContaining('name the state cancelled')],
      ['delivered', expect.stringContaining('again: true')],
      ['uncertain', expect.stringContaining('may have arrived')],
    ])
    expect((await rig.get(`/api/deliveries?destination=${a}&state=rejected`)).body.items).toHaveLength(1)
    expect((await rig.get('/api/replays')).body.items).toEqual([])
  })

  it('takes deliveries that may double only when the filter names them', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    await seed(
      rig.ledger.db,
      ['uncertain', 'delivered', 'rejected'].map((state) => ({ destination: a, state })),
    )
    expect((await plan({})).total).toBe(1)
    expect((await plan({ state: ['uncertain'] })).total).toBe(1)
    expect((await plan({ state: ['delivered'] })).total).toBe(0)
    expect((await plan({ state: ['delivered'], again: true })).total).toBe(1)
    expect((await plan({ again: true })).total).toBe(2)
  })

  it('is narrowed by the same filter as the list', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    const common = { destination: a, state: 'rejected', class: 'rejected' }
    await seed(rig.ledger.db, [
      { ...common, code: 'ONE', email: 'x@one.example', offer: 'contoso.one', at: new Date('2024-01-01T12:00:00Z') },
      { ...common, code: 'TWO', email: 'y@two.example', offer: 'contoso.two', problem: 'crm-duplicate' },
    ])
    for (const filter of [
      { code: 'ONE' },
      { email: 'X@ONE.example' },
      { offer: 'contoso.one' },
      { to: '2024-01-02T00:00:00Z' },
      { problem: ['crm-duplicate'] },
      { state: ['rejected'], class: ['rejected'], from: '2024-01-02T00:00:00Z' },
    ]) {
      expect([filter, (await plan(filter)).total]).toEqual([filter, 1])
    }
    const { status, body } = await rig.ask('POST', '/api/replays', { destinations: [a] })
    expect(status).toBe(400)
    expect(body.problems[0].hint).toBe('did you mean destination?')
  })

  it('sends in the order of arrival, and tells its progress', async () => {
    const count = 40
    const seeds = Array.from({ length: count }, (_, n) => ({
      destination: a,
      state: 'exhausted',
      email: `p${n}@contoso.com`,
      at: new Date(Date.parse('2024-01-01T00:00:00Z') + n),
    }))
    const seeded = await seed(rig.ledger.db, seeds)
    const after = await run({ state: ['exhausted'] })
    expect(after).toMatchObject({ total: count, done: count, actor: 'anna', again: false })
    expect(Date.parse(after.finishedAt)).toBeGreaterThan(Date.parse(after.createdAt))
    await eventually(() => expect(rig.crm.taken(`/${a}`)).toHaveLength(count))
    expect(posted().map(({ email }) => email)).toEqual(seeds.map(({ email }) => email))
    expect(await show(seeded[0]?.delivery ?? '')).toMatchObject({ replays: 1 })
    const [entry] = await acts(after.id)
    expect(entry).toMatchObject({ actor: 'anna', action: 'replay-many', detail: { total: count } })
  })

  it('takes no delivery that came, or failed, after its preview', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    await seed(rig.ledger.db, [{ destination: a, state: 'rejected' }])
    const [failed] = await seed(rig.ledger.db, [{ destination: a, state: 'queued' }])
    const { total, asOf } = await plan({})
    expect(total).toBe(1)
    const [came] = await seed(rig.ledger.db, [{ destination: a, state: 'rejected' }])
    await sql`
      update deliveries set state = 'rejected', changed_at = now() where id = ${failed?.delivery}`.execute(
      rig.ledger.db,
    )
    const { body } = await rig.ask('POST', '/api/replays', { destination: [a], expected: total, asOf })
    expect(await done(body.id)).toMatchObject({ total: 1, done: 1 })
    for (const one of [came, failed]) {
      expect(await show(one?.delivery ?? '')).toMatchObject({ state: 'rejected', replays: 0 })
    }
  })

  it('continues after a process died', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    const seeded = await seed(rig.ledger.db, Array(4).fill({ destination: a, state: 'rejected' }))
    const id = uuid()
    const filter = JSON.stringify({ destination: [a], state: ['rejected'] })
    await rig.ledger.db
      .insertInto('replays')
      .values({
        ...{ id, actor: 'dead', filter, again: false, total: 4, done: 2 },
        ...{ after_lead: seeded[1]?.lead ?? '', after_destination: a },
      })
      .execute()
    expect(await done(id)).toMatchObject({ done: 4 })
    const states = await Promise.all(seeded.map(async ({ delivery }) => (await show(delivery)).state))
    expect(states).toEqual(['rejected', 'rejected', 'held', 'held'])
  })

  it('is left to the process that runs it', async () => {
    await rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
    await seed(rig.ledger.db, [{ destination: a, state: 'rejected' }])
    const { takeReplay, startReplay, advanceReplay } = await import('../../src/ledger/replays.ts')
    const id = uuid()
    const { db } = rig.ledger
    const filter = { destination: [a], state: ['rejected' as const] }
    await db.transaction().execute(async (tx) => {
      await startReplay(tx, { id, actor: 'x', filter, again: false, total: 1, asOf: '2099-01-01T00:00:00Z' })
      expect((await takeReplay(tx))?.id).toBe(id)
    })
    expect(await takeReplay(db)).toBeUndefined()
    const start = { afterLead: '00000000-0000-0000-0000-000000000000', afterDestination: '' }
    const one = { afterLead: uuid(), afterDestination: a }
    expect(await advanceReplay(db, id, start, one, 1)).toBe(true)
    expect(await advanceReplay(db, id, start, one, 1)).toBe(false)
    await db.deleteFrom('replays').where('id', '=', id).execute()
  })

  it('can be stopped: its progress tells it, and queued deliveries stay', async () => {
    const id = await underWay({ done: 2 })
    const stop = () => rig.ask('POST', `/api/replays/${id}/stops`)
    const { status, body } = await stop()
    expect([status, body]).toMatchObject([200, { id, state: 'stopped', total: 4, done: 2 }])
    expect((await rig.get(`/api/replays/${id}`)).body).toEqual(body)
    expect((await stop()).body).toEqual(body)
    expect(await acts(id)).toEqual([
      expect.objectContaining({ actor: 'anna', action: 'stop', detail: { total: 4, done: 2 } }),
    ])
  })

  it('that is done cannot be stopped', async () => {
    const id = await underWay({ done: 4, finished_at: new Date() })
    const { status, body } = await rig.ask('POST', `/api/replays/${id}/stops`)
    expect([status, body.detail]).toEqual([409, expect.stringContaining('all of it is in line')])
    expect(await acts(id)).toEqual([])
  })

  it('is stopped only by operators, and only if it exists', async () => {
    const id = await underWay({ done: 2 })
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    expect((await rig.ask('POST', `/api/replays/${id}/stops`, undefined, viewer)).status).toBe(403)
    expect((await rig.get(`/api/replays/${id}`)).body.state).toBe('running')
    expect((await rig.ask('POST', `/api/replays/${uuid()}/stops`)).status).toBe(404)
  })

  /** Makes the replay look as if its process had been silent for an hour. */
  async function underWay(more: { done: number; finished_at?: Date }): Promise<string> {
    const id = uuid()
    const row = { id, actor: 'bob', filter: JSON.stringify({ destination: [a] }), again: false, total: 4 }
    const lease_until = new Date(Date.now() + 3_600_000)
    await rig.ledger.db
      .insertInto('replays')
      .values({ ...row, lease_until, ...more })
      .execute()
    return id
  }

  it('forgets the address of its filter', async () => {
    await seed(rig.ledger.db, [{ destination: a, state: 'rejected', email: 'secret@person.example' }])
    const { id } = await run({ email: 'secret@person.example' })
    const kept = await rig.ledger.db.selectFrom('replays').selectAll().where('id', '=', id).executeTakeFirst()
    expect(JSON.stringify([kept, await acts(id), rig.log])).not.toContain('person.example')
    expect((await rig.get(`/api/replays/${id}`)).body.filter).toEqual({
      destination: [a],
      state: ['waiting', 'held', 'rejected', 'exhausted'],
    })
  })
})

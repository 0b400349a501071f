import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startErasure } from '../../src/ledger/erasure/runs.ts'
import { memoryOf } from '../../src/ledger/memory.ts'
import { eventually } from '../setup/eventually.ts'
import type { Answer } from './crm.ts'
import { type Rig, sourceKey, startRig, tokens } from './rig.ts'

let rig: Rig
let email: string
let named = 0

/** Makes transient failures due at once. */
const quickly = { retry: { first: '10ms', most: '20ms', within: '1h' } }

beforeAll(async () => {
  rig = await startRig({
    destinations: {
      sales: { settings: { erases: true }, delivery: quickly },
      paper: {},
      doubles: { settings: { erases: true, repeat: 'doubles' } },
      slow: { settings: { erases: true } },
    },
    routes: ['sales', 'paper', 'doubles', 'slow'].map((id) => ({ name: id, offers: [`contoso.${id}`], to: [id] })),
  })
})
beforeEach(() => {
  email = `zebulon.${named++}@blatherskite.example`
  rig.crm.script.clear()
})
afterAll(() => rig.close())

const offerOf = (destination: string) => `contoso.${destination}`
const send = (destination: string, address = email) => rig.send(address, offerOf(destination))
const answer = (destination: string, given: Answer) => rig.crm.script.set(`/${destination}`, () => given)
const answerDelete = (destination: string, given: Answer) => rig.crm.script.set(`DELETE /${destination}`, () => given)
const erase = async (more: object = {}) => (await rig.ask('POST', '/api/erasures', { email, ...more })).body
const show = async (id: string) => (await rig.get(`/api/erasures/${id}`)).body
const done = (id: string) =>
  eventually(
    async () => {
      const body = await show(id)
      expect(body.state).toBe('done')
      return body
    },
    { timeout: 20_000 },
  )
const record = async (id: string) => (await show(id)).items[0]
const lead = async (id: string) => (await rig.get(`/api/leads/${id}`)).body

/** Posts an unreadable body. @returns the id of its lead */
async function post(text: string): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  await fetch(`${rig.hub.url}/ingest/web?key=${sourceKey}`, { method: 'POST', headers, body: text })
  const { body } = await rig.get('/api/leads?state=unreadable')
  return body.items[0].id
}

/** Every row of every table as text, including bytes. */
async function dump(): Promise<string> {
  const { db } = rig.ledger
  const { rows } = await sql<{ at: string }>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as at from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema')`.execute(db)
  const texts: string[] = []
  for (const { at } of rows) {
    const all = await sql<{ row: string }>`select t::text as row from ${sql.raw(at)} t`.execute(db)
    texts.push(...all.rows.map(({ row }) => row))
  }
  const bodies = await sql<{ raw: Buffer }>`select raw from leads`.execute(db)
  return [...texts, ...bodies.rows.map(({ raw }) => raw.toString())].join('\n').toLowerCase()
}

describe('a dry run', () => {
  it('lists the leads of an address in any case, and the records of each destination', async () => {
    const [one, other] = [await send('sales', email.toUpperCase()), await send('paper')]
    await rig.until(one, 'sales', 'delivered')
    const { id: delivery } = await rig.until(other, 'paper', 'delivered')
    await send('sales', `x${email}`)
    const { status, body } = await rig.ask('POST', '/api/erasures', { email: ` ${email}`, dryRun: true })
    expect(status).toBe(200)
    expect(body.leads).toEqual([
      { id: one, source: 'web', offer: 'contoso.sales', state: 'routed', receivedAt: expect.any(String) },
      expect.objectContaining({ id: other, offer: 'contoso.paper' }),
    ])
    const reference = `r-${delivery}`
    expect(body.records).toEqual([
      expect.objectContaining({ lead: one, destination: 'sales', outcome: 'created', asked: true }),
      {
        ...{ delivery, lead: other, destination: 'paper', state: 'delivered', outcome: 'created', asked: false },
        ...{ reference, link: `https://crm.example.com/${reference}`, settledAt: expect.any(String) },
      },
    ])
    expect(await lead(one)).toMatchObject({ state: 'routed' })
    expect(rig.crm.taken('/sales').map(({ id }) => id)).toContain(body.records[0].delivery)
  })

  it('names records that may exist', async () => {
    answer('doubles', 'lose')
    const id = await send('doubles')
    await rig.until(id, 'doubles', 'uncertain')
    const { records } = await erase({ dryRun: true })
    expect(records).toEqual([expect.objectContaining({ state: 'uncertain', outcome: null, asked: false })])
  })

  it('is for operators', async () => {
    const viewer = { authorization: `Bearer ${tokens.viewer}` }
    expect(await rig.ask('POST', '/api/erasures', { email, dryRun: true }, viewer)).toMatchObject({ status: 403 })
  })

  it.each(['', '  ', 'a'])('refuses %j, which would mean leads without an address', async (blank) => {
    expect(await rig.ask('POST', '/api/erasures', { email: blank })).toMatchObject({ status: 400 })
  })
})

describe('an erasure', () => {
  it.each(['\u0001\u0001\u0001', 'wordy'])(
    'of %j, which is not an address, takes no other person’s leads',
    async (word) => {
      await rig.send('', offerOf('sales'))
      await post('{"note":"a wordy one",')
      const { leads } = await erase({ email: word, dryRun: true })
      expect(leads).toEqual([])
    },
  )

  it('finds an address with a non-ASCII domain in an unreadable form', async () => {
    const hers = await post(`email=${encodeURIComponent(email.replace('blatherskite', 'blätherskite'))}`)
    const { leads } = await erase({ email: email.replace('blatherskite', 'blätherskite'), dryRun: true })
    expect(leads).toEqual([expect.objectContaining({ id: hers })])
  })

  it('finds the leads of an address in another spelling', async () => {
    const one = await send('sales', `zo\u00eb.${email}`)
    const { leads } = await erase({ email: `Zoe\u0308.${email}`, dryRun: true })
    expect(leads).toEqual([expect.objectContaining({ id: one })])
  })

  it('leaves no data of the person in the database, the log and the far end', async () => {
    const person = {
      firstName: 'Quibbleworth',
      lastName: 'Quillfeather',
      phone: '+49 30 987654321',
      company: 'Gubbins',
    }
    const details = { userDetails: { email, ...person }, description: 'Call Quillfeather' }
    const id = await rig.send(email, offerOf('sales'), details)
    const { id: delivery } = await rig.until(id, 'sales', 'delivered')
    // Without the hub's redaction, as if personal data had got through.
    const { db } = rig.ledger
    await sql`update attempts set message = 'Quillfeather', excerpt = 'Gubbins', notes = '["Quibbleworth"]'
      where delivery_id = ${delivery}::uuid`.execute(db)
    await sql`update deliveries set message = 'Gubbins', link = 'https://crm/quillfeather'
      where id = ${delivery}::uuid`.execute(db)
    await memoryOf(db, 'sales').set('slot', JSON.stringify({ id: delivery, text: 'Quillfeather' }))
    await memoryOf(db, 'sales').set('list', JSON.stringify([{ id: delivery, text: 'Gubbins' }]))
    const personal = ['quibbleworth', 'quillfeather', '987654321', 'gubbins', email]
    const before = await dump()
    for (const value of personal) expect(before).toContain(value)

    const { status, body } = await rig.ask('POST', '/api/erasures', { email })
    expect([status, body.leads]).toEqual([202, 1])
    const after = await done(body.id)
    expect(after).toMatchObject({ erased: 1, leadIds: [id], records: { erased: 1, pending: 0 }, actor: 'anna' })
    const left = await dump()
    for (const value of personal) expect(left).not.toContain(value)
    for (const value of personal) expect(rig.log.join('\n').toLowerCase()).not.toContain(value)
    expect(rig.crm.erased).toContain(after.items[0].reference)
  })

  it('takes the lead out of every search, and keeps a record of its existence', async () => {
    const id = await send('sales')
    const { id: delivery } = await rig.until(id, 'sales', 'delivered')
    await done((await erase()).id)
    const found = (path: string) => rig.ask('POST', `/api/${path}/searches`, { email })
    expect((await found('leads')).body.items).toEqual([])
    expect((await found('deliveries')).body.items).toEqual([])
    expect((await rig.get(`/api/leads/${id}?raw=true`)).body).toMatchObject({
      ...{ state: 'erased', lead: null, offer: 'contoso.sales', source: 'web', raw: { body: '' } },
      deliveries: [{ id: delivery, state: 'delivered', receipt: { reference: `r-${delivery}`, link: null } }],
    })
    expect((await rig.get('/api/leads?state=erased')).body.items).toContainEqual(
      expect.objectContaining({ id, name: null, email: null, company: null }),
    )
    const { body } = await rig.get(`/api/deliveries/${delivery}`)
    expect(body.attempts).toEqual([expect.objectContaining({ message: '', excerpt: '', notes: [] })])
  })

  it('is final: an erased lead cannot be sent again', async () => {
    answer('sales', { status: 422, code: 'BAD' })
    const id = await send('sales')
    const { id: delivery } = await rig.until(id, 'sales', 'rejected')
    await done((await erase()).id)
    const { status, body } = await rig.ask('POST', `/api/deliveries/${delivery}/replays`)
    expect([status, body.detail]).toEqual([409, expect.stringContaining('its lead was erased')])
    const plan = await rig.ask('POST', '/api/replays', { lead: id, dryRun: true })
    expect(plan.body).toMatchObject({
      total: 0,
      leftOut: [{ code: 'gone', why: expect.stringContaining('its lead was erased') }],
    })
    const { body: shown } = await rig.get(`/api/leads/${id}`)
    const { body: listed } = await rig.ask('POST', '/api/deliveries/searches', { ids: [delivery] })
    expect([...shown.deliveries, ...listed.items].map(({ erased }) => erased)).toEqual([true, true])
  })

  it('finds the address in unreadable bodies, and leaves the bodies of others', async () => {
    const hers = await post(`{"mail":"${email.toUpperCase()}",`)
    const others = await post(`{"mail":"x${email}",`)
    const { id, leads } = await erase()
    expect(leads).toBe(1)
    await done(id)
    expect(await lead(hers)).toMatchObject({ state: 'erased', reason: null })
    expect(await lead(others)).toMatchObject({ state: 'unreadable' })
  })

  it('cancels deliveries that are not sent yet', async () => {
    answer('paper', { status: 401 })
    const id = await send('paper')
    await rig.until(id, 'paper', 'held')
    const after = await done((await erase()).id)
    expect(after.items).toEqual([])
    await rig.until(id, 'paper', 'cancelled')
    rig.crm.script.clear()
    await rig.ask('DELETE', '/api/destinations/paper/hold')
    const next = await rig.send(`other.${email}`, offerOf('paper'))
    await rig.until(next, 'paper', 'delivered')
    expect(rig.crm.taken('/paper').map((one) => one.email)).not.toContain(email)
  })

  it('leaves a new lead of the same person alone', async () => {
    const first = await send('sales')
    await rig.until(first, 'sales', 'delivered')
    await done((await erase()).id)
    const second = await send('sales')
    expect(second).not.toBe(first)
    await rig.until(second, 'sales', 'delivered')
  })

  it('stands in the audit with the ids of leads, and without the address', async () => {
    const id = await send('sales')
    await rig.until(id, 'sales', 'delivered')
    const erasure = await erase()
    await done(erasure.id)
    const { body } = await rig.get(`/api/audit?subject=${erasure.id}`)
    expect(body.items).toEqual([
      expect.objectContaining({ actor: 'anna', action: 'erase', detail: { leads: [id], farEnds: true } }),
    ])
    expect((await rig.get('/api/erasures')).body.items[0]).toMatchObject({ id: erasure.id, state: 'done' })
    expect(rig.log.join('\n')).toContain('erasure done')
  })

  it('stops a replay that looks for the address', async () => {
    const id = await send('sales')
    await rig.until(id, 'sales', 'delivered')
    const filter = JSON.stringify({ email: email.toUpperCase(), state: ['rejected'] })
    const row = { id: uuid(), actor: 'anna', filter, again: false, total: 1, finished_at: null }
    const later = new Date(Date.now() + 600_000)
    await rig.ledger.db
      .insertInto('replays')
      .values({ ...row, lease_until: later })
      .execute()
    await done((await erase()).id)
    const { body } = await rig.get(`/api/replays/${row.id}`)
    expect(body).toMatchObject({ state: 'stopped', filter: { state: ['rejected'] } })
    expect(body.filter).not.toHaveProperty('email')
  })

  it('of an unknown address is done at once', async () => {
    const { id } = await erase()
    expect(await done(id)).toMatchObject({ leads: 0, items: [] })
  })
})

describe('at the far ends', () => {
  it('a record that the hub cannot delete is left to a person, by destination and reference', async () => {
    const id = await send('paper')
    const { id: delivery } = await rig.until(id, 'paper', 'delivered')
    const { items, records } = await done((await erase()).id)
    expect(records).toMatchObject({ 'by-hand': 1, erased: 0 })
    expect(items).toEqual([
      expect.objectContaining({
        ...{ delivery, destination: 'paper', reference: `r-${delivery}`, state: 'by-hand' },
        message: expect.stringContaining('by hand'),
      }),
    ])
  })

  it('a record that may exist without a receipt is left to a person', async () => {
    answer('doubles', 'lose')
    await rig.until(await send('doubles'), 'doubles', 'uncertain')
    const { items } = await done((await erase()).id)
    expect(items).toEqual([expect.objectContaining({ state: 'by-hand', reference: null })])
  })

  it('a record that no longer exists is reported as absent', async () => {
    await rig.until(await send('sales'), 'sales', 'delivered')
    answerDelete('sales', { status: 404 })
    expect((await done((await erase()).id)).records).toMatchObject({ absent: 1 })
  })

  it('a transient failure is retried until it succeeds', async () => {
    await rig.until(await send('sales'), 'sales', 'delivered')
    answerDelete('sales', { status: 503, code: 'BUSY' })
    const { id } = await erase()
    await eventually(async () => expect(await record(id)).toMatchObject({ state: 'pending', code: 'BUSY' }))
    expect(await show(id)).toMatchObject({ state: 'running', erased: 1 })
    rig.crm.script.clear()
    const { items } = await done(id)
    expect(items).toEqual([expect.objectContaining({ state: 'erased', code: null, message: '', nextTryAt: null })])
    expect(items[0].tries).toBeGreaterThan(1)
  })

  it('a lasting failure is reported with code and remedy, and retried on request', async () => {
    const lead = await send('sales')
    await rig.until(lead, 'sales', 'delivered')
    answerDelete('sales', { status: 401, code: 'TOKEN_ENDED' })
    const { id } = await erase()
    const { items } = await done(id)
    expect(items).toEqual([
      expect.objectContaining({ state: 'failed', code: 'TOKEN_ENDED', message: 'The CRM answered 401', tries: 1 }),
    ])
    expect(items[0].problem).toMatchObject({ id: 'crm-token-ended', remedy: expect.any(Array) })
    rig.crm.script.clear()
    const again = await rig.ask('POST', `/api/erasures/${id}/retries`)
    expect(again).toMatchObject({ status: 202, body: { erasure: id, records: 1 } })
    expect((await done(id)).records).toMatchObject({ erased: 1, failed: 0 })
    expect(await rig.ask('POST', `/api/erasures/${id}/retries`)).toMatchObject({ status: 409 })
    expect(await rig.ask('POST', `/api/erasures/${uuid()}/retries`)).toMatchObject({ status: 404 })
  })

  it('no far end is asked when its records are to stay', async () => {
    const { id: delivery } = await rig.until(await send('sales'), 'sales', 'delivered')
    const { items, erased } = await done((await erase({ farEnds: false })).id)
    expect([items, erased]).toEqual([[], 1])
    expect(rig.crm.taken('/sales').map(({ id }) => id)).toContain(delivery)
  })
})

describe('a delivery under way while its lead is erased', () => {
  it('ends, and its record is then deleted, and no personal data is written back', async () => {
    const taken = Promise.withResolvers<Answer>()
    rig.crm.script.set('/slow', () => taken.promise)
    const id = await send('slow')
    const { id: delivery } = await rig.until(id, 'slow', 'sending')
    const { id: erasure } = await erase()
    await eventually(async () => expect(await show(erasure)).toMatchObject({ erased: 1, records: { pending: 1 } }))
    expect(await lead(id)).toMatchObject({ state: 'erased' })
    taken.resolve(undefined)
    const { items } = await done(erasure)
    expect(items).toEqual([expect.objectContaining({ state: 'erased', reference: `r-${delivery}` })])
    expect(rig.crm.erased).toContain(`r-${delivery}`)
    const { body } = await rig.get(`/api/deliveries/${delivery}`)
    expect(body).toMatchObject({ state: 'delivered', receipt: { link: null } })
    expect(await dump()).not.toContain(email)
  })

  it('that fails is cancelled, and no personal data is written back', async () => {
    const refused = Promise.withResolvers<Answer>()
    rig.crm.script.set('/slow', () => refused.promise)
    const id = await send('slow')
    const { id: delivery } = await rig.until(id, 'slow', 'sending')
    const { id: erasure } = await erase()
    await eventually(async () => expect(await show(erasure)).toMatchObject({ erased: 1 }))
    refused.resolve({ status: 503, code: 'BUSY' })
    expect((await done(erasure)).items).toEqual([])
    const { body } = await rig.get(`/api/deliveries/${delivery}`)
    expect(body).toMatchObject({ state: 'cancelled', attempts: [{ code: null, excerpt: '', message: '' }] })
  })
})

it('an erasure continues after its process died', async () => {
  const ids = [await send('sales'), await rig.send(email, offerOf('paper'))]
  await rig.until(ids[0]!, 'sales', 'delivered')
  await rig.until(ids[1]!, 'paper', 'delivered')
  const id = uuid()
  // The state after a crash right after the erasure and its address were stored.
  await startErasure(rig.ledger.db, { id, actor: 'anna', address: email, farEnds: true, leads: ids })
  const { items } = await done(id)
  expect(items.map((one: { state: string }) => one.state).sort()).toEqual(['by-hand', 'erased'])
  for (const one of ids) expect(await lead(one)).toMatchObject({ state: 'erased' })
})

it('an erasure whose process died between two far ends asks the remaining far ends', async () => {
  const ids = [await send('sales'), await rig.send(email, offerOf('sales'), { description: 'again' })]
  for (const one of ids) await rig.until(one, 'sales', 'delivered')
  answerDelete('sales', { status: 401, code: 'TOKEN_ENDED' })
  const { id } = await erase()
  const { items } = await done(id)
  rig.crm.script.clear()
  await sql`update erasures set finished_at = null, lease_until = now() where id = ${id}::uuid`.execute(rig.ledger.db)
  await sql`
    update erasure_records set state = 'pending' where delivery = ${items[0].delivery}::uuid`.execute(rig.ledger.db)
  expect((await done(id)).records).toMatchObject({ erased: 1, failed: 1 })
})

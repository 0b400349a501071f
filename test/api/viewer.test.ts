/** Asks for everything that a viewer may ask for, over a ledger full of persons, and looks for the persons in it. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { Endpoint } from '../../src/api/endpoint.ts'
import { endpoints } from '../../src/api/endpoints.ts'
import { audit } from '../../src/ledger/audit.ts'
import { insertMessage } from '../../src/ledger/notify/messages.ts'
import { act } from './bulk.ts'
import { type Rig, startRig, tokens } from './rig.ts'

/** Words that stand nowhere but in the seeded data. */
const seeded = ['Zephyrine', 'Quackenbush', 'Blorptek', 'blorptek.example', '4915112345678', 'Kwyjibo', 'Vorstand']
const email = 'zephyrine.quackenbush@blorptek.example'
/** No part of it has an @, which the last guard of all answers would cover. */
const reference = 'Zephyrine Quackenbush +4915112345678'
const link = 'https://crm.example.com/zephyrine-quackenbush'
const conditions = {
  'person.lastName': 'Quackenbush',
  'person.title': 'Vorstand',
  'person.phone.e164': '+4915112345678',
  company: 'Blorptek',
  description: ['Kwyjibo*'],
}
const sentence = `Zephyrine Quackenbush <${email}> of Blorptek, +4915112345678, is Kwyjibo`

let rig: Rig
let ids: Record<string, string[]>

beforeAll(async () => {
  rig = await startRig({
    destinations: { sales: {}, table: { settings: { finds: true } } },
    routes: [
      { name: 'theirs', offers: ['contoso.*'], when: conditions, to: ['sales', 'table'], otherwise: ['table'] },
      { name: 'all', offers: ['contoso.*'], to: ['sales', 'table'] },
    ],
    file: { channels: { ops: { type: 'notes', url: 'http://127.0.0.1:1' } } },
  })
  const { db } = rig.ledger
  const more = { message: 'Kwyjibo', actionCode: 'INS', description: sentence }
  const person = { firstName: 'Zephyrine', lastName: 'Quackenbush', company: 'Blorptek', title: 'Vorstand' }
  const userDetails = { ...person, email, phone: '+49 151 12345678', country: 'Kwyjibo' }
  const lead = await rig.send(email, 'contoso.app', { ...more, userDetails })
  await rig.until(lead, 'sales', 'delivered')
  await rig.until(lead, 'table', 'delivered')
  const repeat = await rig.send(email, 'contoso.app', { ...more, userDetails, description: 'again' })
  const unreadable = await unreadableLead()
  await rig.until(repeat, 'sales', 'delivered')
  // As a far end may answer, in every place that keeps its words, and also where a failure and a receipt meet.
  await sql`
    update deliveries set reference = ${reference}, link = ${link},
      message = ${sentence}, class = 'rejected', code = 'BAD_NAME', may_be_there = true`.execute(db)
  await sql`
    update deliveries set settled_by = 'anna', settled_how = 'word', settled_why = ${sentence}
    where lead_id = ${lead}`.execute(db)
  await sql`update deliveries set state = 'rejected', outcome = '' where lead_id = ${repeat}`.execute(db)
  await sql`
    update attempts set reference = ${reference}, link = ${link}, message = ${sentence},
      excerpt = ${sentence}, notes = ${JSON.stringify([sentence, { field: 'company', from: 300, to: 255 }])}`.execute(
    db,
  )
  await sql`update destinations set state = 'held', held_by = 'anna', message = ${sentence}, code = 'BAD_NAME'
    where id = 'sales'`.execute(db)
  for (const action of ['hold', 'replay-many', 'cancel-many', 'reveal'] as const) {
    const detail = {
      reason: sentence,
      filter: { email, reference: email, text: 'Zephyrine' },
      list: [sentence],
      of: sentence,
    }
    await audit(db, { actor: 'anna', action, subject: 'sales', detail })
  }
  const filter = { email, reference: email, state: ['delivered'] }
  const replay = (await act(rig, '/api/replays', { ...filter, again: true })).body.id
  const lookup = uuid()
  await sql`
    insert into lookups (id, actor, filter, as_of, finished_at, total, code, message)
    values (${lookup}, 'anna', ${JSON.stringify(filter)}, now(), now(), 1, 'BAD_NAME', ${sentence})`.execute(db)
  await sql`
    insert into destination_changes (destination, state, code, actor, reason)
    values ('sales', 'held', 'BAD_NAME', 'anna', ${sentence})`.execute(db)
  await rig.hub.look()
  await sql`
    update alerts set note = ${sentence}, acknowledged_by = 'anna', acknowledged_at = now()`.execute(db)
  const message = await insertMessage(db, {
    ...{ channel: 'ops', kind: 'contact', subject: sentence, text: sentence, html: sentence, at: new Date() },
    to: [email],
  })
  await sql`
    update messages set state = 'exhausted', class = 'rejected', code = 'BAD_NAME', error = ${sentence},
      receipt = ${JSON.stringify({ outcome: 'accepted', reference })}`.execute(db)
  await sql`update channels set failing_since = now(), message = ${sentence}`.execute(db)
  const alerts = await sql<{ id: string }>`select id from alerts`.execute(db)
  expect(alerts.rows.length).toBeGreaterThan(0)
  const erasure = uuid()
  await sql`insert into erasures (id, actor, far_ends, leads) values (${erasure}, 'anna', true, 1)`.execute(db)
  await sql`insert into erasure_leads (erasure, lead, erased) values (${erasure}, ${repeat}, true)`.execute(db)
  await sql`
    insert into erasure_records (erasure, delivery, destination, reference, state, message, next_at)
    select ${erasure}, id, destination, ${reference}, 'failed', ${sentence}, now() + interval '1 day' from deliveries`.execute(
    db,
  )
  await seedProof(db)
  const { rows } = await sql<{ id: string }>`select id from deliveries`.execute(db)
  ids = {
    leads: [lead, repeat, unreadable],
    deliveries: rows.map(({ id }) => id),
    destinations: ['sales', 'table'],
    sources: ['web'],
    replays: [replay],
    lookups: [lookup],
    alerts: alerts.rows.map(({ id }) => id),
    messages: [message],
    erasures: [erasure],
    config: [rig.hub.config().version],
    reconciliations: [`${provedDay}/sales`],
  }
})
afterAll(() => rig.close())

const provedDay = new Date().toISOString().slice(0, 10)

/** Every delivery is missing at its far end, and another destination could not be asked. */
async function seedProof(db: Rig['ledger']['db']): Promise<void> {
  await sql`
    insert into proof_days (day, zone, since, until, actor, began_at, finished_at)
    values (${provedDay}, 'UTC', now(), now(), 'anna', now(), now())`.execute(db)
  await sql`
    insert into reconciliations select ${provedDay}, destination, 'contoso.app', 1, 1, 0, 0, 0, 0, 1, 0, now()
    from (select distinct destination from deliveries) x`.execute(db)
  await sql`
    insert into proof_destinations (day, destination, run_at, why, code, message)
    select ${provedDay}, destination, now(), 'refused', 'BAD_NAME', ${sentence}
    from (select distinct destination from deliveries) x`.execute(db)
  await sql`
    insert into proofs select ${provedDay}, destination, id, lead_id, false, now() from deliveries`.execute(db)
}

async function unreadableLead(): Promise<string> {
  const reply = await fetch(`${rig.hub.url}/ingest/web?key=a-key-of-the-source`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `${sentence}, which is not JSON`,
  })
  return ((await reply.json()) as { lead: string }).lead
}

const mine = endpoints.filter(
  ({ method, path, role }) => role === 'viewer' && (method === 'get' || path.endsWith('/searches')),
)

it('looks at what it should', async () => {
  expect(mine.length).toBeGreaterThan(15)
  // The operator, who is asked first, shows that the persons are there to be seen.
  const all = await Promise.all(
    ['leads', 'deliveries'].map(async (what) => JSON.stringify((await rig.get(`/api/${what}`)).body)),
  )
  expect(all.join()).toContain(email)
  const [id] = ids['deliveries'] ?? []
  for (const path of [
    `deliveries/${id}`,
    'backlog',
    'destinations/sales/history',
    'lookups',
    `lookups/${ids['lookups']}`,
  ])
    expect([path, JSON.stringify((await rig.get(`/api/${path}`)).body)]).toEqual([
      path,
      expect.stringContaining(sentence),
    ])
  const { body } = await rig.get(`/api/leads/${ids['leads']?.[0]}/person`)
  expect(body.destinations[0].records).toContainEqual(expect.objectContaining({ reference, link }))
  expect(JSON.stringify((await rig.get('/api/routes')).body)).toContain('person.lastName is Quackenbush')
})

it.each(mine.map((one) => [`${one.method.toUpperCase()} ${one.path}`, one] as const))(
  'a viewer sees no person: %s',
  async (_name, one) => {
    for (const address of addressesOf(one)) {
      const { status, text } = await ask(one, address)
      expect([address, status, text.slice(0, 300)]).toEqual([address, expect.toBeOneOf([200, 404]), expect.anything()])
      expect([address, text]).toEqual([address, expect.not.stringContaining('@')])
      for (const word of seeded)
        expect([word, text.toLowerCase()]).toEqual([word, expect.not.stringContaining(word.toLowerCase())])
    }
  },
)

/** Each address of the operation, with an id of every thing that was seeded. */
function addressesOf({ path, query }: Endpoint): string[] {
  const [, room = ''] = path.split('/')
  const named = /\{\w+\}/.test(path) ? ids[room] : ['']
  if (!named) throw new Error(`tell this test an id for ${path}`)
  const needed = query ? `?${new URLSearchParams(samples(query))}` : ''
  return named.map((id) => `${rig.hub.url}/api${path.replace(/\{.*\}/, id)}${needed}`)
}

interface Property {
  enum?: string[]
  type?: string
  format?: string
  items?: Property
}

/** A value for every parameter that must be given. */
function samples(schema: z.ZodObject): Record<string, string> {
  const { properties = {}, required = [] } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.fromEntries(required.map((name) => [name, sample(properties[name] as Property)]))
}

function sample({ enum: words, type, format, items }: Property): string {
  if (words) return words[0] ?? ''
  if (type === 'array' && items) return sample(items)
  if (format === 'date-time') return new Date(Date.now() - 3_600_000).toISOString()
  if (format === 'uuid') return ids['leads']?.[0] ?? ''
  return type === 'integer' ? '1' : 'sales'
}

/** A stream without an end is read for a moment. */
async function ask({ method, body }: Endpoint, address: string): Promise<{ status: number; text: string }> {
  const answer = await fetch(address, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${tokens.viewer}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: '{}' } : {}),
  })
  if (!answer.headers.get('content-type')?.startsWith('text/event-stream')) {
    return { status: answer.status, text: await answer.text() }
  }
  const reader = answer.body?.getReader()
  const first = await Promise.race([
    reader?.read(),
    new Promise<undefined>((resolve) => void setTimeout(() => resolve(undefined), 500)),
  ])
  await reader?.cancel()
  return { status: answer.status, text: new TextDecoder().decode(first?.value) }
}

import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { claim } from '../../../src/ledger/claims.ts'
import { eraseLeads } from '../../../src/ledger/erasure/leads.ts'
import { leadsToRoute, storeRouted } from '../../../src/ledger/fan-out.ts'
import { memoryOf } from '../../../src/ledger/memory.ts'
import { cancelErased } from '../../../src/ledger/moves.ts'
import { settle } from '../../../src/ledger/settlements.ts'
import type { DeliveryState } from '../../../src/ledger/states.ts'
import {
  arrival,
  busy,
  change,
  delivery,
  freshLedger,
  type MadeDelivery,
  routedLeads,
  settlement,
  type TestLedger,
} from '../rows.ts'

let ledger: TestLedger
const worker = uuid()
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

async function made(state: DeliveryState = 'queued'): Promise<MadeDelivery> {
  const [one] = await routedLeads(ledger.db, 1, ['crm'])
  await change(ledger.db, 'deliveries', one!.id, { state })
  return one!
}

const erase = (...leads: string[]) => ledger.db.transaction().execute((tx) => eraseLeads(tx, leads))
const row = (one: MadeDelivery) => delivery(ledger.db, one.id)
const lead = (id: string) => ledger.db.selectFrom('leads').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const attemptsOf = (one: MadeDelivery) =>
  ledger.db.selectFrom('attempts').selectAll().where('delivery_id', '=', one.id).execute()

describe('an erased lead', () => {
  it('has no data of the person, and keeps its source, offer and times', async () => {
    const one = arrival({ contentType: 'application/json', reason: 'said something' })
    await storeArrivals(ledger.db, [one])
    await erase(one.id)
    const after = await lead(one.id)
    expect(after).toMatchObject({
      state: 'erased',
      lead: null,
      email: '',
      reason: '',
      content_type: 'application/json',
    })
    expect(after.raw).toHaveLength(0)
    expect(after).toMatchObject({ source: one.source, offer: one.offer, test: false, received_at: one.receivedAt })
  })

  it('is not routed', async () => {
    const one = arrival()
    await storeArrivals(ledger.db, [one])
    const [waiting] = await leadsToRoute(ledger.db, [one.id], 0)
    await erase(one.id)
    const deliveries = [{ id: uuid(), destination: 'crm', route: 'all' }]
    const routed = { leadId: waiting!.id, state: 'routed', reason: 'r', configVersion: 'v', deliveries } as const
    expect(await storeRouted(ledger.db, [routed])).toEqual([])
    expect(await lead(one.id)).toMatchObject({ state: 'erased', reason: '' })
  })

  it('is not recognised by its content: the same body makes a new lead', async () => {
    const first = arrival({ fingerprint: 'c:the same' })
    await storeArrivals(ledger.db, [first])
    await erase(first.id)
    const again = arrival({ fingerprint: 'c:the same' })
    expect(await storeArrivals(ledger.db, [again])).toEqual([{ id: again.id, duplicateOf: undefined }])
  })

  it('is found among the fingerprints by an index', async () => {
    const read = await ledger.db.transaction().execute(async (tx) => {
      await sql`
        insert into fingerprints (source, fingerprint, lead_id, seen_at)
        select 'many', n::text, gen_random_uuid(), 'infinity' from generate_series(1, 20000) n`.execute(tx)
      await sql`analyze fingerprints`.execute(tx)
      const ids = Array.from({ length: 500 }, () => uuid())
      const { rows } = await sql<{ 'QUERY PLAN': string }>`
        explain delete from fingerprints where lead_id = any(${ids}::uuid[])`.execute(tx)
      return rows.map((row) => row['QUERY PLAN']).join('\n')
    })
    expect(read).toContain('fingerprints_lead')
    expect(read).not.toContain('Seq Scan')
  })
})

describe('the deliveries of an erased lead', () => {
  it.each(['queued', 'waiting', 'held'] as const)(
    'are cancelled if they are %s, and cannot be claimed',
    async (state) => {
      const one = await made(state)
      const [told] = await erase(one.leadId)
      expect(told).toMatchObject({ id: one.id, destination: 'crm', state: 'cancelled', mayBeThere: false })
      const after = await row(one)
      expect(after).toMatchObject({ state: 'cancelled', next_attempt_at: null })
      expect(after.settled_at).toBeInstanceOf(Date)
      expect((await claim(ledger.db, worker, [{ destination: 'crm', room: 99, departs: false }])).claimed).toEqual([])
    },
  )

  it.each(['delivered', 'rejected', 'uncertain', 'exhausted', 'cancelled', 'sending'] as const)(
    'stay %s, without message, code and link',
    async (state) => {
      const one = await made(state)
      const said = { message: 'Ann is known', link: 'https://crm/ann', reference: 'r7', class: 'rejected', code: 'DUP' }
      await change(ledger.db, 'deliveries', one.id, { ...said, generation: 3 })
      await erase(one.leadId)
      const kept = { state, reference: 'r7', class: 'rejected', code: '', generation: 3 }
      expect(await row(one)).toMatchObject({ ...kept, message: '', link: '' })
    },
  )

  it('keep their attempts, without excerpt, message and notes', async () => {
    const one = await made()
    await claim(ledger.db, worker, [{ destination: one.destination, room: 1, departs: false }])
    const receipt = { outcome: 'created', notes: ['cut Ann'] } as const
    await settle(ledger.db, [settlement(one, worker, { receipt, failure: busy })])
    await erase(one.leadId)
    const [attempt] = await attemptsOf(one)
    expect(attempt).toMatchObject({ outcome: 'created', class: 'transient', code: '', status: 503 })
    expect(attempt).toMatchObject({ message: '', excerpt: '', notes: [] })
  })

  it('are cancelled, too, if a person made them due at that moment', async () => {
    const [erased, other] = [await made(), await made()]
    await erase(erased.leadId)
    await change(ledger.db, 'deliveries', erased.id, { state: 'queued' })
    expect(await cancelErased(ledger.db)).toBe(1)
    expect(await row(erased)).toMatchObject({ state: 'cancelled' })
    expect(await row(other)).toMatchObject({ state: 'queued' })
  })
})

describe('an attempt that ends after its lead was erased', () => {
  async function sending(): Promise<MadeDelivery> {
    const one = await made()
    await claim(ledger.db, worker, [{ destination: one.destination, room: 1, departs: false }])
    await erase(one.leadId)
    return one
  }

  it('keeps its receipt, and stores nothing personal', async () => {
    const one = await sending()
    const receipt = {
      outcome: 'created',
      reference: 'r9',
      link: 'https://crm/ann',
      status: 201,
      notes: ['Ann'],
    } as const
    await settle(ledger.db, [settlement(one, worker, { receipt })])
    expect(await row(one)).toMatchObject({ state: 'delivered', outcome: 'created', reference: 'r9', link: '' })
    expect(await attemptsOf(one)).toEqual([expect.objectContaining({ outcome: 'created', notes: [] })])
  })

  it.each(['queued', 'waiting', 'held'] as const)('cancels its delivery instead of making it %s', async (state) => {
    const one = await sending()
    const failed = { state, receipt: undefined, failure: { ...busy, excerpt: 'Ann', message: 'Ann' } }
    await settle(ledger.db, [settlement(one, worker, { ...failed, retryIn: 0 })])
    const after = await row(one)
    expect(after).toMatchObject({ state: 'cancelled', message: '', code: '', next_attempt_at: null })
    expect(after.settled_at).toBeInstanceOf(Date)
    expect(await attemptsOf(one)).toEqual([expect.objectContaining({ message: '', excerpt: '', code: '' })])
  })

  it('changes nothing for other deliveries of the same settlement', async () => {
    const [erased, other] = [await sending(), await made()]
    await claim(ledger.db, worker, [{ destination: other.destination, room: 1, departs: false }])
    const failed = { state: 'waiting', receipt: undefined, failure: busy } as const
    await settle(ledger.db, [settlement(erased, worker, failed), settlement(other, worker, failed)])
    expect(await row(erased)).toMatchObject({ state: 'cancelled', message: '' })
    expect(await row(other)).toMatchObject({ state: 'waiting', message: 'busy' })
    expect(await attemptsOf(other)).toEqual([expect.objectContaining({ excerpt: 'try later' })])
  })
})

describe('what a connector remembers of an erased lead', () => {
  it('is deleted by its key, as an object, and from a list; other entries stay', async () => {
    const [erased, other] = [await made(), await made()]
    const memory = memoryOf(ledger.db, 'crm')
    const kept = (id: string) => ({ id, text: 'somebody' })
    await memory.set(`append:${erased.id}`, '{"sum":"digest"}')
    await memory.set(`append:${other.id}`, '{"sum":"digest"}')
    await memory.set('slot:1', JSON.stringify({ window: 5, ...kept(erased.id) }))
    await memory.set('slot:2', JSON.stringify({ window: 5, ...kept(other.id) }))
    await memory.set('text', JSON.stringify([kept(other.id), kept(erased.id)]))
    await memory.set('record', JSON.stringify({ ids: [erased.id, other.id] }))
    await erase(erased.leadId)
    expect(await memory.get(`append:${erased.id}`)).toBeUndefined()
    expect(await memory.get(`append:${other.id}`)).toBeDefined()
    expect(await memory.get('slot:1')).toBeUndefined()
    expect(await memory.get('slot:2')).toContain(other.id)
    expect(JSON.parse((await memory.get('text')) ?? '')).toEqual([kept(other.id)])
    expect(JSON.parse((await memory.get('record')) ?? '')).toEqual({ ids: [erased.id, other.id] })
  })

  it('stays at another destination', async () => {
    const one = await made()
    const elsewhere = JSON.stringify({ id: one.id, text: 'a copy' })
    await memoryOf(ledger.db, 'other').set('slot:1', elsewhere)
    await erase(one.leadId)
    expect(await memoryOf(ledger.db, 'other').get('slot:1')).toBe(elsewhere)
  })
})

it('erasing an erased lead again changes nothing', async () => {
  const one = await made()
  await erase(one.leadId)
  const { rows } = await sql`select * from deliveries where id = ${one.id}`.execute(ledger.db)
  await erase(one.leadId)
  expect((await sql`select * from deliveries where id = ${one.id}`.execute(ledger.db)).rows).toEqual(rows)
})

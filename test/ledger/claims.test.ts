import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/connector.ts'
import { claim, giveBack } from '../../src/ledger/claims.ts'
import { type Settlement, settle } from '../../src/ledger/settlements.ts'
import { eventually } from '../setup/eventually.ts'
import {
  aboutIn,
  busy,
  change,
  delivery,
  freshLedger,
  type MadeDelivery,
  routedLeads,
  settlement,
  type TestLedger,
} from './rows.ts'

let ledger: TestLedger
const worker = uuid()
const other = uuid()
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

async function made(destination = `crm-${uuid()}`): Promise<MadeDelivery> {
  const [one] = await routedLeads(ledger.db, 1, [destination])
  return one!
}

const at = (destination: string, room = 1) => ({ destination, room, departs: false })
const claimed = async (by: string, ...rooms: ReturnType<typeof at>[]) => (await claim(ledger.db, by, rooms)).claimed
const take = (one: { destination: string }, by = worker) => claimed(by, at(one.destination))
const row = (one: { id: string }) => delivery(ledger.db, one.id)
const set = (one: { id: string }, values: Parameters<typeof change<'deliveries'>>[3]) =>
  change(ledger.db, 'deliveries', one.id, values)
const attemptsOf = (one: { id: string }) =>
  ledger.db.selectFrom('attempts').selectAll().where('delivery_id', '=', one.id).orderBy('id').execute()

const someoneWaits = async () => {
  const { rows } = await sql`
    select from pg_locks where not granted and pid in (select pid from pg_stat_activity
      where datname = current_database())`.execute(ledger.db)
  return rows.length > 0
}

describe('a claim', () => {
  it('marks the delivery before anything is sent, and returns all that an attempt needs', async () => {
    const one = await made()
    const [taken] = await take(one)
    expect(taken).toMatchObject({
      id: one.id,
      generation: 1,
      leadId: one.leadId,
      destination: one.destination,
      attempts: 1,
      mayBeThere: false,
      probe: false,
      lead: { id: one.leadId },
    })
    expect(taken?.raw.toString()).toBe('{"leadSource":"SPZA"}')
    expect(await row(one)).toMatchObject({ state: 'sending', worker, attempts: 1, next_attempt_at: null })
    expect((await row(one)).sending_since).toBeInstanceOf(Date)
  })

  it('stores the times of the first attempt and of the retry window', async () => {
    const one = await made()
    const long = new Date('2025-01-01T00:00:00Z')
    await set(one, { first_attempt_at: long, retry_since: long, attempts: 4, may_be_there: true })
    const [taken] = await take(one)
    expect(taken).toMatchObject({
      attempts: 5,
      firstAttemptAt: long,
      mayBeThere: true,
    })
    expect(taken?.retryingFor).toBeCloseTo((taken?.sendingSince.getTime() ?? 0) - long.getTime(), -1)
  })

  it.each(['sending', 'delivered', 'held', 'rejected', 'uncertain', 'exhausted', 'cancelled'])(
    'of a delivery that is %s takes nothing',
    async (state) => {
      const one = await made()
      await set(one, { state })
      expect(await take(one)).toEqual([])
      expect((await row(one)).state).toBe(state)
    },
  )

  it('takes a waiting delivery when it is due', async () => {
    const one = await made()
    await set(one, { state: 'waiting', next_attempt_at: new Date(Date.now() + 60_000) })
    expect(await take(one)).toEqual([])
    await set(one, { next_attempt_at: new Date(Date.now() - 1) })
    expect(await take(one)).toMatchObject([{ id: one.id }])
  })

  it('takes the oldest leads of each destination, and no more than there is room for', async () => {
    const [many, few] = [`many-${uuid()}`, `few-${uuid()}`]
    const all = await routedLeads(ledger.db, 5, [many])
    const others = await routedLeads(ledger.db, 1, [few])
    await set(all[1]!, { state: 'waiting', next_attempt_at: new Date(0) })
    const { claimed: taken, full } = await claim(ledger.db, worker, [
      at(many, 3),
      at(few, 3),
      at(`unknown-${uuid()}`, 3),
    ])
    expect(full).toEqual(new Set([many]))
    const idsAt = (name: string) => taken.filter(({ destination }) => destination === name).map(({ id }) => id)
    expect(idsAt(many)).toEqual(all.slice(0, 3).map(({ id }) => id))
    expect(idsAt(few)).toEqual(others.map(({ id }) => id))
  })

  it.each(['held', 'resting', 'paused'])('takes only the probe at a destination that is %s', async (state) => {
    const [, probe] = await routedLeads(ledger.db, 2, [`at-${state}`])
    await change(ledger.db, 'destinations', `at-${state}`, { state, probe_delivery: probe!.id })
    const taken = await claimed(worker, at(`at-${state}`, 9))
    expect(taken).toMatchObject([{ id: probe!.id, probe: true }])
  })

  it('cancels the delivery of an erased lead, and tells that more may be due', async () => {
    const [one, next] = await routedLeads(ledger.db, 2, [`erased-${uuid()}`])
    await sql`update leads set lead = null, state = 'erased' where id = ${one!.leadId}`.execute(ledger.db)
    const room = at(one!.destination)
    expect(await claim(ledger.db, worker, [room])).toEqual({ claimed: [], full: new Set([one!.destination]) })
    expect(await row(one!)).toMatchObject({ state: 'cancelled', settled_at: expect.any(Date) })
    expect(await take(next!)).toMatchObject([{ id: next!.id }])
  })

  it('by many workers at once gives each delivery to one of them', async () => {
    await routedLeads(ledger.db, 30, ['race'])
    const claims = await Promise.all([1, 2, 3, 4, 5].map(() => claimed(uuid(), at('race', 10))))
    const rest = await claimed(uuid(), at('race', 30))
    const taken = [...claims, rest].flat().map(({ id }) => id)
    expect(taken).toHaveLength(30)
    expect(new Set(taken).size).toBe(30)
  })

  it('without rooms takes nothing', async () => {
    expect(await claimed(worker)).toEqual([])
  })
})

describe('a claim whose answer was lost', () => {
  it('is given back and counts as no attempt; deliveries that the worker has stay claimed', async () => {
    const mine = uuid()
    const [heard, lost] = await routedLeads(ledger.db, 2, [`lost-${uuid()}`])
    await claim(ledger.db, mine, [at(lost!.destination, 2)])
    expect(await giveBack(ledger.db, mine, [heard!.id])).toEqual({ destinations: [lost!.destination], left: false })
    expect(await row(lost!)).toMatchObject({ state: 'queued', attempts: 0, worker: null, sending_since: null })
    expect(await row(heard!)).toMatchObject({ state: 'sending', worker: mine, attempts: 1 })
    expect(await giveBack(ledger.db, mine, [heard!.id])).toEqual({ destinations: [], left: false })
  })

  it.each([
    ['held', 'held'],
    ['resting', 'waiting'],
    ['paused', 'queued'],
  ])('waits if its destination is %s meanwhile', async (state, then) => {
    const mine = uuid()
    const one = await made()
    await take(one, mine)
    await change(ledger.db, 'destinations', one.destination, { state })
    await giveBack(ledger.db, mine, [])
    expect(await row(one)).toMatchObject({ state: then, attempts: 0 })
  })
})

describe('a delivery that is given back', () => {
  it('begins its retry window with the first attempt that is made', async () => {
    const mine = uuid()
    const one = await made()
    await take(one, mine)
    await giveBack(ledger.db, mine, [])
    expect(await row(one)).toMatchObject({ generation: 1, first_attempt_at: null, retry_since: null })
  })

  it('keeps the retry window of the attempts before', async () => {
    const mine = uuid()
    const one = await made()
    const since = new Date(Date.now() - 60_000)
    await change(ledger.db, 'deliveries', one.id, { attempts: 2, first_attempt_at: since, retry_since: since })
    await take(one, mine)
    await giveBack(ledger.db, mine, [])
    expect(await row(one)).toMatchObject({ attempts: 2, first_attempt_at: since, retry_since: since })
  })

  it('waits with the others if its destination is held at this moment', async () => {
    const mine = uuid()
    const one = await made()
    await take(one, mine)
    const held = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = ledger.db.transaction().execute(async (tx) => {
      await change(tx, 'destinations', one.destination, { state: 'held' })
      locked.resolve()
      await held.promise
    })
    await locked.promise
    // The claims of other destinations must not wait for a hold of many leads.
    expect(await giveBack(ledger.db, mine, [])).toEqual({ destinations: [], left: true })
    expect((await row(one)).state).toBe('sending')
    const given = giveBack(ledger.db, mine, [], true)
    await Promise.race([given, eventually(async () => expect(await someoneWaits()).toBe(true))])
    held.resolve()
    await Promise.all([holding, given])
    expect(await row(one)).toMatchObject({ state: 'held', attempts: 0 })
  })
})

describe('a second receipt', () => {
  const mayDouble = true
  const second = (one: MadeDelivery, more: Partial<Settlement> = {}) =>
    settle(ledger.db, [settlement(one, other, { generation: 2, mayDouble, ...more })])

  async function delivered(more: Partial<Settlement> = {}) {
    const one = await made()
    await take(one)
    expect(await settle(ledger.db, [settlement(one, worker, { mayDouble, ...more })])).toEqual(new Set())
    return one
  }

  it('for another record is a double: it is returned and marked, and both receipts are kept', async () => {
    const one = await delivered()
    expect(await second(one, { receipt: { outcome: 'created', reference: 'r2', link: 'https://x/r2' } })).toEqual(
      new Set([one.id]),
    )
    expect(await row(one)).toMatchObject({ state: 'delivered', reference: 'r1', doubled: true })
    expect(await attemptsOf(one)).toMatchObject([{ reference: 'r1' }, { reference: 'r2', link: 'https://x/r2' }])
  })

  it('for the same record is no double', async () => {
    const one = await delivered()
    expect(await second(one)).toEqual(new Set())
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('of a sent mail is a double even with the same reference, because a mail’s id is the same in every attempt', async () => {
    const mail = { outcome: 'accepted', reference: '<d1@leadyard.example>' } as const
    const one = await delivered({ receipt: mail })
    await second(one, { receipt: mail })
    expect(await row(one)).toMatchObject({ doubled: true })
  })

  it('without a reference is a double', async () => {
    const one = await delivered({ receipt: { outcome: 'accepted' } })
    await second(one, { receipt: { outcome: 'accepted' } })
    expect(await row(one)).toMatchObject({ doubled: true })
  })

  it('is no double if a repeat is harmless, or the record was found', async () => {
    const one = await delivered()
    await second(one, { mayDouble: false, receipt: { outcome: 'created', reference: 'r2' } })
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('is no double if it is the first receipt, written again', async () => {
    const one = await made()
    await take(one)
    const same = settlement(one, worker, { mayDouble, receipt: { outcome: 'accepted' } })
    for (let n = 0; n < 3; n++) expect(await settle(ledger.db, [same])).toEqual(new Set())
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('is possible if an attempt ends uncertain while another has the delivery', async () => {
    const one = await made()
    await take(one)
    await set(one, { state: 'queued', worker: null })
    await take(one, other)
    const uncertain = { ...busy, class: 'uncertain' } as const
    await settle(ledger.db, [
      settlement(one, worker, { mayDouble, state: 'uncertain', receipt: undefined, failure: uncertain }),
    ])
    expect(await row(one)).toMatchObject({ state: 'sending', worker: other, doubled: true })
    // The other attempt finds the record, so there is only one.
    const found = { outcome: 'already-there', reference: 'r1' } as const
    await settle(ledger.db, [settlement(one, other, { generation: 2, mayDouble: false, receipt: found })])
    expect(await row(one)).toMatchObject({ state: 'delivered', doubled: false })
  })

  it('is not possible if an attempt ends uncertain and another found its record', async () => {
    const one = await delivered({ mayDouble: false, receipt: { outcome: 'already-there', reference: 'r1' } })
    const uncertain = { ...busy, class: 'uncertain' } as const
    await second(one, { state: 'uncertain', receipt: undefined, failure: uncertain })
    expect(await row(one)).toMatchObject({ state: 'delivered', doubled: false })
  })
})

describe('settling', () => {
  async function attempted(more: Partial<Settlement> = {}, by = worker) {
    const one = await made()
    await take(one)
    await settle(ledger.db, [settlement(one, by, more)])
    return one
  }

  it('a receipt makes the delivery `delivered`, and is stored', async () => {
    const one = await attempted({
      receipt: { outcome: 'updated', reference: 'r7', link: 'https://x', status: 200, notes: ['n'] },
    })
    expect(await row(one)).toMatchObject({
      state: 'delivered',
      outcome: 'updated',
      reference: 'r7',
      link: 'https://x',
      status: 200,
      worker: null,
      sending_since: null,
      attempts: 1,
      generation: 1,
      class: '',
      config_version: 'v1',
    })
    expect((await row(one)).settled_at).toBeInstanceOf(Date)
    expect(await attemptsOf(one)).toMatchObject([
      { number: 1, outcome: 'updated', took_ms: 12, notes: ['n'], status: 200 },
    ])
  })

  it('a passing failure makes the delivery `waiting`', async () => {
    const one = await attempted({
      state: 'waiting',
      retryIn: 3_600_000,
      mayBeThere: false,
      receipt: undefined,
      failure: busy,
    })
    expect(await row(one)).toMatchObject({
      state: 'waiting',
      generation: 1,
      next_attempt_at: aboutIn(3_600_000),
      attempts: 1,
      may_be_there: false,
      class: 'transient',
      code: 'BUSY',
      status: 503,
      problem: 'plain-busy',
      message: 'busy',
      outcome: '',
      settled_at: null,
    })
    expect(await attemptsOf(one)).toMatchObject([{ class: 'transient', code: 'BUSY', excerpt: 'try later' }])
    expect(await take(one)).toEqual([])
    await set(one, { next_attempt_at: new Date(Date.now() - 1) })
    expect(await take(one)).toHaveLength(1)
  })

  it('an attempt that does not count adds no attempt, and the retry window begins again', async () => {
    const one = await attempted({
      state: 'held',
      counts: false,
      receipt: undefined,
      failure: { ...busy, class: 'configuration' },
    })
    expect(await row(one)).toMatchObject({ state: 'held', attempts: 0, retry_since: null, settled_at: null })
    expect((await row(one)).first_attempt_at).toBeInstanceOf(Date)
    expect(await attemptsOf(one)).toHaveLength(1)
  })

  it('an attempt whose delivery was taken over is recorded, and its failure changes nothing', async () => {
    const one = await made()
    await take(one)
    await set(one, { state: 'queued', worker: null })
    await take(one, other)
    await settle(ledger.db, [
      settlement(one, worker, { state: 'rejected', receipt: undefined, failure: { ...busy, class: 'rejected' } }),
    ])
    expect(await row(one)).toMatchObject({ state: 'sending', generation: 2, worker: other, class: '' })
    expect(await attemptsOf(one)).toMatchObject([{ class: 'rejected', worker }])
  })

  it.each(['queued', 'sending', 'waiting', 'held', 'uncertain', 'exhausted', 'rejected', 'cancelled'])(
    'a receipt still counts after the delivery was taken over and is %s',
    async (state) => {
      const one = await made()
      await take(one)
      await set(one, { state, generation: 5, worker: state === 'sending' ? other : null })
      await settle(ledger.db, [settlement(one, worker)])
      expect(await row(one)).toMatchObject({ state: 'delivered', reference: 'r1', outcome: 'created' })
    },
  )

  it('later failures never change a delivery that is delivered', async () => {
    const one = await attempted()
    await settle(ledger.db, [
      settlement(one, other, { generation: 2, receipt: { outcome: 'updated', reference: 'r2' } }),
    ])
    await settle(ledger.db, [
      settlement(one, worker, { state: 'uncertain', receipt: undefined, failure: { ...busy, class: 'uncertain' } }),
    ])
    expect(await row(one)).toMatchObject({ state: 'delivered', outcome: 'created', reference: 'r1' })
    expect(await attemptsOf(one)).toHaveLength(3)
  })

  it('many settlements at once each change their own delivery', async () => {
    const all = await routedLeads(ledger.db, 3, ['many'])
    await claim(ledger.db, worker, [at('many', 3)])
    await settle(ledger.db, [
      settlement(all[0]!, worker),
      settlement(all[1]!, worker, { state: 'rejected', receipt: undefined, failure: { ...busy, class: 'rejected' } }),
      settlement(all[2]!, other),
    ])
    const states = await Promise.all(all.map(async (one) => (await row(one)).state))
    expect(states).toEqual(['delivered', 'rejected', 'delivered'])
  })

  it('any value that a connector returns can be recorded', async () => {
    const odd = `a\u0000b\ud83d${'東'.repeat(30_000)}`
    const one = await attempted({
      tookMs: 1e13,
      receipt: { outcome: 'created', reference: odd, link: odd, status: 200.5, notes: [odd] },
    })
    expect((await row(one)).reference.startsWith('ab')).toBe(true)
    const wrong = { outcome: 'created', reference: 5, link: {}, notes: [7, null] } as unknown as Receipt
    expect(await row(await attempted({ receipt: wrong }))).toMatchObject({ state: 'delivered', reference: '5' })
    const two = await attempted({
      state: 'uncertain',
      tookMs: -5,
      receipt: undefined,
      failure: { class: 'uncertain', code: odd, status: Number.NaN, problem: '', message: odd, excerpt: odd },
    })
    expect(await row(two)).toMatchObject({ state: 'uncertain', status: null })
    expect((await attemptsOf(two))[0]).toMatchObject({ took_ms: 0, class: 'uncertain' })
  })
})

it.each(['new', 'known to be empty'])(
  'claim and settlement read only their own rows in a ledger that grew since it was %s',
  async (age) => {
    const young = await freshLedger(1)
    try {
      if (age !== 'new') await sql`vacuum analyze`.execute(young.db)
      for (const table of ['leads', 'deliveries', 'attempts'])
        await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(young.db)
      await claim(young.db, worker, [at('many')])
      await settle(young.db, [settlement({ id: uuid(), leadId: uuid(), destination: 'many' }, worker)])
      const [one] = await routedLeads(young.db, 1, ['many'])
      await sql`
      insert into leads (id, source, state, received_at, lead, raw)
      select gen_random_uuid(), 'marketplace', 'routed', now(), '{}', '' from generate_series(1, 20000)`.execute(
        young.db,
      )
      await sql`
      insert into deliveries (id, lead_id, destination, state) select gen_random_uuid(), id, 'many', 'queued' from leads
      where id <> ${one!.leadId}`.execute(young.db)
      await sql`
      insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms)
      select id, lead_id, destination, 1, now(), 5 from deliveries`.execute(young.db)
      // Without it, earlier reads would be counted here for up to a second.
      await sql`select pg_stat_force_next_flush()`.execute(young.db)
      const read = await young.db.transaction().execute(async (tx) => {
        const { claimed: taken } = await claim(tx, worker, [at('many', 60)])
        expect(taken).toHaveLength(60)
        await settle(
          tx,
          taken.map((one) => settlement(one, worker, { generation: one.generation })),
        )
        const { rows } = await sql<{ relname: string; rows: number }>`
        select relname, (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as rows
        from pg_stat_xact_user_tables where relname in ('leads', 'deliveries', 'attempts')`.execute(tx)
        return rows
      })
      expect(read).toHaveLength(3)
      for (const { rows } of read) expect(rows).toBeLessThan(500)
    } finally {
      await young.close()
    }
  },
)

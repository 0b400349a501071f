import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Receipt } from '../../src/connector.ts'
import { claim, type Settlement, settle } from '../../src/ledger/claims.ts'
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

async function made(destination = 'crm'): Promise<MadeDelivery> {
  const [one] = await routedLeads(ledger.db, 1, [destination])
  return one!
}

const take = (one: { id: string }, turn = 0, by = worker) => claim(ledger.db, by, [{ id: one.id, turn }])
const row = (one: { id: string }) => delivery(ledger.db, one.id)
const set = (one: { id: string }, values: Parameters<typeof change<'deliveries'>>[3]) =>
  change(ledger.db, 'deliveries', one.id, values)
const attemptsOf = (one: { id: string }) =>
  ledger.db.selectFrom('attempts').selectAll().where('delivery_id', '=', one.id).orderBy('id').execute()

describe('a claim', () => {
  it('marks the delivery before anything is sent, and hands over all that a try needs', async () => {
    const one = await made()
    const claimed = (await take(one)).get(one.id)
    expect(claimed).toMatchObject({
      id: one.id,
      turn: 0,
      leadId: one.leadId,
      destination: 'crm',
      attempts: 1,
      mayBeThere: false,
      probe: false,
      lead: { id: one.leadId },
    })
    expect(claimed?.raw.toString()).toBe('{"leadSource":"SPZA"}')
    expect(await row(one)).toMatchObject({ state: 'sending', worker, attempts: 1, next_attempt_at: null })
    expect((await row(one)).sending_since).toBeInstanceOf(Date)
  })

  it('remembers the first try, and since when it is tried', async () => {
    const one = await made()
    const long = new Date('2025-01-01T00:00:00Z')
    await set(one, { first_attempt_at: long, retry_since: long, attempts: 4, may_be_there: true })
    const claimed = (await take(one)).get(one.id)
    expect(claimed).toMatchObject({
      attempts: 5,
      firstAttemptAt: long,
      mayBeThere: true,
    })
    expect(claimed?.retryingFor).toBeCloseTo((claimed?.sendingSince.getTime() ?? 0) - long.getTime(), -1)
  })

  it('of another turn takes nothing', async () => {
    const one = await made()
    await set(one, { turn: 3 })
    expect((await take(one, 2)).size).toBe(0)
    expect((await take(one, 4)).size).toBe(0)
    expect((await take(one, 3)).size).toBe(1)
  })

  it.each(['sending', 'delivered', 'held', 'rejected', 'uncertain', 'exhausted', 'cancelled'])(
    'of a delivery that is %s takes nothing',
    async (state) => {
      const one = await made()
      await set(one, { state })
      expect((await take(one)).size).toBe(0)
      expect((await row(one)).state).toBe(state)
    },
  )

  it('of a waiting one takes it', async () => {
    const one = await made()
    await set(one, { state: 'waiting' })
    expect((await take(one)).size).toBe(1)
  })

  it.each(['held', 'resting', 'paused'])('at a destination that is %s takes the probe only', async (state) => {
    const [one, probe] = await routedLeads(ledger.db, 2, [`at-${state}`])
    await change(ledger.db, 'destinations', `at-${state}`, { state, probe_delivery: probe!.id })
    const claimed = await claim(ledger.db, worker, [
      { id: one!.id, turn: 0 },
      { id: probe!.id, turn: 0 },
    ])
    expect([...claimed.keys()]).toEqual([probe!.id])
    expect(claimed.get(probe!.id)?.probe).toBe(true)
  })

  it('of a lead that was erased takes nothing', async () => {
    const one = await made()
    await sql`update leads set lead = null, state = 'erased' where id = ${one.leadId}`.execute(ledger.db)
    expect((await take(one)).size).toBe(0)
  })

  it('by many at once succeeds for one of them', async () => {
    const all = await routedLeads(ledger.db, 30, ['race'])
    const turns = all.map(({ id }) => ({ id, turn: 0 }))
    const shuffled = [turns, [...turns].reverse(), turns, [...turns].reverse()]
    const workers = shuffled.map(() => uuid())
    const claims = await Promise.all(shuffled.map((some, at) => claim(ledger.db, workers[at]!, some)))
    const taken = claims.flatMap((claimed) => [...claimed.keys()])
    expect(taken).toHaveLength(30)
    expect(new Set(taken).size).toBe(30)
  })

  it('of nothing, or of what is not there, takes nothing', async () => {
    expect((await claim(ledger.db, worker, [])).size).toBe(0)
    expect((await take({ id: uuid() })).size).toBe(0)
  })
})

describe('a second receipt', () => {
  const mayDouble = true
  const second = (one: MadeDelivery, more: Partial<Settlement> = {}) =>
    settle(ledger.db, [settlement(one, other, { turn: 1, mayDouble, ...more })])

  async function delivered(more: Partial<Settlement> = {}) {
    const one = await made()
    await take(one)
    expect(await settle(ledger.db, [settlement(one, worker, { mayDouble, ...more })])).toEqual(new Set())
    return one
  }

  it('of another record is a double: told, marked, and both receipts are kept', async () => {
    const one = await delivered()
    expect(await second(one, { receipt: { outcome: 'created', reference: 'r2', link: 'https://x/r2' } })).toEqual(
      new Set([one.id]),
    )
    expect(await row(one)).toMatchObject({ state: 'delivered', reference: 'r1', doubled: true })
    expect(await attemptsOf(one)).toMatchObject([{ reference: 'r1' }, { reference: 'r2', link: 'https://x/r2' }])
  })

  it('of the same record is none', async () => {
    const one = await delivered()
    expect(await second(one)).toEqual(new Set())
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('that was only taken is a double, also under the same reference: a mail’s id is the same in every attempt', async () => {
    const mail = { outcome: 'accepted', reference: '<d1@leadyard.example>' } as const
    const one = await delivered({ receipt: mail })
    await second(one, { receipt: mail })
    expect(await row(one)).toMatchObject({ doubled: true })
  })

  it('that names no record is a double', async () => {
    const one = await delivered({ receipt: { outcome: 'accepted' } })
    await second(one, { receipt: { outcome: 'accepted' } })
    expect(await row(one)).toMatchObject({ doubled: true })
  })

  it('is none where a repeat is harmless, or the record was found there', async () => {
    const one = await delivered()
    await second(one, { mayDouble: false, receipt: { outcome: 'created', reference: 'r2' } })
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('is none when it is the first one, handed in again', async () => {
    const one = await made()
    await take(one)
    const same = settlement(one, worker, { mayDouble, receipt: { outcome: 'accepted' } })
    for (let n = 0; n < 3; n++) expect(await settle(ledger.db, [same])).toEqual(new Set())
    expect(await row(one)).toMatchObject({ doubled: false })
  })

  it('may have come where an attempt ends uncertain while another has the delivery', async () => {
    const one = await made()
    await take(one)
    await set(one, { state: 'queued', turn: 1, worker: null })
    await take(one, 1, other)
    const uncertain = { ...busy, class: 'uncertain' } as const
    await settle(ledger.db, [
      settlement(one, worker, { mayDouble, state: 'uncertain', receipt: undefined, failure: uncertain }),
    ])
    expect(await row(one)).toMatchObject({ state: 'sending', worker: other, doubled: true })
    // That one finds its record: it was there once.
    const found = { outcome: 'already-there', reference: 'r1' } as const
    await settle(ledger.db, [settlement(one, other, { turn: 1, mayDouble: false, receipt: found })])
    expect(await row(one)).toMatchObject({ state: 'delivered', doubled: false })
  })

  it('has not come where an attempt ends uncertain whose record another one found', async () => {
    const one = await delivered({ mayDouble: false, receipt: { outcome: 'already-there', reference: 'r1' } })
    const uncertain = { ...busy, class: 'uncertain' } as const
    await second(one, { state: 'uncertain', receipt: undefined, failure: uncertain })
    expect(await row(one)).toMatchObject({ state: 'delivered', doubled: false })
  })
})

describe('settling', () => {
  async function tried(more: Partial<Settlement> = {}, by = worker) {
    const one = await made()
    await take(one)
    await settle(ledger.db, [settlement(one, by, more)])
    return one
  }

  it('a receipt delivers, and keeps the proof', async () => {
    const one = await tried({
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
      turn: 0,
      class: '',
      config_version: 'v1',
    })
    expect((await row(one)).settled_at).toBeInstanceOf(Date)
    expect(await attemptsOf(one)).toMatchObject([
      { number: 1, outcome: 'updated', took_ms: 12, notes: ['n'], status: 200 },
    ])
  })

  it('a failure that will pass waits under a new turn', async () => {
    const one = await tried({
      state: 'waiting',
      retryIn: 3_600_000,
      mayBeThere: false,
      receipt: undefined,
      failure: busy,
    })
    expect(await row(one)).toMatchObject({
      state: 'waiting',
      turn: 1,
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
    expect((await take(one, 0)).size).toBe(0)
    expect((await take(one, 1)).size).toBe(0)
    await set(one, { next_attempt_at: new Date(Date.now() - 1) })
    expect((await take(one, 1)).size).toBe(1)
  })

  it('a try that does not count burns no attempt, and the window begins again', async () => {
    const one = await tried({
      state: 'held',
      counts: false,
      receipt: undefined,
      failure: { ...busy, class: 'configuration' },
    })
    expect(await row(one)).toMatchObject({ state: 'held', attempts: 0, retry_since: null, settled_at: null })
    expect((await row(one)).first_attempt_at).toBeInstanceOf(Date)
    expect(await attemptsOf(one)).toHaveLength(1)
  })

  it('after the delivery was taken: the try is recorded and a failure changes nothing', async () => {
    const one = await made()
    await take(one)
    await set(one, { state: 'queued', turn: 1, worker: null })
    await take(one, 1, other)
    await settle(ledger.db, [
      settlement(one, worker, { state: 'rejected', receipt: undefined, failure: { ...busy, class: 'rejected' } }),
    ])
    expect(await row(one)).toMatchObject({ state: 'sending', turn: 1, worker: other, class: '' })
    expect(await attemptsOf(one)).toMatchObject([{ class: 'rejected', worker }])
  })

  it.each(['queued', 'sending', 'waiting', 'held', 'uncertain', 'exhausted', 'rejected', 'cancelled'])(
    'after the delivery was taken and is %s: a receipt still counts',
    async (state) => {
      const one = await made()
      await take(one)
      await set(one, { state, turn: 5, worker: state === 'sending' ? other : null })
      await settle(ledger.db, [settlement(one, worker)])
      expect(await row(one)).toMatchObject({ state: 'delivered', reference: 'r1', outcome: 'created' })
    },
  )

  it('never changes what is delivered, whatever comes after', async () => {
    const one = await tried()
    await settle(ledger.db, [settlement(one, other, { turn: 1, receipt: { outcome: 'updated', reference: 'r2' } })])
    await settle(ledger.db, [
      settlement(one, worker, { state: 'uncertain', receipt: undefined, failure: { ...busy, class: 'uncertain' } }),
    ])
    expect(await row(one)).toMatchObject({ state: 'delivered', outcome: 'created', reference: 'r1' })
    expect(await attemptsOf(one)).toHaveLength(3)
  })

  it('many at once settles each by its own', async () => {
    const all = await routedLeads(ledger.db, 3, ['many'])
    for (const one of all) await take(one)
    await settle(ledger.db, [
      settlement(all[0]!, worker),
      settlement(all[1]!, worker, { state: 'rejected', receipt: undefined, failure: { ...busy, class: 'rejected' } }),
      settlement(all[2]!, other),
    ])
    const states = await Promise.all(all.map(async (one) => (await row(one)).state))
    expect(states).toEqual(['delivered', 'rejected', 'delivered'])
  })

  it('takes whatever a connector hands over: nothing keeps a try from being recorded', async () => {
    const odd = `a\u0000b\ud83d${'東'.repeat(30_000)}`
    const one = await tried({
      tookMs: 1e13,
      receipt: { outcome: 'created', reference: odd, link: odd, status: 200.5, notes: [odd] },
    })
    expect((await row(one)).reference.startsWith('ab')).toBe(true)
    const wrong = { outcome: 'created', reference: 5, link: {}, notes: [7, null] } as unknown as Receipt
    expect(await row(await tried({ receipt: wrong }))).toMatchObject({ state: 'delivered', reference: '5' })
    const two = await tried({
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
  'neither reads more than its own rows in a ledger that grew since it was %s',
  async (age) => {
    const young = await freshLedger(1)
    try {
      if (age !== 'new') await sql`vacuum analyze`.execute(young.db)
      for (const table of ['leads', 'deliveries', 'attempts'])
        await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(young.db)
      await claim(young.db, worker, [{ id: uuid(), turn: 0 }])
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
      const turns = await sql<{ id: string; leadId: string }>`
      select id, lead_id as "leadId" from deliveries limit 60`.execute(young.db)
      // What was read until now counts otherwise, for up to a second.
      await sql`select pg_stat_force_next_flush()`.execute(young.db)
      const read = await young.db.transaction().execute(async (tx) => {
        const claimed = await claim(
          tx,
          worker,
          turns.rows.map(({ id }) => ({ id, turn: 0 })),
        )
        expect(claimed.size).toBe(60)
        await settle(
          tx,
          [...claimed.values()].map((taken) => settlement(taken, worker)),
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

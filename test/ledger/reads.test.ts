import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import type { Db } from '../../src/ledger/db.ts'
import { leadsToRoute } from '../../src/ledger/fan-out.ts'
import { inBulk } from '../../src/ledger/limits.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { replayPart } from '../../src/ledger/operator-moves.ts'
import { countDeliveries, pageOfDeliveries, pilesOf } from '../../src/ledger/reads/deliveries.ts'
import { countByDestination, listDestinations } from '../../src/ledger/reads/destinations.ts'
import { type DeliveryFilter, firstIdAt, type LeadFilter } from '../../src/ledger/reads/filter.ts'
import { countsByFilter } from '../../src/ledger/reads/filter-counts.ts'
import { deliveriesOfLeads, pageOfLeads } from '../../src/ledger/reads/leads.ts'
import { pilesSoFar } from '../../src/ledger/reads/piles.ts'
import { freshDatabase } from '../setup/database.ts'
import { arrival, endlessReplay } from './rows.ts'

describe('the first id of a moment', () => {
  it('sorts before every id of that moment, and after every earlier id', () => {
    const now = Date.parse('2026-06-01T10:00:00.123Z')
    const bound = firstIdAt('2026-06-01T12:00:00.123+02:00')
    expect(uuid({ msecs: now }) > bound).toBe(true)
    expect(uuid({ msecs: now - 1 }) < bound).toBe(true)
  })

  it('is a valid id for times before 1970, too', () => {
    expect(firstIdAt('1950-01-01T00:00:00Z')).toBe('00000000-0000-0000-0000-000000000000')
  })
})

const backlog = 100_000
const tenant = 'contoso.rare'

describe(`with ${backlog} leads waiting for a dead destination`, () => {
  let ledger: Ledger
  let drop: () => Promise<void>
  let ids: { id: string; lead_id: string }

  beforeAll(async () => {
    const database = await freshDatabase()
    drop = database.drop
    ledger = await openLedger(database.url, () => undefined, 2)
    await fill(ledger)
    const { rows } = await sql<typeof ids>`select id, lead_id from deliveries order by id offset 70000 limit 1`.execute(
      ledger.db,
    )
    ids = rows[0]!
  })
  afterAll(async () => {
    await ledger.close()
    await drop()
  })

  /** Rows read at most. A query by an index reads fewer, and a scan would read up to 300,000. */
  const few = 2_000

  const rowsRead = (work: (db: Db) => Promise<unknown>) =>
    ledger.db.transaction().execute(async (tx) => {
      // Rows that parallel workers read are not in these statistics.
      await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
      const read = async () => {
        const { rows } = await sql<{ n: string }>`
          select sum(seq_tup_read + idx_tup_fetch) as n from pg_stat_xact_user_tables
          where relname in ('deliveries', 'leads')`.execute(tx)
        return Number(rows[0]?.n)
      }
      const before = await read()
      await work(tx)
      return (await read()) - before
    })

  const filters: [string, DeliveryFilter][] = [
    ['nothing', {}],
    ['a state', { state: ['held'] }],
    ['several states', { state: ['waiting', 'held', 'rejected', 'uncertain', 'exhausted'] }],
    ['a state nobody is in', { state: ['uncertain'] }],
    ['a state few are in', { state: ['rejected'] }],
    ['delivered', { state: ['delivered'] }],
    ['a destination', { destination: ['dead'] }],
    ['a destination and a state', { destination: ['alive'], state: ['delivered'] }],
    ['an offer many are about', { offer: 'contoso.app' }],
    ['an offer few are about', { offer: tenant }],
    ['an offer and a state', { offer: tenant, state: ['held'] }],
    ['a class few failed with', { class: ['rejected'] }],
    ['a class of no delivery', { class: ['internal'] }],
    ['a problem of many deliveries', { problem: ['dead-key'] }],
    ['a problem of no delivery', { problem: ['other'] }],
    ['a code of few deliveries', { code: 'BAD' }],
    ['a person', { email: 'p77777@contoso.com' }],
    ['an unknown person', { email: 'nobody@contoso.com' }],
    ['a reference', { reference: 'r-88888' }],
    ['the last hour', { from: '2026-01-02T02:46:00Z' }],
  ]

  it.each(filters)('a page of deliveries filtered by %s reads few rows', async (_, filter) => {
    expect(await rowsRead((db) => pageOfDeliveries(db, filter, { limit: 50 }))).toBeLessThan(few)
    expect(await rowsRead((db) => pageOfDeliveries(db, filter, { limit: 50, after: ids.id }))).toBeLessThan(few)
  })

  it('a page of an hour long ago is read quickly', async () => {
    const hour = { from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' }
    await soon(() => pageOfDeliveries(ledger.db, hour, { limit: 50 }))
    await soon(() => pageOfDeliveries(ledger.db, { ...hour, destination: ['dead'] }, { limit: 50 }))
  })

  const leadFilters: [string, LeadFilter][] = [
    ['nothing', {}],
    ['a state', { state: ['unrouted'] }],
    ['a source', { source: 'web' }],
    ['an offer', { offer: tenant }],
    ['approval that they wait for', { awaitingApproval: true }],
    ['a person', { email: 'p77777@contoso.com' }],
    ['an hour long ago', { from: '2026-01-01T10:00:00Z', to: '2026-01-01T11:00:00Z' }],
  ]

  it.each(leadFilters)('a page of leads filtered by %s reads few rows', async (_, filter) => {
    expect(await rowsRead((db) => pageOfLeads(db, filter, { limit: 50 }))).toBeLessThan(few)
    expect(await rowsRead((db) => pageOfLeads(db, filter, { limit: 50, after: ids.lead_id }))).toBeLessThan(few)
  })

  it('the deliveries of a page of leads are found with few rows read', async () => {
    const { items } = await pageOfLeads(ledger.db, {}, { limit: 500, after: ids.lead_id })
    const leads = items.map(({ id }) => id)
    expect(await rowsRead((db) => deliveriesOfLeads(db, leads))).toBeLessThan(few)
  })

  it('a repeat is recognised with few rows read, however many leads of a person reached no destination', async () => {
    const emails = ['p77777@contoso.com', 'p7@contoso.com', 'new@contoso.com', 'bot@contoso.com']
    const went = arrival({ email: 'bot@contoso.com', offer: 'contoso.app', receivedAt: new Date('2026-01-02') })
    const nowhere = Array.from({ length: 5_000 }, () => ({
      ...went,
      id: uuid(),
      state: 'suppressed' as const,
    }))
    const comers = emails.map((email) => arrival({ email, offer: 'contoso.app', receivedAt: new Date('2026-01-03') }))
    await storeArrivals(ledger.db, [...nowhere, ...comers])
    const asked = comers.map(({ id }) => id)
    const read = await rowsRead(async (db) => {
      const found = await leadsToRoute(db, asked, 30 * 86_400_000)
      expect(found.map(({ repeatOf }) => repeatOf !== undefined)).toEqual([true, true, false, false])
    })
    expect(read).toBeLessThan(few)
  })

  it('destinations, piles and counts are read quickly', async () => {
    expect((await soon(() => listDestinations(ledger.db))).map(({ id }) => id)).toEqual(['alive', 'dead'])
    const counts = await soon(() => countByDestination(ledger.db))
    expect(counts.get('dead')).toEqual({ held: backlog })
    expect(counts.get('alive')).toEqual({ rejected: 100 })
    const piles = await soon(() => pilesOf(ledger.db, { state: ['held', 'rejected'] }))
    expect(piles.map(({ count, problem, code }) => [count, problem, code])).toEqual([
      [backlog, 'dead-key', 'KEY'],
      [100, '', 'BAD'],
    ])
    const soFar = await soon(() => pilesSoFar(ledger.db))
    expect(soFar.map(({ count, capped, problem, code }) => [count, capped, problem, code])).toEqual([
      [10_001, true, 'dead-key', 'KEY'],
      [100, false, '', 'BAD'],
    ])
    expect(soFar.map(({ oldest }) => oldest)).toEqual(piles.map(({ oldest }) => oldest))
    expect(await soon(() => countDeliveries(ledger.db, { destination: ['dead'] }))).toBe(10_001)
    expect(await soon(() => countDeliveries(ledger.db, { offer: 'contoso.app' }))).toBe(10_001)
  })

  it('a preview counts exactly what is taken, and the rest to a limit', async () => {
    const [past, future] = ['2020-01-01T00:00:00Z', '2099-01-01T00:00:00Z']
    const counts = await soon(() => countsByFilter(ledger.db, {}, future, ['held']))
    const open = { possible: true, changed: false }
    expect(counts).toEqual([
      { ...open, destination: 'alive', state: 'delivered', destinationState: 'open', count: 10_001, capped: true },
      { ...open, destination: 'alive', state: 'rejected', destinationState: 'open', count: 100 },
      { ...open, destination: 'dead', state: 'held', destinationState: 'held', count: backlog },
    ])
    const since = await soon(() => countsByFilter(ledger.db, { destination: ['dead'] }, past))
    expect(since).toEqual([{ ...counts[2], changed: true }])
  })

  it('the first and the last part of a replay of all leads cost the same', async () => {
    const replay = await endlessReplay(ledger.db)
    const part = async (afterLead: string) => {
      const place = { afterLead, afterDestination: 'dead' }
      const all = { replay, actor: 'anna', filter: { state: ['held' as const] }, ...place }
      return ledger.db.transaction().execute(async (tx) => {
        const moved = await replayPart(tx, all, 500)
        expect(moved).toHaveLength(500)
      })
    }
    await soon(() => part('00000000-0000-0000-0000-000000000000'))
    await soon(() => part(ids.lead_id))
  })
})

/** Within a second, in the best of four runs, because the machine may be busy with other tests. */
async function soon<T>(work: () => Promise<T>): Promise<T> {
  for (let runs = 1; ; runs++) {
    const began = performance.now()
    const result = await work()
    const took = performance.now() - began
    if (took <= 1_000) return result
    if (runs === 4) expect(took).toBeLessThanOrEqual(1_000)
  }
}

/** 100,000 leads, each for two destinations: one took nearly all, the other is held. Ids are like those of a hub. */
async function fill({ db }: Ledger): Promise<void> {
  await sql`insert into destinations (id, connector, state) values ('alive', 'x', 'open'), ('dead', 'x', 'held')`.execute(
    db,
  )
  await sql`
    create function id_at(ms bigint, n int, kind int) returns uuid language sql immutable as $$
      select (lpad(to_hex(ms), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8' || lpad(to_hex(kind), 3, '0')
        || lpad(to_hex(n), 12, '0'))::uuid $$`.execute(db)
  // One lead per second.
  const start = Date.parse('2026-01-01T00:00:00Z')
  // A busy machine takes longer than a statement may.
  await inBulk(db, async (tx) => {
    await sql`
    insert into leads (id, source, state, received_at, lead, raw, offer, email)
    select id_at(${start}::bigint + n * 1000::bigint, n, 0), 'web', case when n % 1000 = 0 then 'unrouted' else 'routed' end,
      to_timestamp(${start}::float8 / 1000 + n), jsonb_build_object('person', jsonb_build_object('name', 'P', 'company', 'C'),
      'description', repeat('x', 200)), '{}', case when n % 10000 = 5 then ${tenant} else 'contoso.app' end,
      'p' || n || '@contoso.com' from generate_series(1, ${backlog}::int) n`.execute(tx)
    await sql`
    insert into deliveries (id, lead_id, destination, state, created_at, class, code, problem, outcome, reference)
    select id_at(${start}::bigint + n * 1000::bigint + 5, n, 1), id_at(${start}::bigint + n * 1000::bigint, n, 0), 'dead', 'held',
      to_timestamp(${start}::float8 / 1000 + n), 'configuration', 'KEY', 'dead-key', '', ''
      from generate_series(1, ${backlog}::int) n
    union all
    select id_at(${start}::bigint + n * 1000::bigint + 5, n, 2), id_at(${start}::bigint + n * 1000::bigint, n, 0), 'alive',
      case when n % 1000 = 7 then 'rejected' else 'delivered' end, to_timestamp(${start}::float8 / 1000 + n),
      case when n % 1000 = 7 then 'rejected' else '' end, case when n % 1000 = 7 then 'BAD' else '' end, '',
      case when n % 1000 = 7 then '' else 'created' end, case when n % 1000 = 7 then '' else 'r-' || n end
      from generate_series(1, ${backlog}::int) n`.execute(tx)
  })
  await sql`vacuum analyze`.execute(db)
}

import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Db } from '../../src/ledger/db.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { changedNames, marksOf } from '../../src/ledger/reads/changes.ts'
import { freshDatabase } from '../setup/database.ts'

const leads = 50_000

let ledger: Ledger
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await freshDatabase()
  drop = database.drop
  ledger = await openLedger(database.url, () => undefined, 2)
  await fill(ledger.db)
})
afterAll(async () => {
  await ledger.close()
  await drop()
})

/** Without statistics of the tables, as after a restore. */
async function fill(db: Db): Promise<void> {
  await sql`alter table leads set (autovacuum_enabled = false)`.execute(db)
  await sql`alter table deliveries set (autovacuum_enabled = false)`.execute(db)
  await sql`alter table attempts set (autovacuum_enabled = false)`.execute(db)
  await sql`insert into destinations (id, connector) select 'd' || n, 'x' from generate_series(1, 8) n`.execute(db)
  await sql`
    insert into leads (id, source, state, received_at, raw)
    select ('01a1f978-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'web',
      case when n % 100 = 0 then 'unrouted' else 'routed' end, now(), '{}' from generate_series(1, ${leads}::int) n`.execute(
    db,
  )
  await sql`
    insert into deliveries (id, lead_id, destination, state)
    select id, id, 'd' || (1 + row_number() over () % 8), case when source = 'web' then 'delivered' end from leads`.execute(
    db,
  )
  await sql`
    insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms)
    select id, lead_id, destination, 1, now(), 1 from deliveries`.execute(db)
}

it('a look reads the ends of indexes, however many leads there are, also without statistics', async () => {
  const read = await ledger.db.transaction().execute(async (tx) => {
    await sql`set local max_parallel_workers_per_gather = 0`.execute(tx)
    const rows = async () => {
      const { rows: found } = await sql<{ n: string }>`
        select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as n from pg_stat_xact_user_tables
        where relname in ('leads', 'deliveries', 'attempts')`.execute(tx)
      return Number(found[0]?.n)
    }
    const before = await rows()
    await marksOf(tx)
    return (await rows()) - before
  })
  expect(read).toBeLessThan(100)
})

it('two looks are the same while nothing changes', async () => {
  expect(changedNames(await marksOf(ledger.db), await marksOf(ledger.db))).toEqual([])
})

const changes: [string, string, string[]][] = [
  [
    'a lead that comes in',
    `insert into leads (id, source, state, received_at, raw) values (uuidv7(), 'web', 'received', now(), '{}')`,
    ['leads'],
  ],
  ['a lead that is found unrouted', `update leads set state = 'unrouted' where state = 'received'`, ['leads']],
  [
    'a delivery',
    `insert into deliveries (id, lead_id, destination, state) values (uuidv7(), uuidv7(), 'd1', 'queued')`,
    ['deliveries'],
  ],
  [
    'an attempt',
    `insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms) values (uuidv7(), uuidv7(), 'd2', 1, now(), 1)`,
    ['deliveries', 'destination:d2'],
  ],
  [
    'a delivery that is uncertain after its worker died',
    `update deliveries set state = 'uncertain' where state = 'queued'`,
    ['deliveries'],
  ],
  [
    'a hold by the hub',
    `update destinations set state = 'held', message = 'x' where id = 'd3'`,
    ['deliveries', 'destination:d3'],
  ],
  [
    'a new destination',
    `insert into destinations (id, connector) values ('new', 'x')`,
    ['deliveries', 'destination:new'],
  ],
  [
    'an act',
    `insert into audit (actor, action, subject) values ('anna', 'cancel-many', 'held')`,
    ['leads', 'deliveries', 'audit'],
  ],
  [
    'a replay',
    `insert into replays (id, actor, filter, total) values ('01a1f978-0000-7000-8000-000000000001', 'anna', '{}', 9)`,
    ['deliveries', 'replays', 'replay:01a1f978-0000-7000-8000-000000000001'],
  ],
  [
    'the progress of a replay',
    'update replays set done = 5',
    ['deliveries', 'replay:01a1f978-0000-7000-8000-000000000001'],
  ],
  [
    'the end of a replay',
    'update replays set finished_at = now()',
    ['deliveries', 'replay:01a1f978-0000-7000-8000-000000000001'],
  ],
  [
    'an erasure',
    `insert into erasures (id, actor, far_ends) values ('01a1f978-0000-7000-8000-000000000002', 'anna', true)`,
    ['erasures', 'erasure:01a1f978-0000-7000-8000-000000000002'],
  ],
  [
    'a record of an erasure',
    `insert into erasure_records (erasure, delivery, destination) select id, uuidv7(), 'd1' from erasures`,
    ['erasure:01a1f978-0000-7000-8000-000000000002'],
  ],
  [
    'an alert',
    `insert into alerts (id, key, kind, severity, subject, since, due_at)
      values (uuidv7(), 'held:d1', 'held', 'critical', 'd1', now(), now())`,
    ['alerts'],
  ],
  ['an acknowledgement', 'update alerts set acknowledged_at = now()', ['alerts']],
  ['the end of an alert', 'update alerts set closed_at = now(), finished = true', ['alerts']],
  [
    'a message',
    `insert into messages (id, channel, kind, content) values (uuidv7(), 'ops', 'test', '{}')`,
    ['messages'],
  ],
  ['a message that was sent', `update messages set state = 'sent'`, ['messages']],
  ['a table that cannot be read', `insert into polls (source, failures) values ('table', 1)`, ['sources']],
  [
    'an alert that opens',
    `insert into alerts (id, key, kind, severity, subject, since, due_at)
      values (uuidv7(), 'held:d1', 'held', 'critical', 'd1', now(), now())`,
    ['alerts'],
  ],
  ['a look that finds the same', 'update alerts set seen_at = now()', []],
  ['an alert that is acknowledged', `update alerts set acknowledged_by = 'anna', acknowledged_at = now()`, ['alerts']],
  ['an alert that closes', 'update alerts set closed_at = now()', ['alerts']],
  [
    'a message to people',
    `insert into messages (id, channel, kind, content) values (uuidv7(), 'ops', 'test', '{}')`,
    ['messages'],
  ],
  ['a message that is sent', `update messages set state = 'sent'`, ['messages']],
  [
    'a day that is proved',
    `insert into proof_days (day, zone, since, until) values ('2026-11-28', 'UTC', now(), now())`,
    ['proofs'],
  ],
]

it.each(changes)('%s changes its names alone', async (_, statement, names) => {
  const before = await marksOf(ledger.db)
  await sql.raw(statement).execute(ledger.db)
  expect(changedNames(before, await marksOf(ledger.db)).sort()).toEqual(names.toSorted())
})

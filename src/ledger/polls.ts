/**
 * Polled tables: the position of the reading, the hub that reads, and the rows that were taken. A row is taken once, by
 * its key. Rows and position are stored in one commit, so that a hub may die at any moment.
 */
import { type Selectable, sql } from 'kysely'
import { type Arrived, storeArrivals } from './arrivals.ts'
import type { Db } from './db.ts'
import type { Tables } from './tables.ts'

export type PollRow = Selectable<Tables['polls']>

export interface PolledSource {
  source: string
  /** Changes with any setting. With a new value, the table is read at once. */
  settingsHash: string
  /** The table that is read. Another table is read from its beginning. */
  place: string
}

/** Longer than a page may take. The hub that reads renews its lease with every page. */
const lease = '2 minutes'

/** Stores all polled sources of the configuration. Other sources stay in the ledger and are no longer read. */
export async function enterPolls(db: Db, sources: readonly PolledSource[]): Promise<void> {
  await sql`
    with named as (
      select * from json_to_recordset(${JSON.stringify(sources)}::json) as x(source text, "settingsHash" text, place text)
    ), gone as (
      update polls set configured = false where source not in (select source from named)
    )
    insert into polls as p (source, settings_hash, place) select source, "settingsHash", place from named order by 1
    on conflict (source) do update set
      configured = true,
      settings_hash = excluded.settings_hash,
      place = excluded.place,
      lease = case when p.place = excluded.place then p.lease end,
      due_at = case when p.settings_hash = excluded.settings_hash then p.due_at else now() end,
      watermark = case when p.place = excluded.place then p.watermark end,
      succeeded_at = case when p.place = excluded.place then p.succeeded_at end,
      scan_after = case when p.place = excluded.place then p.scan_after else '' end,
      scan_newest = case when p.place = excluded.place then p.scan_newest end,
      scan_began = case when p.place = excluded.place then p.scan_began end`.execute(db)
}

/** Takes a poll that is due. Only one hub gets it, until `releasePoll` or the end of the lease. */
export async function takePoll(db: Db, source: string, place: string, leaseId: string): Promise<PollRow | undefined> {
  const { rows } = await sql<PollRow>`
    update polls set lease = ${leaseId}::uuid, lease_until = now() + ${lease}::interval
    where source = ${source} and place = ${place} and configured and due_at <= now()
      and (lease is null or lease_until <= now())
    returning *`.execute(db)
  return rows[0]
}

export interface ReadRow {
  /** A digest of the row's keys, hexadecimal. */
  key: string
  arrived: Arrived
}

export interface ReadPage {
  source: string
  leaseId: string
  rows: readonly ReadRow[]
  /** The position of the next page; blank after the last page. */
  next: string
  /** The time of the newest row of this page. */
  newest: Date | undefined
  /** The service's clock at this page. */
  at: Date
  /** Milliseconds until the next scan, after the last page. */
  every: number
}

/**
 * Stores the rows that were never taken, and the new position, in one commit.
 * @returns the stored arrivals; `undefined` if another hub has the lease by now. Then nothing was stored.
 */
export async function storePage(db: Db, page: ReadPage): Promise<Arrived[] | undefined> {
  return db.transaction().execute(async (tx) => {
    const held = page.next === '' ? await endScan(tx, page) : await advanceScan(tx, page)
    if (!held) return undefined
    const fresh = await takeRows(tx, page)
    await storeArrivals(tx, held.first ? fresh.map((one) => ({ ...one, inBulk: true })) : fresh)
    return fresh
  })
}

interface Held {
  /** The table was never read to its end. */
  first: boolean
}

/** @returns undefined if another hub has the lease by now; so does `endScan` */
async function advanceScan(tx: Db, { source, leaseId, next, newest, at }: ReadPage): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    update polls set scan_after = ${next}, scan_newest = greatest(scan_newest, ${newest ?? null}),
      scan_began = coalesce(scan_began, ${at}), lease_until = now() + ${lease}::interval,
      failures = 0, class = '', code = '', status = null, problem = '', message = ''
    where source = ${source} and lease = ${leaseId}::uuid returning succeeded_at is null as first`.execute(tx)
  return rows[0]
}

/**
 * Rows come in the order of their keys, so a scan misses a row that is written before its position. A scan has surely
 * seen only the rows that were written before it began. So the watermark never moves past that moment.
 */
async function endScan(tx: Db, { source, leaseId, newest, at, every }: ReadPage): Promise<Held | undefined> {
  const { rows } = await sql<Held>`
    with seen as (
      select greatest(scan_newest, ${newest ?? null}::timestamptz) as newest, coalesce(scan_began, ${at}) as began,
        succeeded_at is null as first
      from polls where source = ${source} and lease = ${leaseId}::uuid for update
    )
    update polls set
      watermark = case when newest is null then watermark else greatest(watermark, least(newest, began)) end,
      scan_after = '', scan_newest = null, scan_began = null,
      lease = null, due_at = now() + ${every} * interval '1 ms', succeeded_at = now(),
      failures = 0, class = '', code = '', status = null, problem = '', message = ''
    from seen where source = ${source} returning seen.first`.execute(tx)
  return rows[0]
}

async function takeRows(tx: Db, { source, rows: read }: ReadPage): Promise<Arrived[]> {
  const named = read.map(({ key, arrived }) => ({ key, lead: arrived.id }))
  const { rows } = await sql<{ lead_id: string }>`
    insert into polled_rows (source, row_key, lead_id)
    select ${source}, decode(key, 'hex'), lead from json_to_recordset(${JSON.stringify(named)}::json) as x(key text, lead uuid)
    order by 2 on conflict do nothing returning lead_id`.execute(tx)
  const taken = new Set(rows.map((row) => row.lead_id))
  return read.map(({ arrived }) => arrived).filter(({ id }) => taken.has(id))
}

export interface PollFailure {
  class: PollRow['class']
  code: string
  status: number | undefined
  problem: string
  message: string
  /** Milliseconds until the next reading. */
  wait: number
  /** The position of the scan is not valid any more. The scan begins again and takes no row twice. */
  restartScan: boolean
}

/** Records a failed reading. @returns the number of failures in a row; 0 if another hub has the lease by now. */
export async function failPoll(db: Db, source: string, leaseId: string, failure: PollFailure): Promise<number> {
  const { code, status, problem, message, wait, restartScan } = failure
  const { rows } = await sql<{ failures: number }>`
    update polls set failures = failures + 1, failed_at = now(), lease = null, due_at = now() + ${wait} * interval '1 ms',
      class = ${failure.class}, code = ${code}, status = ${status ?? null}, problem = ${problem}, message = ${message},
      scan_after = case when ${restartScan}::boolean then '' else scan_after end,
      scan_newest = case when ${restartScan}::boolean then null else scan_newest end,
      scan_began = case when ${restartScan}::boolean then null else scan_began end
    where source = ${source} and lease = ${leaseId}::uuid returning failures`.execute(db)
  return rows[0]?.failures ?? 0
}

/** Lets another hub read at once. */
export async function releasePoll(db: Db, source: string, leaseId: string): Promise<void> {
  await sql`update polls set lease = null where source = ${source} and lease = ${leaseId}::uuid`.execute(db)
}

export function listPolls(db: Db): Promise<PollRow[]> {
  return db.selectFrom('polls').selectAll().where('configured', '=', true).orderBy('source').execute()
}

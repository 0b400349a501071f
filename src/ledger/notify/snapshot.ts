/** What a look for alerts reads: a few statements that find each row by an index. Test leads do not count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { firstIdAt } from '../reads/filter.ts'
import type { DestinationState } from '../states.ts'
import type { ChannelRow } from './channels.ts'
import { type Recent, readRecent } from './recent.ts'

export interface DestinationSnapshot {
  id: string
  connector: string
  state: DestinationState
  configured: boolean
  since: Date
  heldBy: string
  /** The operator's reason for the hold. It may name a person. */
  heldFor: string
  problem: string
  code: string
  status: number | null
  /** Of the last attempt at a destination that is held or rests: a part of the answer. It may hold words of a lead. */
  excerpt: string
  probeAt: Date | null
  /** Held because leads in a row were refused. */
  forRefusals: boolean
  /** Deliveries; `most` at most, each. */
  queued: number
  waiting: number
  held: number
  rejected: number
  uncertain: number
  exhausted: number
}

interface StrandedSnapshot {
  state: 'unrouted' | 'unreadable'
  source: string
  count: number
  oldest: Date
}

interface LateSnapshot {
  offer: string
  destination: string
  count: number
  /** Since when the oldest is to be delivered. */
  oldest: Date
}

interface PollSnapshot {
  source: string
  failures: number
  succeededAt: Date | null
  code: string
  status: number | null
  problem: string
}

export interface LedgerSnapshot {
  /** By the ledger's clock. */
  now: Date
  destinations: readonly DestinationSnapshot[]
  stranded: readonly StrandedSnapshot[]
  late: readonly LateSnapshot[]
  polls: readonly PollSnapshot[]
  channels: readonly ChannelRow[]
  /** The last heartbeat of any worker. */
  beatAt: Date | null
  recent: Recent
}

interface SnapshotAsked {
  /** Milliseconds: younger deliveries are not late at any offer. */
  lateAfter: number
  sources: readonly string[]
  /** How many of the last leads and deliveries are looked at. */
  recent: number
}

/** A list is counted so far at most. */
const most = 10_001

/** Oldest deliveries that are looked at, of each destination and state; so a count may be too low. */
export const mostLate = 1_000

export async function ledgerSnapshot(
  db: Db,
  { lateAfter, sources, recent: of }: SnapshotAsked,
): Promise<LedgerSnapshot> {
  return byIndex(db, async (tx) => {
    const { rows: clock } = await sql<{ now: Date; beatAt: Date | null }>`
      select now() as now, (select max(beat_at) from workers) as "beatAt"`.execute(tx)
    const { now, beatAt } = clock[0]!
    const destinations = await sql<DestinationSnapshot>`
      select t.id, t.connector, t.state, t.configured, t.since, t.held_by as "heldBy",
        case when t.held_by <> '' then t.message else '' end as "heldFor", t.problem, t.code, t.status,
        t.probe_at as "probeAt", t.refusal <> '' as "forRefusals", case when t.state in ('held', 'resting') and t.problem <> ''
          then coalesce((select a.excerpt from attempts a where a.destination = t.id order by a.id desc limit 1), '')
          else '' end as excerpt, ${sql.join(counted.map(count))}
      from destinations t order by t.id`.execute(tx)
    const stranded = await sql<StrandedSnapshot>`
      select s.state, l.source, count(*)::int as count, min(l.received_at) as oldest
      from (values ('unrouted'), ('unreadable')) s (state) cross join lateral (
        select source, received_at from leads l where l.state = s.state and l.state <> 'routed' and not l.test
        order by l.id limit ${most}) l
      group by 1, 2 order by 1, 2`.execute(tx)
    const before = firstIdAt(new Date(now.getTime() - lateAfter))
    const late = await sql<LateSnapshot>`
      select l.offer, d.destination, count(*)::int as count, min(d.base) as oldest
      from destinations t cross join (values ('queued'), ('waiting')) s (state) cross join lateral (
        select d.lead_id, d.destination,
          case d.state when 'queued' then d.queued_at else coalesce(d.retry_since, d.queued_at) end as base
        from deliveries d where d.destination = t.id and d.state = s.state and d.lead_id < ${before}::uuid
          and not d.test order by d.lead_id limit ${mostLate}) d
      join leads l on l.id = d.lead_id
      where t.configured and t.state in ('open', 'resting')
        and d.base < now() - ${lateAfter}::float8 * interval '1 ms'
      group by 1, 2 order by 1, 2`.execute(tx)
    const polls = await sql<PollSnapshot>`
      select source, failures, succeeded_at as "succeededAt", code, status, problem from polls
      where configured and failures > 0 order by source`.execute(tx)
    const channels = await tx.selectFrom('channels').selectAll().where('configured', '=', true).orderBy('id').execute()
    const recent = await readRecent(tx, { now, sources, of })
    return {
      ...{ now, beatAt, channels, recent },
      ...{ destinations: destinations.rows, stranded: stranded.rows, late: late.rows, polls: polls.rows },
    }
  })
}

const counted = ['queued', 'waiting', 'held', 'rejected', 'uncertain', 'exhausted'] as const

function count(state: (typeof counted)[number]) {
  return sql`(select count(*)::int from (select from deliveries d where d.destination = t.id
    and d.state = ${sql.lit(state)} and not d.test limit ${most}) x) as ${sql.ref(state)}`
}

/** Whether no worker has beaten for so many milliseconds. */
export async function noWorkerSince(db: Db, ms: number): Promise<boolean> {
  const { rows } = await sql`
    select from workers where beat_at > now() - ${ms}::float8 * interval '1 ms' limit 1`.execute(db)
  return rows.length === 0
}

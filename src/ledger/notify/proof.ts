/** Counts a day, and keeps what the far ends say of its records. Reads leads and deliveries by their ids alone. */
import { sql } from 'kysely'
import type { KeptRecord } from '../../record.ts'
import type { Db } from '../db.ts'
import { allowBulk } from '../limits.ts'
import type { Odd } from '../proof-tables.ts'
import { type Condition, firstIdAt } from '../reads/filter.ts'
import type { ProofRun } from './proof-days.ts'

/** Minutes after which a lead must be routed, and a far end must have a record. */
export const settledAfter = 15
const settled = sql.lit(`${settledAfter} minutes`)

/** At most so many leads of a day are named that do not add up. */
const mostOdd = 1_000

function ofDay({ since, until }: Pick<ProofRun, 'since' | 'until'>): Condition {
  return sql`l.id >= ${firstIdAt(since)}::uuid and l.id < ${firstIdAt(until)}::uuid and not l.test`
}

/** What the far end said of a delivery since it arrived; what it said before a replay does not count. */
function proofOf({ day }: Pick<ProofRun, 'day'>) {
  return sql`left join proofs p on p.day = ${day} and p.destination = d.destination and p.delivery = d.id
    and p.at > d.settled_at`
}

/** Counts the day as it is now, and stores the figures. Call it in a transaction. */
export async function storeFigures(tx: Db, run: ProofRun): Promise<void> {
  await allowBulk(tx)
  await sql`set local enable_seqscan = off`.execute(tx)
  const inDay = ofDay(run)
  await sql`
    insert into reconciliations (day, destination, offer, accepted, delivered, waiting, failed, cancelled, present, missing,
      unchecked, checked_at)
    select ${run.day}, d.destination, l.offer, count(*), count(*) filter (where d.state = 'delivered'),
      count(*) filter (where d.state in ('queued', 'sending', 'waiting', 'held')),
      count(*) filter (where d.state in ('rejected', 'uncertain', 'exhausted')),
      count(*) filter (where d.state = 'cancelled'),
      count(*) filter (where d.state = 'delivered' and p.there),
      count(*) filter (where d.state = 'delivered' and not p.there),
      count(*) filter (where d.state = 'delivered' and p.there is null), now()
    from leads l join deliveries d on d.lead_id = l.id
      ${proofOf(run)} and l.state <> 'erased'
    where ${inDay} group by d.destination, l.offer
    on conflict (day, destination, offer) do update set accepted = excluded.accepted, delivered = excluded.delivered,
      waiting = excluded.waiting, failed = excluded.failed, cancelled = excluded.cancelled, present = excluded.present,
      missing = excluded.missing, unchecked = excluded.unchecked, checked_at = excluded.checked_at`.execute(tx)
  // Another zone moves the day, and an erasure blanks no offer: rows that were not counted now are of other leads.
  await sql`delete from reconciliations where day = ${run.day} and checked_at < now()`.execute(tx)
  await sql`
    update proof_days set odd = ${JSON.stringify(await oddLeads(tx, run))}::jsonb, leads = coalesce((
      select jsonb_object_agg(state, n) from (select l.state, count(*) as n from leads l where ${inDay} group by l.state) x
    ), '{}') where day = ${run.day}`.execute(tx)
}

async function oddLeads(tx: Db, run: ProofRun): Promise<Odd[]> {
  const underWay = sql`d.state in ('queued', 'waiting', 'held')`
  const { rows } = await sql<Odd>`
    select l.id as lead, 'not-routed' as why from leads l
    where ${ofDay(run)} and l.state = 'received' and l.stored_at < now() - ${settled}::interval
    union all
    select l.id, 'no-delivery' from leads l
    where ${ofDay(run)} and l.state = 'routed' and l.awaiting = '{}'
      and not exists (select from deliveries d where d.lead_id = l.id)
    union all
    select l.id, 'erased' from leads l
    where ${ofDay(run)} and l.state = 'erased' and exists (select from deliveries d where d.lead_id = l.id and ${underWay})
    union all
    select distinct d.lead_id, 'no-lead' from deliveries d
    where d.lead_id >= ${firstIdAt(run.since)}::uuid and d.lead_id < ${firstIdAt(run.until)}::uuid
      and not exists (select from leads l where l.id = d.lead_id)
    order by 2, 1 limit ${mostOdd}`.execute(tx)
  return rows
}

/** The destinations with deliveries that arrived and that the run has not asked yet. */
export async function destinationsLeft(db: Db, { day, beganAt }: ProofRun): Promise<string[]> {
  const { rows } = await sql<{ destination: string }>`
    select distinct r.destination from reconciliations r
    where r.day = ${day} and r.delivered > 0 and not exists (select from proof_destinations p
      where p.day = r.day and p.destination = r.destination and p.run_at = ${beganAt}::timestamptz)
    order by 1`.execute(db)
  return rows.map(({ destination }) => destination)
}

/**
 * The next records of a destination that this run has not asked for, oldest lead first. Records that were there before are
 * left out, unless the run is whole.
 */
export function recordsLeft(db: Db, run: ProofRun, destination: string, limit: number): Promise<KeptRecord[]> {
  return db.transaction().execute(async (tx) => {
    await allowBulk(tx)
    await sql`set local enable_seqscan = off`.execute(tx)
    const { rows } = await sql<KeptRecord>`
      select d.id, d.lead_id as "leadId", l.received_at as "receivedAt", d.reference,
        coalesce(nullif(d.outcome, ''), 'already-there') as outcome, l.email,
        coalesce(d.first_attempt_at, l.received_at) as "firstAttemptAt", d.settled_at as "deliveredAt"
      from leads l join deliveries d on d.lead_id = l.id and d.destination = ${destination}
        ${proofOf(run)}
      where ${ofDay(run)} and l.state <> 'erased' and d.state = 'delivered'
        and d.settled_at < now() - ${settled}::interval
        and (p.delivery is null or (p.at < ${run.beganAt}::timestamptz and (${run.whole} or p.there is distinct from true)))
      order by l.id limit ${limit}`.execute(tx)
    return rows
  })
}

export interface UncheckedRecords {
  /** Delivered only lately, so they were not asked for. */
  young: number
  /** The far end was asked, and told nothing of them. */
  untold: number
}

/** Records of a destination that the run leaves unchecked although the destination was asked. */
export async function uncheckedRecords(tx: Db, run: ProofRun, destination: string): Promise<UncheckedRecords> {
  await allowBulk(tx)
  await sql`set local enable_seqscan = off`.execute(tx)
  const { rows } = await sql<UncheckedRecords>`
    select count(*) filter (where d.settled_at >= now() - ${settled}::interval)::int as young,
      count(*) filter (where d.settled_at < now() - ${settled}::interval)::int as untold
    from leads l join deliveries d on d.lead_id = l.id and d.destination = ${destination} ${proofOf(run)}
    where ${ofDay(run)} and l.state <> 'erased' and d.state = 'delivered' and p.there is null`.execute(tx)
  return rows[0] ?? { young: 0, untold: 0 }
}

/** Keeps what the far end said of these records. Those that it told nothing of count as asked. */
export async function noteProofs(
  db: Db,
  { day }: ProofRun,
  destination: string,
  records: readonly Pick<KeptRecord, 'id' | 'leadId'>[],
  present: ReadonlyMap<string, boolean>,
): Promise<void> {
  if (records.length === 0) return
  const ids = records.map(({ id }) => id)
  const leads = records.map(({ leadId }) => leadId)
  const there = ids.map((id) => present.get(id) ?? null)
  await sql`
    insert into proofs (day, destination, delivery, lead, there, at)
    select ${day}, ${destination}, delivery, lead, there, now()
    from unnest(${ids}::uuid[], ${leads}::uuid[], ${there}::boolean[]) as told (delivery, lead, there)
    on conflict (day, destination, delivery) do update set there = excluded.there, at = excluded.at`.execute(db)
}

export interface NotAsked {
  /** A word of ours, or blank. */
  why: string
  code: string
  problem: string
  message: string
}

export const asked: NotAsked = { why: '', code: '', problem: '', message: '' }

/** Ends the run for a destination. */
export async function noteDestination(
  db: Db,
  { day, beganAt }: ProofRun,
  destination: string,
  { why, code, problem, message }: NotAsked,
): Promise<void> {
  await sql`
    insert into proof_destinations (day, destination, run_at, why, code, problem, message)
    values (${day}, ${destination}, ${beganAt}::timestamptz, ${why}, ${code}, ${problem}, ${message})
    on conflict (day, destination) do update set run_at = excluded.run_at, why = excluded.why, code = excluded.code,
      problem = excluded.problem, message = excluded.message`.execute(db)
}

export interface Line {
  /** The destination is open: neither held, resting nor paused. */
  open: boolean
  /** Leads are due there or being sent: they come first. */
  busy: boolean
}

export async function lineOf(db: Db, destination: string): Promise<Line> {
  const { rows } = await sql<Line>`
    select exists (select from destinations where id = ${destination} and state = 'open') as open,
      exists (select from deliveries where destination = ${destination} and state = 'queued')
        or exists (select from deliveries where destination = ${destination} and state = 'sending') as busy`.execute(db)
  return rows[0] ?? { open: false, busy: false }
}

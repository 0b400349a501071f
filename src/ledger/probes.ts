/** Probes of destinations that are held or rest: which are due, and with which lead. The ledger hands each to one worker. */
import { sql } from 'kysely'
import { dueIn, type Overdue, type Queued } from './backlog.ts'
import type { Db } from './db.ts'
import { fromNow } from './destinations.ts'
import type { DestinationState } from './states.ts'

export interface DueProbe {
  id: string
  state: Extract<DestinationState, 'held' | 'resting'>
  probes: number
}

/** A probe that no worker took up for so long was lost, with the queue or with its worker. */
const lostAfter = '15 seconds'

/**
 * Destinations whose probe is due, each handed to one caller only. It comes again when nothing came of it, but never while
 * the lead that was taken as the probe is being sent. Where the last probe was a lead that had failed before, a new lead
 * makes it due at once.
 */
export async function takeDueProbes(db: Db): Promise<DueProbe[]> {
  const { rows } = await sql<DueProbe>`
    update destinations d set probe_at = now() + ${lostAfter}::interval, awaits_new = false
    from (
      select id from destinations t where state in ('held', 'resting') and configured
        and (probe_at <= now() or (awaits_new and probe_delivery is null and probe_at is not null and exists (
          select from deliveries w where w.destination = t.id and w.state in ('held', 'waiting', 'queued') and w.class = '')))
        and not exists (select from deliveries p where p.id = t.probe_delivery and p.state = 'sending')
      for update skip locked
    ) due
    where d.id = due.id returning d.id, d.state, d.probes`.execute(db)
  return rows
}

/** The caller needs this long (ms) before it takes a lead as the probe. */
export async function extendProbe(db: Db, id: string, ms: number): Promise<void> {
  await sql`
    update destinations set probe_at = ${fromNow(ms)} + ${lostAfter}::interval
    where id = ${id} and state in ('held', 'resting') and held_by = ''`.execute(db)
}

/**
 * Takes an undelivered lead of a destination that the hub holds or rests as its probe: the newest
 * that has not failed yet; with no such lead, the one that was tried longest ago. The destination is locked first, as when
 * it is held: else the two would wait for each other.
 * @param last codes of leads that are taken only where there are no others.
 */
export async function takeProbe(
  db: Db,
  destination: string,
  last: readonly string[] = [],
): Promise<Queued | undefined> {
  const { rows } = await sql<Queued>`
    with closed as (
      select id from destinations
      where id = ${destination} and state in ('held', 'resting') and held_by = '' for update
    ), next as (
      select d.id, f.failed from deliveries d join closed on closed.id = d.destination
        cross join lateral (select d.class <> '' as failed) f
      where d.destination = ${destination} and d.state in ('held', 'waiting', 'queued')
      order by (d.code = any(${last}::text[])), f.failed, case when f.failed then d.queued_at end,
        case when not f.failed then d.lead_id end desc, d.lead_id limit 1 for update of d
    ), marked as (
      update destinations set probe_delivery = next.id, awaits_new = next.failed,
        probe_at = now() + ${lostAfter}::interval
      from next where destinations.id = ${destination}
    )
    update deliveries d set state = 'queued', turn = d.turn + 1, queued_at = now(), next_attempt_at = null
    from next where d.id = next.id
    returning d.id, d.turn, d.lead_id as "leadId", d.destination, ${dueIn} as "dueIn"`.execute(db)
  return rows[0]
}

/** Whether an undelivered lead waits there with none of these codes. */
export async function hasOtherThan(db: Db, destination: string, codes: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state in ('held', 'waiting', 'queued')
      and code <> all(${codes}::text[]) limit 1`.execute(db)
  return rows.length > 0
}

/** The lead that was taken as the probe and that no worker has claimed: its job was lost, or has yet to come. */
export async function probeInLine(db: Db, destination: string): Promise<Overdue | undefined> {
  const { rows } = await sql<Overdue>`
    select d.id, d.turn, d.lead_id as "leadId", d.destination,
      (extract(epoch from now() - d.queued_at) * 1000)::float8 as "dueFor"
    from destinations t join deliveries d on d.id = t.probe_delivery
    where t.id = ${destination} and t.state in ('held', 'resting') and d.state = 'queued'`.execute(db)
  return rows[0]
}

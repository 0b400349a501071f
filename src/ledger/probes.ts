/** Probes of destinations that are held or rest. The ledger gives each probe to one worker. */
import { sql } from 'kysely'
import { fromNow } from './clock.ts'
import type { Db } from './db.ts'
import { probeLostAfter as lostAfter } from './moves.ts'
import type { DestinationState } from './states.ts'

export interface DueProbe {
  id: string
  state: Extract<DestinationState, 'held' | 'resting'>
  probes: number
}

/**
 * Takes the destinations whose probe is due; only one caller gets each. A lost probe is due again later, but never
 * while its lead is being sent. If the last probe was a lead that had failed before, a new lead makes the probe due at
 * once.
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

/** Gives the caller `ms` milliseconds more before it takes a lead as the probe. */
export async function extendProbe(db: Db, id: string, ms: number): Promise<void> {
  await sql`
    update destinations set probe_at = ${fromNow(ms)} + ${lostAfter}::interval
    where id = ${id} and state in ('held', 'resting') and held_by = ''`.execute(db)
}

/** Whether an undelivered lead without any of these codes waits at the destination. */
export async function hasOtherThan(db: Db, destination: string, codes: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries where destination = ${destination} and state in ('held', 'waiting', 'queued')
      and code <> all(${codes}::text[]) limit 1`.execute(db)
  return rows.length > 0
}

/** Whether a lead was taken as the probe and no worker has claimed it yet. */
export async function probeIsDue(db: Db, destination: string): Promise<boolean> {
  const { rows } = await sql`
    select from destinations t join deliveries d on d.id = t.probe_delivery
    where t.id = ${destination} and t.state in ('held', 'resting') and d.state = 'queued'`.execute(db)
  return rows.length > 0
}

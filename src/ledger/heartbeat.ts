/** A worker's heartbeat. The same statement tells whether there is work for any worker. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { deadAfterMs } from './workers.ts'

export interface Heartbeat {
  /** `false` at the first heartbeat, and after this worker was taken for dead. */
  known: boolean
  /** Other workers are alive. */
  others: boolean
  /** This worker started first of all that are alive. It does the work that only one worker may do. */
  eldest: boolean
  /** Another worker's heartbeat is too old. */
  dead: boolean
  /** Deliveries are `sending` by a worker that is not alive any more. */
  abandoned: boolean
  /** A destination's probe may be due. */
  probes: boolean
  /** There is a replay that no process runs. */
  replays: boolean
  /** There is an undo of a replay that no process runs. */
  undos: boolean
  /** There is a look-up of many that no process runs. */
  lookups: boolean
  /** There is an erasure that no process runs. */
  erasures: boolean
  /** There are stored leads that cannot be found by words yet. */
  searchDue: boolean
}

export async function heartbeat(db: Db, id: string, role: string): Promise<Heartbeat> {
  const dead = sql`w.beat_at < now() - ${deadAfterMs} * interval '1 ms'`
  const { rows } = await sql<Heartbeat>`
    with beat as (
      insert into workers (id, role, pid) values (${id}, ${role}, ${process.pid})
      on conflict (id) do update set beat_at = now() returning xmax <> 0 as known
    )
    select known,
      exists (select from workers w where w.id <> ${id} and not ${dead}) as others,
      not exists (select from workers w where w.id < ${id} and not ${dead}) as eldest,
      exists (select from workers w where w.id <> ${id} and ${dead}) as dead,
      exists (select from deliveries d where d.state = 'sending' and d.worker <> ${id}
        and not exists (select from workers w where w.id = d.worker)) as abandoned,
      exists (select from destinations t where t.configured and t.state in ('held', 'resting')
        and (t.probe_at <= now() or t.awaits_new)) as probes,
      exists (select from replays r where r.finished_at is null and r.lease_until <= now()) as replays,
      exists (select from replays u where u.undo_asked_at is not null and u.undo_ended_at is null
        and u.lease_until <= now()) as undos,
      exists (select from lookups k where k.finished_at is null and k.lease_until <= now()) as lookups,
      exists (select from erasures e where e.finished_at is null and e.lease_until <= now()) as erasures,
      exists (select from search_due) as "searchDue"
    from beat`.execute(db)
  return rows[0]!
}

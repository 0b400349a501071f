/** Attempts that a far end refused: do they prove a fault of the destination, or of the lead? */
import { sql } from 'kysely'
import type { Db } from './db.ts'

export interface Refusal {
  deliveryId: string
  class: string
  code: string
  source: string
  /** The lead's e-mail address; without an address, a digest of the content that was sent. */
  person: string
  /** An earlier attempt of this delivery was refused with the same code, under the same configuration. */
  before: boolean
}

/** The newest attempts since the destination was last opened, newest first, each with the lead's person. */
export async function recentRefusals(db: Db, destination: string, count: number): Promise<Refusal[]> {
  const { rows } = await sql<Refusal>`
    with recent as (
      select a.* from attempts a join destinations d on d.id = a.destination
      where a.destination = ${destination} and a.started_at >= d.since order by a.id desc limit ${count}
    )
    select a.delivery_id as "deliveryId", a.class, a.code, l.source,
      case when l.email <> '' then l.email else md5(l.raw) end as person,
      exists (select from attempts b where b.delivery_id = a.delivery_id and b.id < a.id and b.class = 'rejected'
        and b.code = a.code and b.config_version = a.config_version) as before
    from recent a join leads l on l.id = a.lead_id order by a.id desc`.execute(db)
  return rows
}

/** How recent a delivery must be to show that the destination works. */
const lately = '10 minutes'

/** How many attempts are read at most, because a destination may have any number of attempts. */
const attemptsRead = 1_000

/** Whether the destination took a lead in the last ten minutes, under this configuration. */
export async function deliveredLately(db: Db, destination: string, configVersion: string): Promise<boolean> {
  const { rows } = await sql`
    select from (
      select outcome, started_at, config_version from attempts where destination = ${destination}
      order by id desc limit ${attemptsRead}
    ) a
    where outcome <> '' and config_version = ${configVersion} and started_at > now() - ${lately}::interval
    limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Whether the destination took another lead after this delivery last failed with the same code, under the same
 * configuration.
 */
export async function tookOtherLeadSince(
  db: Db,
  { delivery, destination, code, configVersion }: Record<'delivery' | 'destination' | 'code' | 'configVersion', string>,
): Promise<boolean> {
  const { rows } = await sql`
    with failed as (
      select id, class, code, started_at + took_ms * interval '1 ms' as ended_at, config_version from attempts
      where delivery_id = ${delivery}::uuid order by id desc limit 1
    )
    select from failed f, lateral (
      select * from attempts where destination = ${destination} and id > f.id order by id desc limit ${attemptsRead}
    ) a
    where f.class = 'configuration' and f.code = ${code} and f.config_version = ${configVersion} and a.outcome <> ''
      and a.config_version = ${configVersion} and a.started_at > f.ended_at limit 1`.execute(db)
  return rows.length > 0
}

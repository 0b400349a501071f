/** From routed leads to deliveries, in one commit. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { lastActiveLead } from './repeats.ts'
import type { DeliveryState, LeadState } from './states.ts'
import type { StoredLead } from './tables.ts'

export interface LeadToRoute {
  id: string
  lead: StoredLead
  receivedAt: Date
  approved: boolean
  offer: string
  /** In lower case; blank where none is known. */
  email: string
  test: boolean
  /** The person's last lead for the offer that reached somebody or is on its way. Not one of those asked for. */
  repeatOf: string | undefined
}

/**
 * The leads of these ids that still wait for their routes, in the order they came.
 * @param repeatsWithin how long a person is known for an offer, in milliseconds.
 */
export async function leadsToRoute(db: Db, ids: readonly string[], repeatsWithin: number): Promise<LeadToRoute[]> {
  const { rows } = await sql<Omit<LeadToRoute, 'repeatOf'> & { repeatOf: string | null }>`
    select l.id, l.lead, l.received_at as "receivedAt", l.approved, l.offer, l.email, l.test, before.id as "repeatOf"
    from leads l left join lateral (${lastActiveLead(repeatsWithin, ids)}) before on true
    where l.id = any(${ids}::uuid[]) and l.state = 'received' and l.lead is not null order by l.id`.execute(db)
  return rows.map((row) => ({ ...row, repeatOf: row.repeatOf ?? undefined }))
}

export interface Routed {
  leadId: string
  state: Extract<LeadState, 'routed' | 'unrouted' | 'suppressed'>
  reason: string
  configVersion: string
  /** As the lead was read: who was approved meanwhile is not settled by what was found before. */
  approved?: boolean | undefined
  repeatOf?: string | undefined
  /** Destinations that it waits for approval to go to. */
  awaiting?: readonly string[] | undefined
  deliveries: readonly { id: string; destination: string; route: string; handling?: string }[]
}

export interface NewDelivery {
  id: string
  destination: string
  state: DeliveryState
  /** Now. The lead of a paused destination is when that goes on. */
  due: boolean
}

/**
 * Settles the leads' state and makes their deliveries, `held` or `waiting` where the destination is. A lead that was
 * routed meanwhile is left alone, and a destination gets a lead once, so doing it twice does nothing. A destination that
 * is not entered yet (a reload under way) gets its deliveries all the same.
 * @returns the deliveries made.
 */
export async function storeRouted(db: Db, routed: readonly Routed[]): Promise<NewDelivery[]> {
  const leads = routed.map(({ leadId, deliveries: _, ...lead }) => ({ id: leadId, ...lead }))
  const deliveries = routed.flatMap((lead) =>
    lead.deliveries.map((delivery) => ({ ...delivery, lead: lead.leadId, version: lead.configVersion })),
  )
  // Named beside the join: the planner cannot tell how few the JSON holds, and would read the whole table for them.
  const ids = leads.map(({ id }) => id)
  const destinations = [...new Set(deliveries.map(({ destination }) => destination))]
  // The share lock lets no destination be held between reading its state here and these deliveries being there.
  const { rows } = await sql<NewDelivery>`
    with settled as (
      update leads l set state = x.state, reason = x.reason, config_version = x."configVersion", repeat_of = x."repeatOf",
        awaiting = coalesce(x.awaiting, '{}')
      from json_to_recordset(${JSON.stringify(leads)}::json)
        as x(id uuid, state text, reason text, "configVersion" text, approved boolean, "repeatOf" uuid,
          awaiting text[])
      where l.id = any(${ids}::uuid[]) and l.id = x.id and l.state in ('received', 'unrouted')
        and l.approved = coalesce(x.approved, l.approved) returning l.id, l.test
    ), standing as (
      select id, state, probe_at from destinations where id = any(${destinations}) order by id for share
    ), made as (
      insert into deliveries (id, lead_id, destination, route, handling, test, config_version, state, next_attempt_at)
      select x.id, x.lead, x.destination, x.route, coalesce(x.handling, ''), s.test, x.version,
        case d.state when 'held' then 'held' when 'resting' then 'waiting' else 'queued' end,
        case d.state when 'resting' then d.probe_at end
      from json_to_recordset(${JSON.stringify(deliveries)}::json)
        as x(id uuid, lead uuid, destination text, route text, handling text, version text)
      join settled s on s.id = x.lead
      left join standing d on d.id = x.destination
      order by x.id
      on conflict (lead_id, destination) do nothing
      returning id, destination, state
    )
    select m.*, m.state = 'queued' and d.state is distinct from 'paused' as due
    from made m left join standing d on d.id = m.destination order by m.id`.execute(db)
  return rows
}

/** Leads on disk whose job may be lost, oldest first. */
export async function unroutedArrivals(db: Db, olderThanMs: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from leads where state = 'received' and stored_at < now() - ${olderThanMs} * interval '1 ms'
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

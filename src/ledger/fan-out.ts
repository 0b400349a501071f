/** Stores the deliveries of routed leads, in one commit. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from './db.ts'
import { lastActiveLead } from './repeats.ts'
import type { DeliveryState, LeadState } from './states.ts'
import type { StoredLead } from './tables.ts'

export interface LeadToRoute {
  id: string
  lead: StoredLead
  receivedAt: Date
  raw: Buffer
  approved: boolean
  offer: string
  /** In lower case; blank if the lead has no address. */
  email: string
  test: boolean
  /** The person's last lead for the offer that reached a destination, or still may; never one of the given ids. */
  repeatOf: string | undefined
}

/**
 * The leads of these ids that still wait for routing, in the order of arrival.
 * @param repeatsWithin for how many milliseconds a second lead of a person for an offer is a repeat.
 */
export async function leadsToRoute(db: Db, ids: readonly string[], repeatsWithin: number): Promise<LeadToRoute[]> {
  const { rows } = await sql<Omit<LeadToRoute, 'repeatOf'> & { repeatOf: string | null }>`
    select l.id, l.lead, l.raw, l.received_at as "receivedAt", l.approved, l.offer, l.email, l.test, before.id as "repeatOf"
    from leads l left join lateral (${lastActiveLead(repeatsWithin, ids)}) before on true
    where l.id = any(${ids}::uuid[]) and l.state = 'received' and l.lead is not null order by l.id`.execute(db)
  return rows.map((row) => ({ ...row, repeatOf: row.repeatOf ?? undefined }))
}

export interface Routed {
  leadId: string
  state: Extract<LeadState, 'routed' | 'unrouted' | 'suppressed'>
  reason: string
  configVersion: string
  /** As the lead was read. If the lead was approved meanwhile, this result is not stored. */
  approved?: boolean | undefined
  repeatOf?: string | undefined
  /** Destinations for which the lead waits for approval. */
  awaiting?: readonly string[] | undefined
  deliveries: readonly { id: string; destination: string; route: string; handling?: string }[]
  /** Contacts that are told of the lead. */
  contacts?: readonly string[] | undefined
}

export interface NewDelivery {
  id: string
  leadId: string
  destination: string
  route: string
  handling: string
  state: DeliveryState
  /** Whether the delivery can be claimed now. A delivery of a paused destination is `queued`, but not due. */
  due: boolean
  /** When the delivery was claimed as it was made, by the ledger's clock. */
  claimedAt: Date | null
}

/** A worker that claims deliveries as it makes them. */
export interface Maker {
  worker: string
  /** How many deliveries of a destination it has room for. */
  rooms: readonly { destination: string; room: number }[]
}

/**
 * Stores the leads' states and makes their deliveries. A delivery is `held` or `waiting` if its destination is closed.
 * A lead that was routed meanwhile stays as it is, and a destination gets a lead once, so a second call does nothing. A
 * destination that is not in the ledger yet (a reload is under way) gets its deliveries, too.
 * @param maker its first deliveries at each open destination are made as `sending`, up to its room there, unless an
 * older delivery is due at that destination. Each such claim is the delivery's first, and its requests may leave at once.
 * @returns the deliveries that were made.
 */
export async function storeRouted(db: Db, routed: readonly Routed[], maker?: Maker): Promise<NewDelivery[]> {
  const leads = routed.map(({ leadId, deliveries: _, contacts: __, ...lead }) => ({ id: leadId, ...lead }))
  const told = routed.flatMap(({ leadId, contacts = [] }) => contacts.map((contact) => ({ contact, lead: leadId })))
  const deliveries = routed.flatMap((lead) =>
    lead.deliveries.map((delivery) => ({ ...delivery, lead: lead.leadId, version: lead.configVersion })),
  )
  // Ids as an array, because the planner cannot tell how few rows the JSON has, and would read the whole table.
  const ids = leads.map(({ id }) => id)
  const destinations = [...new Set(deliveries.map(({ destination }) => destination))]
  // The share lock prevents that a destination is held between the reading of its state and the new deliveries.
  const { rows } = await sql<NewDelivery>`
    with settled as (
      update leads l set state = x.state, reason = x.reason, config_version = x."configVersion", repeat_of = x."repeatOf",
        awaiting = coalesce(x.awaiting, '{}'), changed_at = now()
      from json_to_recordset(${JSON.stringify(leads)}::json)
        as x(id uuid, state text, reason text, "configVersion" text, approved boolean, "repeatOf" uuid,
          awaiting text[])
      where l.id = any(${ids}::uuid[]) and l.id = x.id and l.state in ('received', 'unrouted')
        and l.approved = coalesce(x.approved, l.approved) returning l.id, l.test
    ), ${told.length > 0 ? toTell(told) : sql``} standing as (
      select id, state, probe_at from destinations where id = any(${destinations}) order by id for share
    ), room as materialized (
      select r.* from json_to_recordset(${JSON.stringify(maker?.rooms ?? [])}::json) as r(destination text, room int)
      -- With \`not exists\` the planner may read all queued deliveries, and more than once.
      where (select true from deliveries q where q.destination = r.destination and q.state = 'queued' limit 1) is null
    ), new as (
      select x.*, s.test, d.probe_at, case
          when d.state in ('held', 'resting', 'paused') then d.state
          when row_number() over (partition by x.destination order by x.lead) <= r.room and d.state = 'open' then 'claimed'
        end as standing
      from json_to_recordset(${JSON.stringify(deliveries)}::json)
        as x(id uuid, lead uuid, destination text, route text, handling text, version text)
      join settled s on s.id = x.lead
      left join standing d on d.id = x.destination
      left join room r on r.destination = x.destination
    ), made as (
      insert into deliveries (id, lead_id, destination, route, handling, test, config_version, state, next_attempt_at,
        worker, generation, attempts, sending_since, first_attempt_at, retry_since)
      select n.id, n.lead, n.destination, n.route, coalesce(n.handling, ''), n.test, n.version,
        case n.standing when 'held' then 'held' when 'resting' then 'waiting' when 'claimed' then 'sending' else 'queued' end,
        case n.standing when 'resting' then n.probe_at end, c.worker, coalesce(c.one, 0), coalesce(c.one, 0), c.at, c.at, c.at
      from new n left join (select ${maker?.worker ?? null}::uuid as worker, 1 as one, now() as at) c on n.standing = 'claimed'
      order by n.id
      on conflict (lead_id, destination) do nothing
      returning id, lead_id, destination, route, handling, state, sending_since
    )
    select m.id, m.lead_id as "leadId", m.destination, m.route, m.handling, m.state, m.sending_since as "claimedAt",
      m.state = 'queued' and d.state is distinct from 'paused' as due
    from made m left join standing d on d.id = m.destination order by m.id`.execute(db)
  return rows
}

/** The leads that contacts are to be told of, in the same commit: none is told that is not routed, and none is left out. */
function toTell(told: readonly { contact: string; lead: string }[]): RawBuilder<unknown> {
  return sql`to_tell as (
      insert into told (contact, lead_id)
      select x.contact, x.lead from json_to_recordset(${JSON.stringify(told)}::json) as x(contact text, lead uuid)
      join settled s on s.id = x.lead on conflict do nothing
    ),`
}

/** Stored leads that wait for routing for longer than `olderThanMs`, oldest first: their job may be lost. */
export async function unroutedArrivals(db: Db, olderThanMs: number, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from leads where state = 'received' and stored_at < now() - ${olderThanMs} * interval '1 ms'
    order by id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

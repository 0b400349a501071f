/** The filters of lists, counts and replays. A filter is plain JSON, so that a replay can be stored. */
import { type RawBuilder, sql } from 'kysely'
import type { FailureClass } from '../../failure.ts'
import type { DeliveryState, LeadState } from '../states.ts'

/** When the lead came in, as ISO 8601; `from` is included, `to` is not. */
interface Period {
  from?: string | undefined
  to?: string | undefined
}

export interface DeliveryFilter extends Period {
  /** Exactly these deliveries. */
  ids?: readonly string[] | undefined
  state?: readonly DeliveryState[] | undefined
  destination?: readonly string[] | undefined
  /** `none`: no attempt failed yet. Held deliveries without a class wait behind the delivery that failed. */
  class?: readonly (FailureClass | typeof none)[] | undefined
  /** `none`: the failure is in no catalogue. */
  problem?: readonly string[] | undefined
  /** `none`: the failure has no code. */
  code?: string | undefined
  /** The receipt's reference, as the far end gave it. */
  reference?: string | undefined
  /** A second worker sent the lead, too, so the far end may have it twice. */
  doubled?: boolean | undefined
  lead?: string | undefined
  /** The replay of many that put it in line last. */
  replay?: string | undefined
  /** `publisher.offer`, or the title if there is no id. */
  offer?: string | undefined
  email?: string | undefined
}

export interface LeadFilter extends Period {
  /** Exactly these leads. */
  ids?: readonly string[] | undefined
  state?: readonly LeadState[] | undefined
  source?: string | undefined
  offer?: string | undefined
  email?: string | undefined
  /** Whether the lead waits for approval for at least one destination. */
  awaitingApproval?: boolean | undefined
  /** A lead's id: the leads of its person, this lead among them, for all offers. */
  samePersonAs?: string | undefined
}

export type Condition = RawBuilder<unknown>

/** In a filter: deliveries without a class, a problem or a code. */
export const none = 'none'

/** States of deliveries that need somebody or something. The index `deliveries_trouble` has these deliveries. */
export const troubleStates = [
  'waiting',
  'held',
  'rejected',
  'uncertain',
  'exhausted',
] as const satisfies DeliveryState[]

/** SQL over `deliveries d`. Literals, because PostgreSQL recognises a partial index by them. */
export function inStates(states: readonly DeliveryState[]): Condition {
  const literals = states.map((state) => sql.lit(state))
  return literals.length === 1 ? sql`d.state = ${literals[0]}` : sql`d.state in (${sql.join(literals)})`
}

/** The condition of the index `deliveries_trouble`. */
export const inTrouble: Condition = inStates(troubleStates)

/** One value is compared by `=`, so that an index that begins with the column also gives the order. */
export function among(column: Condition, values: readonly string[]): Condition {
  return values.length === 1 ? sql`${column} = ${values[0]}` : sql`${column} = any(${[...values]})`
}

function orBlank(value: string): string {
  return value === none ? '' : value
}

/** SQL over `deliveries d` joined to `leads l`. */
export function matchingDeliveries(filter: DeliveryFilter): Condition {
  const { offer, email } = filter
  return all([
    offer !== undefined && sql`l.offer = ${offer}`,
    email !== undefined && sql`l.email = ${email.toLowerCase()}`,
    matchingAlone(filter),
  ])
}

/** SQL for `deliveries d` that match, with `leads l` only if the filter needs them: counts are faster without. */
export function deliveriesMatching(filter: DeliveryFilter): Condition {
  const alone = filter.offer === undefined && filter.email === undefined
  const leads = alone ? sql`` : sql`join leads l on l.id = d.lead_id`
  return sql`deliveries d ${leads} where ${matchingDeliveries(filter)}`
}

/** SQL over `deliveries d` alone: all of the filter except the lead's offer and address. */
export function matchingAlone(filter: DeliveryFilter): Condition {
  const { ids, state, destination, class: classes, problem, code, reference, doubled, lead, replay } = filter
  return all([
    ids && sql`d.id = any(${[...ids]}::uuid[])`,
    state && inStates(state),
    destination && among(sql`d.destination`, destination),
    classes && among(sql`d.class`, classes.map(orBlank)),
    problem && among(sql`d.problem`, problem.map(orBlank)),
    code !== undefined && sql`d.code = ${orBlank(code)}`,
    reference !== undefined && sql`d.reference = ${reference}`,
    doubled !== undefined && sql`d.doubled = ${doubled}`,
    lead !== undefined && sql`d.lead_id = ${lead}::uuid`,
    replay !== undefined && sql`d.replay = ${replay}::uuid`,
    cameIn(filter),
  ])
}

/** SQL over `deliveries d`: when the lead came in. */
function cameIn(filter: Period): Condition {
  const { from, to } = filter
  if (from === undefined) return leadWithin(filter)
  // No delivery is older than its lead, so pages need not be searched further back.
  const since = sql`d.id >= ${firstIdAt(from, skew)}::uuid`
  // Without an end, the ids alone are the way: the planner would take both conditions for independent.
  if (to === undefined) return sql`${since} and coalesce(d.lead_id >= ${firstIdAt(from)}::uuid, false)`
  return sql`${since} and ${leadWithin(filter)}`
}

/** SQL over `deliveries d`: the same by the lead alone, which indexes have. */
export function leadWithin(filter: Period): Condition {
  return all(within(filter, sql`d.lead_id`))
}

/** Nearly all leads are routed, and without statistics PostgreSQL would take them for few. */
function inLeadStates(states: readonly LeadState[]): Condition {
  return states.includes('routed') ? sql`coalesce(l.state = any(${[...states]}), false)` : among(sql`l.state`, states)
}

/** SQL over `leads l`. */
export function matchingLeads(filter: LeadFilter): Condition {
  const { ids, state, source, offer, email, awaitingApproval: awaiting, samePersonAs } = filter
  return all([
    ids && sql`l.id = any(${[...ids]}::uuid[])`,
    state && inLeadStates(state),
    source !== undefined && sql`l.source = ${source}`,
    offer !== undefined && sql`l.offer = ${offer}`,
    email !== undefined && sql`l.email = ${email.toLowerCase()}`,
    awaiting === true && sql`l.awaiting <> '{}' and not l.approved and l.lead is not null`,
    samePersonAs !== undefined && sql`l.id = any(array(${samePersonLeads(samePersonAs)}))`,
    awaiting === false && sql`(l.awaiting = '{}' or l.approved or l.lead is null)`,
    ...within(filter, sql`l.id`),
  ])
}

/** SQL over `leads l`: the state did not change since then. @param asOf by `asOfNow` */
export function unchangedSince(asOf: string): Condition {
  return sql`l.changed_at < ${asOf}::timestamptz`
}

/** A sender may post any number of leads of one person, so only the newest are read. */
const mostOfPerson = 5_000

/** SQL for the ids of the person's leads. Test leads have persons of their own; no address means no other lead. */
function samePersonLeads(lead: string): Condition {
  return sql`
    select ${lead}::uuid union (
      select p.id from leads o join leads p on p.email = o.email and p.email <> '' and p.test = o.test
      where o.id = ${lead}::uuid order by p.id desc limit ${mostOfPerson})`
}

/** A lead's id has the time of its arrival, and every index has the id. */
function within({ from, to }: Period, id: Condition): (Condition | false)[] {
  return [
    from !== undefined && sql`${id} >= ${firstIdAt(from)}::uuid`,
    to !== undefined && sql`${id} < ${firstIdAt(to)}::uuid`,
  ]
}

/** How much the clocks of the hubs' machines may differ, in milliseconds. */
export const skew = 600_000

/** An id that sorts before every UUIDv7 of this time. @param earlier milliseconds that are subtracted from the time. */
export function firstIdAt(time: string | Date, earlier = 0): string {
  const hex = Math.max(0, new Date(time).getTime() - earlier)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Joins the conditions by AND; `false` and `undefined` are left out. */
export function all(conditions: readonly (Condition | false | undefined)[]): Condition {
  const given = conditions.filter((one) => one !== false && one !== undefined)
  return given.length > 0 ? sql.join(given, sql` and `) : sql`true`
}

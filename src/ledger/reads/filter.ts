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
  state?: readonly DeliveryState[] | undefined
  destination?: readonly string[] | undefined
  class?: readonly FailureClass[] | undefined
  problem?: readonly string[] | undefined
  code?: string | undefined
  /** The receipt's reference, as the far end gave it. */
  reference?: string | undefined
  /** Several attempts brought a receipt, so the far end may have the lead twice. */
  doubled?: boolean | undefined
  lead?: string | undefined
  /** `publisher.offer`, or the title if there is no id. */
  offer?: string | undefined
  email?: string | undefined
}

export interface LeadFilter extends Period {
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

/** SQL over `deliveries d` joined to `leads l`. */
export function matchingDeliveries(filter: DeliveryFilter): Condition {
  const { state, destination, class: classes, problem, code, reference, doubled, lead, offer, email } = filter
  return all([
    state && sql`d.state = any(${state})`,
    destination && sql`d.destination = any(${destination})`,
    classes && sql`d.class = any(${classes})`,
    problem && sql`d.problem = any(${problem})`,
    code !== undefined && sql`d.code = ${code}`,
    reference !== undefined && sql`d.reference = ${reference}`,
    doubled !== undefined && sql`d.doubled = ${doubled}`,
    lead !== undefined && sql`d.lead_id = ${lead}::uuid`,
    offer !== undefined && sql`l.offer = ${offer}`,
    email !== undefined && sql`l.email = ${email.toLowerCase()}`,
    ...within(filter, sql`d.lead_id`),
    // No delivery is older than its lead, so pages need not be searched further back.
    filter.from !== undefined && sql`d.id >= ${firstIdAt(filter.from, skew)}::uuid`,
  ])
}

/** SQL over `leads l`. */
export function matchingLeads(filter: LeadFilter): Condition {
  const { state, source, offer, email, awaitingApproval: awaiting, samePersonAs } = filter
  return all([
    state && sql`l.state = any(${state})`,
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
const skew = 600_000

/** An id that sorts before every UUIDv7 of this time. @param earlier milliseconds that are subtracted from the time. */
export function firstIdAt(time: string, earlier = 0): string {
  const hex = Math.max(0, Date.parse(time) - earlier)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

/** Joins the conditions by AND; `false` and `undefined` are left out. */
export function all(conditions: readonly (Condition | false | undefined)[]): Condition {
  const given = conditions.filter((one) => one !== false && one !== undefined)
  return given.length > 0 ? sql.join(given, sql` and `) : sql`true`
}

/** Which deliveries are meant: the same filter for lists, counts and replays. Plain JSON, so that it can be kept. */
import { type RawBuilder, sql } from 'kysely'
import type { FailureClass } from '../../failure.ts'
import type { DeliveryState, LeadState } from '../states.ts'

/** When the lead came in: ISO 8601, `from` included, `to` not. */
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
  /** The receipt's, as the far end gave it. */
  reference?: string | undefined
  /** Several attempts brought a receipt: the far end may have the lead twice. */
  doubled?: boolean | undefined
  lead?: string | undefined
  /** `publisher.offer`, or the title where no id is known. */
  offer?: string | undefined
  email?: string | undefined
}

export interface LeadFilter extends Period {
  state?: readonly LeadState[] | undefined
  source?: string | undefined
  offer?: string | undefined
  email?: string | undefined
  /** Whether an approval would let them go somewhere, also where some routes delivered them. */
  awaitingApproval?: boolean | undefined
}

export type Condition = RawBuilder<unknown>

/** Over `deliveries d` joined to `leads l`. */
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
    // No delivery is older than its lead, so that pages need not be searched further back.
    filter.from !== undefined && sql`d.id >= ${firstIdAt(filter.from, skew)}::uuid`,
  ])
}

/** Over `leads l`. */
export function matchingLeads(filter: LeadFilter): Condition {
  const { state, source, offer, email, awaitingApproval: awaiting } = filter
  return all([
    state && sql`l.state = any(${state})`,
    source !== undefined && sql`l.source = ${source}`,
    offer !== undefined && sql`l.offer = ${offer}`,
    email !== undefined && sql`l.email = ${email.toLowerCase()}`,
    awaiting === true && sql`l.awaiting <> '{}' and not l.approved and l.lead is not null`,
    awaiting === false && sql`(l.awaiting = '{}' or l.approved or l.lead is null)`,
    ...within(filter, sql`l.id`),
  ])
}

/** A lead's id tells when it came in, and every index holds it. */
function within({ from, to }: Period, id: Condition): (Condition | false)[] {
  return [
    from !== undefined && sql`${id} >= ${firstIdAt(from)}::uuid`,
    to !== undefined && sql`${id} < ${firstIdAt(to)}::uuid`,
  ]
}

/** By how much the clocks of the hub's machines may differ, in milliseconds. */
const skew = 600_000

/** Sorts before every UUIDv7 made at that millisecond, or so much `earlier`. */
export function firstIdAt(time: string, earlier = 0): string {
  const hex = Math.max(0, Date.parse(time) - earlier)
    .toString(16)
    .padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

export function all(conditions: readonly (Condition | false | undefined)[]): Condition {
  const given = conditions.filter((one) => one !== false && one !== undefined)
  return given.length > 0 ? sql.join(given, sql` and `) : sql`true`
}

/**
 * The ids of the newest deliveries that match a filter, each kind of filter by an index that gives few rows. PostgreSQL
 * would choose by statistics, which do not know that a destination has no delivery in a state, and may not exist at all.
 */
import { sql } from 'kysely'
import { type DeliveryState, deliveryStates } from '../states.ts'
import { all, type Condition, type DeliveryFilter, inStates, matchingAlone, none, troubleStates } from './filter.ts'

/** States without an index of their own besides `deliveries_state`; few deliveries are in them for long. */
const otherStates = ['queued', 'sending', 'cancelled'] as const

/** SQL for the `id` of at most `limit` deliveries, the newest first. @param before only older deliveries */
export function newestIds(filter: DeliveryFilter, limit: number, before?: string): Condition {
  const { ids, offer, email, lead } = filter
  if (isByLead(filter)) return newestByLead(filter, filter.offer, limit, before)
  const matching = all([
    matchingAlone({ ...filter, state: undefined }),
    email !== undefined && sql`d.lead_id = any(array(${personsLeads(email, offer)}))`,
    (ids ?? lead ?? filter.replay) !== undefined &&
      offer !== undefined &&
      sql`(select l.offer from leads l where l.id = d.lead_id) = ${offer}`,
    before !== undefined && sql`d.id < ${before}::uuid`,
  ])
  const { reference, doubled, replay } = filter
  if (ids ?? lead ?? reference ?? replay ?? email ?? (doubled || undefined))
    return sorted(all([filter.state && inStates(filter.state), matching]), limit)
  const { state, destination, class: classes, problem, code } = filter
  if (!(state ?? destination ?? classes ?? problem ?? code)) return ordered(matching, limit)
  const parts = [
    ...troublePart(filter, matching, limit),
    ...statesOf(filter, otherStates).map((one) => ordered(sql`${inStates([one])} and ${matching}`, limit)),
    ...deliveredParts(filter, matching, limit),
  ]
  return parts.length === 0 ? nothing : newestOf(parts, limit)
}

/** An offer with so many leads is looked through by them; an offer with more, by its deliveries. */
const fewLeads = 2_000

const nothing = sql`(select id from deliveries where false)`

/** Deliveries have no offer of their own, so those of an offer are found by its leads, and come in their order. */
export function isByLead(filter: DeliveryFilter): filter is DeliveryFilter & { offer: string } {
  const { ids, offer, email, lead, replay } = filter
  return offer !== undefined && (ids ?? email ?? lead ?? replay) === undefined
}

/** The states of the filter that are among the given ones. */
function statesOf({ state = deliveryStates }: DeliveryFilter, among: readonly DeliveryState[]): DeliveryState[] {
  return among.filter((one) => state.includes(one))
}

/** An index gives the order and the first condition, and the rows are dense. */
function ordered(matching: Condition, limit: number): Condition {
  return sql`(select d.id from deliveries d where ${matching} order by d.id desc limit ${limit})`
}

/** All matching rows are found by an index first, and sorted then. */
function sorted(matching: Condition, limit: number): Condition {
  return sql`(with found as materialized (select d.id from deliveries d where ${matching})
    select id from found order by id desc limit ${limit})`
}

function newestOf(parts: readonly Condition[], limit: number): Condition {
  if (parts.length === 1) return parts[0]!
  return sql`select id from (${sql.join(parts, sql` union all `)}) parts order by id desc limit ${limit}`
}

/** `deliveries_trouble` has all columns of the filter. With all of them named, it has the order, too. */
function troublePart(filter: DeliveryFilter, matching: Condition, limit: number): Condition[] {
  const states = statesOf(filter, troubleStates)
  if (states.length === 0) return []
  const { state, destination, class: classes, problem, code } = filter
  const named = [destination, state, problem, classes].map((values) => values?.length ?? 0)
  const isGroup = named.every((length) => length === 1) && code !== undefined
  const onlyState = state?.length === 1 && !(destination ?? classes ?? problem ?? code)
  const condition = sql`${inStates(states)} and ${matching}`
  return [isGroup || onlyState ? ordered(condition, limit) : sorted(condition, limit)]
}

function deliveredParts(filter: DeliveryFilter, matching: Condition, limit: number): Condition[] {
  if (!mayBeDelivered(filter)) return []
  const arrived = inStates(['delivered'])
  const { destination } = filter
  // Nearly all deliveries have arrived, and without statistics PostgreSQL would take them for few.
  if (!destination) return [ordered(sql`coalesce(${arrived}, false) and ${matching}`, limit)]
  return destination.map((one) => ordered(sql`${arrived} and d.destination = ${one} and ${matching}`, limit))
}

/** A delivered lead has no failure any more. */
export function mayBeDelivered(filter: DeliveryFilter): boolean {
  const { class: classes = [none], problem = [none], code = none } = filter
  return statesOf(filter, ['delivered']).length > 0 && classes.includes(none) && problem.includes(none) && code === none
}

function personsLeads(email: string, offer: string | undefined): Condition {
  const about = offer === undefined ? sql`true` : sql`offer = ${offer}`
  return sql`select id from leads where email = ${email.toLowerCase()} and ${about}`
}

/** Of an offer, whose deliveries have no index: the deliveries of its newest leads first. */
function newestByLead(filter: DeliveryFilter, offer: string, limit: number, before: string | undefined): Condition {
  const matching = matchingAlone({ ...filter, state: undefined })
  const older =
    before === undefined
      ? sql`true`
      : sql`(d.lead_id, d.id) < (select lead_id, id from deliveries where id = ${before}::uuid)`
  const order = sql`order by d.lead_id desc, d.id desc limit ${limit}`
  if (mayBeDelivered(filter)) {
    // Each lead has few deliveries: an index by the state, which knows many, must not come in.
    const states = filter.state ? sql`coalesce(${inStates(filter.state)}, false)` : sql`true`
    const from =
      before === undefined ? sql`true` : sql`id <= (select lead_id from deliveries where id = ${before}::uuid)`
    return sql`
      select d.id from (select id from leads where offer = ${offer} and ${from} order by id desc) l
        cross join lateral (select d.id from deliveries d where d.lead_id = l.id and ${states} and ${matching} and ${older}
          order by d.id desc offset 0) d
      limit ${limit}`
  }
  const kinds = [statesOf(filter, troubleStates), statesOf(filter, otherStates)].filter(({ length }) => length > 0)
  if (kinds.length === 0) return nothing
  const some = (kind: readonly DeliveryState[], among: Condition) => sql`
    select d.id, d.lead_id from deliveries d where ${inStates(kind)} and ${among} and ${matching} and ${older}`
  const isFew = sql`(select count(*) from few) <= ${fewLeads}`
  return sql`
    (with few as materialized (select id from leads where offer = ${offer} limit ${fewLeads + 1}),
    found as materialized (
      ${some(kinds.flat(), sql`${isFew} and d.lead_id = any(array(select id from few))`)} union all
      ${sql.join(
        kinds.map((kind) => some(kind, sql`not ${isFew}`)),
        sql` union all `,
      )}
    )
    select d.id from (select * from found order by lead_id desc, id desc) d
      cross join lateral (select from leads l where l.id = d.lead_id and l.offer = ${offer} offset 0) l ${order})`
}

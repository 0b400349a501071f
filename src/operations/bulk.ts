/** Acts on many deliveries: the plan is shown first, and the act touches exactly what was shown. */
import { asOfNow } from '../ledger/clock.ts'
import type { Db } from '../ledger/db.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { countsByFilter, type FilterCount } from '../ledger/reads/filter-counts.ts'
import type { DeliveryState, DestinationState } from '../ledger/states.ts'
import { changed, type LeftOut } from './left-out.ts'

interface TakenGroup {
  destination: string
  destinationState: DestinationState
  state: DeliveryState
  count: number
}

interface LeftOutGroup extends LeftOut {
  destination: string
  state: DeliveryState
  count: number
  /** There are more than `count`. */
  capped?: true
}

export interface BulkPlan {
  /** The filter, with the states that are taken. */
  filter: DeliveryFilter
  /** Deliveries whose state changed at this moment or later are left out. */
  asOf: string
  total: number
  taken: readonly TakenGroup[]
  leftOut: readonly LeftOutGroup[]
}

/**
 * Counts by destination what an act would take.
 * @param taken the states that the act takes
 * @param whyNot the reason why the act takes no delivery of this group; undefined = it takes them
 * @param asOf of the plan that was shown before. @default now
 */
export async function planBulk(
  db: Db,
  { filter, taken: state }: { filter: DeliveryFilter; taken: readonly DeliveryState[] },
  whyNot: (group: FilterCount) => LeftOut | undefined,
  asOf?: string,
): Promise<BulkPlan> {
  const shown = asOf ?? (await asOfNow(db))
  const taken = new Map<string, TakenGroup>()
  const leftOut = new Map<string, LeftOutGroup>()
  // What the act takes must be exact; of the rest, it is enough to tell that there are many.
  for (const group of await countsByFilter(db, filter, shown, state)) {
    const { destination, destinationState, count, capped } = group
    const why = whyNot(group) ?? (group.changed ? changed : undefined)
    const one = { destination, state: group.state }
    if (why === undefined) add(taken, { ...one, destinationState, count })
    else add(leftOut, { ...one, count, ...(capped ? { capped } : {}), ...why })
  }
  const total = [...taken.values()].reduce((sum, { count }) => sum + count, 0)
  return {
    filter: { ...filter, state },
    asOf: shown,
    total,
    taken: [...taken.values()],
    leftOut: [...leftOut.values()],
  }
}

function add<G extends TakenGroup | LeftOutGroup>(groups: Map<string, G>, group: G): void {
  const { destination, state } = group
  const key = JSON.stringify([destination, state, 'why' in group && group.why])
  const before = groups.get(key)
  groups.set(key, before ? { ...before, ...group, count: before.count + group.count } : group)
}

/** The filter as the audit keeps it: without the address of a person, and of chosen rows their number. */
export function inAudit<F extends { email?: string | undefined; ids?: readonly string[] | undefined }>({
  email,
  ids,
  ...filter
}: F) {
  return {
    ...filter,
    ...(email === undefined ? {} : { email: '[hidden]' }),
    ...(ids === undefined ? {} : { ids: ids.length }),
  }
}

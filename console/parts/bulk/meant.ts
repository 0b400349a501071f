import { beginOf, type DeliverySearch, type LeadSearch } from '../../app/search.ts'

/** What an act on many is about: rows that were chosen, or all that a filter means. */
export interface Meant<F extends DeliverySearch | LeadSearch = DeliverySearch> {
  filter: F
  /** At most 1,000. */
  ids?: readonly string[] | undefined
}

/** The hub takes no more ids at once. */
export const mostChosen = 1_000

/** The same as a body of the hub. Of chosen rows the ids alone count, so that exactly these are meant. */
export function bodyOf<F extends DeliverySearch | LeadSearch>({ filter: { from, ...filter }, ids }: Meant<F>) {
  return ids ? { ids: [...ids] } : { ...filter, ...beginOf(from) }
}

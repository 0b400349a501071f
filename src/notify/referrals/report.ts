/** What a comparison with Microsoft's download found, by offer and day. Pure. */
import type { Assigned, OwnLead, Result } from './match.ts'
import type { Referral } from './rows.ts'

interface Tally {
  /** `2027-03-28`, in UTC. */
  day: string
  offer: string
  theirs: number
  matched: number
  missing: number
  unsure: number
  young: number
  /** Ours without theirs: expected for do-not-contact and university leads, and for leads that were deleted there. */
  onlyHere: number
}

export interface Report {
  /** The first and the last time of the file; null for a file without rows. */
  from: Date | null
  to: Date | null
  totals: Omit<Tally, 'day' | 'offer'>
  tallies: readonly Tally[]
  /** Ids of leads within the time of the file that no row has. */
  onlyHere: readonly string[]
}

export function reportOf(assigned: readonly Assigned[], ours: readonly OwnLead[]): Report {
  const times = assigned.map(({ theirs }) => theirs.created.at.getTime())
  const from = times.length > 0 ? new Date(times.reduce((a, b) => Math.min(a, b))) : null
  const to = times.length > 0 ? new Date(times.reduce((a, b) => Math.max(a, b))) : null
  const named = new Set(assigned.flatMap(({ leads }) => leads))
  const only = ours.filter(({ id, at }) => from && to && at >= from && at <= to && !named.has(id))
  const tallies = new Map<string, Tally>()
  const tally = (day: string, offer: string) => {
    const key = `${day} ${offer}`
    const found = tallies.get(key) ?? { day, offer, ...nothing() }
    tallies.set(key, found)
    return found
  }
  for (const { theirs, result } of assigned) {
    const one = tally(theirs.created.at.toISOString().slice(0, 10), offerOf(theirs))
    one.theirs++
    one[result]++
  }
  for (const { at, offerId, offerTitle } of only) tally(at.toISOString().slice(0, 10), offerId || offerTitle).onlyHere++
  const all = [...tallies.values()].sort((a, b) => b.day.localeCompare(a.day) || a.offer.localeCompare(b.offer))
  return { from, to, totals: all.reduce(sum, nothing()), tallies: all, onlyHere: only.map(({ id }) => id) }
}

function offerOf({ offerId, offerTitle }: Referral): string {
  return offerId || offerTitle
}

function nothing(): Omit<Tally, 'day' | 'offer'> & Record<Result, number> {
  return { theirs: 0, matched: 0, missing: 0, unsure: 0, young: 0, onlyHere: 0 }
}

function sum(a: Omit<Tally, 'day' | 'offer'>, b: Tally): Omit<Tally, 'day' | 'offer'> {
  return {
    theirs: a.theirs + b.theirs,
    matched: a.matched + b.matched,
    missing: a.missing + b.missing,
    unsure: a.unsure + b.unsure,
    young: a.young + b.young,
    onlyHere: a.onlyHere + b.onlyHere,
  }
}

/** Which routes a lead's offer may concern, without asking every route. */
import type { Offer } from '../lead/lead.ts'
import { glob, isGlob } from './glob.ts'

/** Senders choose the titles: so many different ones are remembered, then all are forgotten. */
const remembered = 5_000
const longestRemembered = 500

/**
 * @param lists each route's globs over `publisher.offer` and title, any case.
 * @returns the places of the routes whose globs match, in their order. A lead without any offer is matched by the star
 * alone.
 */
export function indexOffers(lists: readonly (readonly string[])[]): (offer: Offer) => readonly number[] {
  const everything: number[] = []
  const literals = new Map<string, number[]>()
  const globs = new Map<string, { matches: (text: string) => boolean; places: number[] }>()
  for (const [place, list] of lists.entries()) {
    const alone = [place]
    if (list.includes('*')) everything.push(place)
    else for (const text of list) enter(text.toLowerCase(), place, alone)
  }
  const known = new Map<string, readonly number[]>()

  /** @param alone the place: one list for all offers that no other route names. */
  function enter(text: string, place: number, alone: number[]): void {
    if (isGlob(text)) {
      const held = globs.get(text) ?? { matches: glob(text), places: [] }
      held.places.push(place)
      globs.set(text, held)
      return
    }
    const held = literals.get(text)
    if (!held) literals.set(text, alone)
    else if (held.at(-1) === place) return
    else if (held.length === 1) literals.set(text, [...held, place])
    else held.push(place)
  }

  function find({ id, title }: Offer): readonly number[] {
    const texts = [id, title].filter((text) => text !== '')
    const found = new Set(everything)
    for (const text of texts) for (const place of literals.get(text.toLowerCase()) ?? []) found.add(place)
    for (const { matches, places } of globs.values()) {
      if (texts.some(matches)) for (const place of places) found.add(place)
    }
    return [...found].sort((a, b) => a - b)
  }

  return (offer) => {
    // Titles hold line breaks, and never this.
    const key = `${offer.id}\0${offer.title}`
    const before = known.get(key)
    if (before) return before
    const found = find(offer)
    if (key.length > longestRemembered) return found
    if (known.size >= remembered) known.clear()
    known.set(key, found)
    return found
  }
}

/** An index that finds the routes for a lead's offer. */
import type { Offer } from '../lead/lead.ts'
import { glob, isGlob } from './glob.ts'

/** Senders choose the titles, so the cache has a limit. A full cache is emptied. */
const cacheSize = 5_000
const longestCached = 500

/**
 * @param lists each route's globs over `publisher.offer` and title, in any case.
 * @returns the positions of the routes whose globs match, in ascending order. Only `*` matches a lead without an offer.
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
  const cache = new Map<string, readonly number[]>()

  /** @param alone a list of this place only, which the offers that no other route names share. */
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
    // A title may hold line breaks, but no NUL.
    const key = `${offer.id}\0${offer.title}`
    const cached = cache.get(key)
    if (cached) return cached
    const found = find(offer)
    if (key.length > longestCached) return found
    if (cache.size >= cacheSize) cache.clear()
    cache.set(key, found)
    return found
  }
}

import { useSyncExternalStore } from 'react'

/** How many places the bar has room for, in the longest language, from so many rem on. */
const rooms: readonly [query: string, places: number][] = [
  ['(min-width: 96rem)', 11],
  ['(min-width: 75rem)', 7],
  ['(min-width: 60rem)', 5],
  ['(min-width: 48.01rem)', 4],
]
/** In the bar at the bottom of a phone. */
const onPhone = 3

const queries = rooms.map(([query, places]) => [matchMedia(query), places] as const)

function listen(listener: () => void): () => void {
  for (const [query] of queries) query.addEventListener('change', listener)
  return () => {
    for (const [query] of queries) query.removeEventListener('change', listener)
  }
}

/** How many places stand in the bar; the others are under More. */
export function useRoom(): number {
  return useSyncExternalStore(listen, () => queries.find(([query]) => query.matches)?.[1] ?? onPhone)
}

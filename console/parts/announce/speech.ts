/** One polite voice for what changes by itself. It is slow, and never says again what it said. */

/** Milliseconds between two utterances. */
const pause = 6_000

let now = ''
let timer: ReturnType<typeof setTimeout> | undefined
/** The newest sentence of each place. */
const waiting = new Map<string, string>()
const listeners = new Set<() => void>()

/** @param place that speaks; its newer sentence takes the place of one that waits */
export function speak(place: string, text: string): void {
  waiting.delete(place)
  if (text !== '') waiting.set(place, text)
  if (timer === undefined) next()
}

function next(): void {
  const [first] = waiting
  if (!first) {
    timer = undefined
    return
  }
  waiting.delete(first[0])
  now = first[1]
  for (const listener of listeners) listener()
  timer = setTimeout(next, pause)
}

export function onSpoken(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function spoken(): string {
  return now
}

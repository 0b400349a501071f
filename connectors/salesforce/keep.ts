import { singleFlight } from '../../src/async/single-flight.ts'
import { unsent } from '../../src/outside/unsent.ts'

/** Something fetched once for all who wait for it, and kept until it is dropped or old. */
export interface Kept<T> {
  get(signal: AbortSignal): Promise<T>
  /** Forgets `value`, unless something newer has taken its place. Without a value, forgets whatever is held. */
  drop(value?: T): void
  held(): T | undefined
}

export function keep<T>(
  what: string,
  fetch: (signal: AbortSignal) => Promise<T>,
  now: () => Date,
  maxAge = Number.POSITIVE_INFINITY,
): Kept<T> {
  let held: { value: T; until: number } | undefined

  const join = singleFlight(what, async (signal) => {
    const value = await unsent(fetch(signal))
    held = { value, until: now().getTime() + maxAge }
    return value
  })

  return {
    get: (signal) => (held && held.until > now().getTime() ? Promise.resolve(held.value) : join(signal)),
    drop(value) {
      if (value === undefined || held?.value === value) held = undefined
    },
    held: () => held?.value,
  }
}

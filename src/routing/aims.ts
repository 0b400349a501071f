/** Routes that go to the same destinations: once a lead goes by one of them, the others add nothing. */
import type { Route } from './route.ts'

export interface Aims {
  /** For each route a number below `amount`, the same where the destinations are; its own where it has an `otherwise`. */
  of: Int32Array
  amount: number
}

export function aimsOf(routes: readonly Pick<Route, 'to' | 'otherwise'>[]): Aims {
  const numbers = new Map<string, number>()
  const of = Int32Array.from(routes, ({ to, otherwise }, place) => {
    const key = otherwise.length > 0 ? `${place}` : `to ${to.join(' ')}`
    const number = numbers.get(key) ?? numbers.size
    numbers.set(key, number)
    return number
  })
  return { of, amount: numbers.size }
}

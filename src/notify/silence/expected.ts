/** How many leads a time usually brings, and whether they come more slowly at present. Pure. */
import type { Model, QuietDay } from './learn.ts'
import { cellOf, hour, hourOf, onSunday } from './week.ts'

/** Leads that the time from `from` to `to` usually brings. A quiet day brings no more than a Sunday. */
export function usually({ perHour }: Model, from: number, to: number, isQuiet: QuietDay): number {
  let sum = 0
  for (let at = hourOf(from); at * hour < to; at++) {
    const cell = cellOf(at)
    const usual = isQuiet(at) ? Math.min(perHour[cell]!, perHour[onSunday(cell)]!) : perHour[cell]!
    const share = (Math.min(to, (at + 1) * hour) - Math.max(from, at * hour)) / hour
    sum += usual * share
  }
  return sum
}

/**
 * The least that three clocks expect: this clock, a clock an hour behind and a clock an hour ahead. So summer time costs
 * nothing, in whatever zone the senders are.
 */
export function expected(model: Model, from: number, to: number, isQuiet: QuietDay): number {
  return Math.min(...[0, -hour, hour].map((shift) => usually(model, from + shift, to + shift, isQuiet)))
}

/**
 * By how much leads come more slowly than usual, beyond chance: 1 = not at all.
 * @param doubt leads that chance may have kept away
 */
export function slower(came: number, usual: number, doubt: number): number {
  return Math.min(1, (came + doubt) / (usual + 1))
}

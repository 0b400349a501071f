/** How much a quiet may have reached before it is a silence. Pure. */
import type { Model } from './learn.ts'
import { day } from './week.ts'

/** The highest quiet that ended on each day, in leads that the quiet usually brings. */
export type Longest = ReadonlyMap<number, number>

/** Days for which the highest quiets are kept. */
const longestKeptDays = 182

/**
 * The series' own highest quiets, continued by an exponential tail to the wanted number of false alarms a year. Never
 * less than chance alone asks for.
 * @param first the first lead
 * @param budget false alarms a year
 */
export function limitOf(model: Model, longest: Longest, first: number, now: number, budget: number): number {
  const years = Math.min(longestKeptDays, Math.max(7, (now - first) / day)) / 365
  // The more leads, the further the tail is continued.
  const alarms = budget / (1 + Math.log(1 + model.perDay) / 3)
  const byChance = Math.log(Math.max(3, (model.perDay * 365) / alarms))
  const quiets = [...longest.values()].sort((a, b) => b - a)
  if (quiets.length < 4) return 1.3 * byChance
  const tail = Math.max(1, Math.floor(quiets.length / 5))
  const start = quiets[tail]!
  const over = quiets.slice(0, tail).reduce((sum, quiet) => sum + quiet - start, 0)
  // 1 for leads that come by chance alone.
  const usual = quiets[Math.floor(quiets.length / 2)]! / (Math.log(1 + model.perDay) + 0.37)
  const mean = (over + 10 * Math.max(1, usual)) / (tail + 10)
  const scale = Math.max(1, mean + 0.6 * (mean - 1))
  return Math.max(byChance, start + scale * Math.log(Math.max(2, tail / years / alarms)))
}

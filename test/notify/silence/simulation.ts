/** Runs senders through the model with a clock of its own: how often it is wrong, and how late it notices a stop. */
import { noQuietDays } from '../../../src/notify/silence/learn.ts'
import { arrived, isSilent, opened, type Past, type Rules, type Series } from '../../../src/notify/silence/series.ts'
import { day, hour, week } from '../../../src/notify/silence/week.ts'
import { seeded } from '../../random.ts'
import { type PatternName, patterns } from './patterns.ts'

export interface Simulated {
  /** False alarms a year and sender, after eight weeks. */
  falseAlarms: number
  /** Hours from a stop in office hours of a weekday to the alarm. */
  delays: number[]
  /** Those of stops from Monday to Thursday: after a stop on Friday nothing is due before Monday. */
  early: number[]
}

/** A Monday. */
const start = Date.UTC(2024, 0, 1)
const settled = 8 * week

/** @param years of each sender, after the eight weeks that count nowhere */
export function simulate(
  name: PatternName,
  perDay: number,
  { senders, years, seed = 1, budget = 1 }: { senders: number; years: number; seed?: number; budget?: number },
): Simulated {
  const delays: number[] = []
  const early: number[] = []
  let alarms = 0
  for (let sender = 0; sender < senders; sender++) {
    const random = seeded(seed * 1_000 + sender)
    const end = start + settled + years * 365 * day
    const leads = patterns[name].arrivals(perDay, start, end, random)
    const run = openRun({ isQuiet: noQuietDays, budget })
    let stopAt = nextStop(start + settled, random.next())
    for (const at of leads) {
      while (stopAt < at) {
        if (run.series) {
          const delay = (noticedAt(run.series, stopAt, run.rules) - stopAt) / hour
          delays.push(delay)
          if (new Date(stopAt).getUTCDay() < 5) early.push(delay)
        }
        stopAt = nextStop(stopAt + day, random.next())
      }
      if (run.lead(at) && at > start + settled) alarms += 1
    }
  }
  const sorted = (hours: number[]) => hours.sort((a, b) => a - b)
  return { falseAlarms: alarms / (senders * years), delays: sorted(delays), early: sorted(early) }
}

/** One sender, lead by lead. */
function openRun(rules: Rules) {
  const past: Past & { earlier: { at: number; last: number; leads: number }[] } = {
    hours: new Map(),
    longest: new Map(),
    earlier: [],
  }
  let series: Series | undefined
  return {
    rules,
    past,
    get series() {
      return series
    },
    /** @returns whether it ended a silence */
    lead(at: number): boolean {
      const arrivals = { at, last: at, leads: 1 }
      const before = series ?? opened(at)
      const alarm = series !== undefined && isSilent(series, at, rules)
      series = arrived(before, past, arrivals, rules)
      if (series.model) past.earlier.length = 0
      else past.earlier.push(arrivals)
      forget(past, at)
      return alarm
    },
  }
}

function forget({ hours, longest }: Past, at: number): void {
  for (const on of longest.keys()) {
    if (on > at / day - 182) break
    longest.delete(on)
  }
  for (const one of hours.keys()) {
    if (one > at / hour - 2_016) break
    hours.delete(one)
  }
}

/** A weekday between 08 and 16 UTC, some days after. */
function nextStop(after: number, share: number): number {
  const on = Math.floor(after / day) + 3 + Math.floor(share * 7)
  const weekday = (on + 3) % 7
  return (on + (weekday > 4 ? 7 - weekday : 0)) * day + (8 + share * 8) * hour
}

function noticedAt(series: Series, stopAt: number, rules: Rules): number {
  let [low, high] = [stopAt, stopAt + hour]
  while (!isSilent(series, high, rules) && high - stopAt < 365 * day) high = stopAt + 2 * (high - stopAt)
  while (high - low > 60_000) {
    const middle = (low + high) / 2
    if (isSilent(series, middle, rules)) high = middle
    else low = middle
  }
  return high
}

export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

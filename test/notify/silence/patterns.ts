/** Made-up senders: how many leads an hour brings on average, by pattern. Times are in milliseconds since 1970. */
import { cellOf, day, hour, hourOf } from '../../../src/notify/silence/week.ts'
import type { Random } from '../../random.ts'

export interface Pattern {
  /** Leads of one sender from `from` to `to`, in order. */
  arrivals(perDay: number, from: number, to: number, random: Random): number[]
  isQuiet?: (hourSince1970: number) => boolean
}

type Weight = (at: number) => number

/** Local time without a library: summer time from the last Sunday of March to the last Sunday of October. */
function offsetOf(at: number, standard: number): number {
  const month = new Date(at).getUTCMonth()
  return standard + (month > 2 && month < 9 ? 1 : 0)
}

function office(standard: number): Weight {
  return (at) => {
    const cell = cellOf(hourOf(at + offsetOf(at, standard) * hour))
    const [weekday, of] = [Math.floor(cell / 24), cell % 24]
    const time = of >= 8 && of < 18 ? 1 : of >= 6 && of < 22 ? 0.3 : 0.05
    return time * (weekday < 5 ? 1 : 0.2)
  }
}

const berlin = office(1)

function poisson(mean: number, { next }: Random): number {
  let [count, left] = [0, mean]
  for (;;) {
    left += Math.log(next())
    if (left < 0) return count
    count += 1
  }
}

function normal({ next }: Random): number {
  return Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next())
}

/** Mean 1, variance 1/shape. */
function gamma(shape: number, { next }: Random): number {
  let sum = 0
  for (let n = 0; n < shape; n++) sum -= Math.log(next())
  return sum / shape
}

/** @param factor of each day since 1970; made once a sender */
function byHours(weight: Weight, factor: (random: Random) => (on: number) => number = () => () => 1): Pattern {
  return {
    arrivals(perDay, from, to, random) {
      const of = factor(random)
      const mean = meanOf(weight)
      const found: number[] = []
      for (let at = hourOf(from); at * hour < to; at++) {
        const rate = ((perDay / 24) * weight(at * hour) * of(Math.floor((at * hour) / day))) / mean
        const here = Array.from({ length: poisson(rate, random) }, () => (at + random.next()) * hour)
        found.push(...here.sort((a, b) => a - b))
      }
      return found
    },
  }
}

function meanOf(weight: Weight): number {
  const january = Date.UTC(2024, 0, 1)
  return Array.from({ length: 168 }, (_, at) => weight(january + at * hour)).reduce((a, b) => a + b, 0) / 168
}

function kept(of: (on: number) => number): (on: number) => number {
  const known = new Map<number, number>()
  return (on) => {
    if (!known.has(on)) known.set(on, of(on))
    return known.get(on)!
  }
}

function waves(random: Random): (on: number) => number {
  let level = 0
  return kept(() => {
    level = 0.8 * level + 0.5 * Math.sqrt(1 - 0.8 ** 2) * normal(random)
    return Math.exp(level - 0.125)
  })
}

function campaigns(random: Random): (on: number) => number {
  const months = kept(() => random.below(27))
  return (on) => {
    const at = new Date(on * day)
    const begins = months(at.getUTCFullYear() * 12 + at.getUTCMonth())
    const since = at.getUTCDate() - 1 - begins
    return since >= 0 && since < 3 ? 5 : 1
  }
}

function dayOfYear(on: number): string {
  return new Date(on * day).toISOString().slice(5, 10)
}

const isChristmas = (on: number) => dayOfYear(on) >= '12-24' || dayOfYear(on) <= '01-01'

const clumps: Pattern = {
  arrivals(perDay, from, to, random) {
    const heads = byHours(berlin).arrivals(perDay / 3, from, to, random)
    const all = heads.flatMap((at) => [at, at + random.next() * hour * 0.33, at + random.next() * hour * 0.33])
    return all.sort((a, b) => a - b)
  },
}

/** All leads of a weekday come at six o'clock. */
const batches: Pattern = {
  arrivals(perDay, from, to, random) {
    const found: number[] = []
    for (let on = Math.ceil(from / day); on * day < to; on++) {
      if (Math.floor(cellOf(on * 24) / 24) >= 5) continue
      const count = poisson((perDay * 7) / 5, random)
      for (let n = 0; n < count; n++) found.push(on * day + 6 * hour + n * 1_000)
    }
    return found
  },
}

/** As in the record of the design: even hours first, the others with the office hours of Berlin. */
export const patterns = {
  'even, day and night': byHours(() => 1),
  'office hours (Berlin)': byHours(berlin),
  'office hours (New York)': byHours(office(-5)),
  'days vary by 50 %': byHours(berlin, (random) => kept(() => gamma(4, random))),
  'slow waves': byHours(berlin, waves),
  'clumps of 3 in 20 min': clumps,
  'campaigns ×5, 3 days a month': byHours(berlin, campaigns),
  'Christmas week ×0.2': byHours(berlin, () => (on) => (isChristmas(on) ? 0.2 : 1)),
  'August ×0.6': byHours(berlin, () => (on) => (dayOfYear(on).startsWith('08') ? 0.6 : 1)),
  'halves every 3 months': byHours(berlin, () => (on) => 0.5 ** (Math.floor((on - 19_723) / 91) % 4)),
  'drops to 0.3 for good': byHours(berlin, () => (on) => (on - 19_723 > 250 ? 0.3 : 1)),
  'weeks ×1.7 and ×0.3': byHours(berlin, () => (on) => (Math.floor((on - 4) / 7) % 2 === 0 ? 1.7 : 0.3)),
  'one batch a weekday, 06:00': batches,
} satisfies Record<string, Pattern>

export type PatternName = keyof typeof patterns

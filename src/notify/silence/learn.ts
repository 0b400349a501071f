/** What a usual week brings, learnt from the leads of at most twelve weeks. Pure. */
import { cellOf, day, hour, hourOf, hoursOfWeek, mildWeek, scaledToMean1 } from './week.ts'

/** A usual week of one series. */
export interface Model {
  /** Leads by the hour of the week in UTC, 168 numbers. */
  perHour: readonly number[]
  perDay: number
}

/** Leads by the hour since 1970. Hours without leads are left out. */
export type Hours = ReadonlyMap<number, number>

/** Whether an hour belongs to a day on which little is expected, and from which nothing is learnt. */
export type QuietDay = (hourSince1970: number) => boolean

export const noQuietDays: QuietDay = () => false

/** With less, there is no model. */
const fewestLeads = 8
const fewestHours = 168

const weeks = 12
/** A lead counts half after six weeks. So much of its weight is left after an hour. */
const faded = 0.5 ** (1 / (6 * hoursOfWeek))
/** An hour counts at most so many times its usual leads, so that a burst counts once. */
const burst = 5

/**
 * @param first the first lead, in milliseconds since 1970
 * @param last the last lead
 * @returns undefined if there is too little to learn from
 */
export function learn(hours: Hours, first: number, last: number, isQuiet: QuietDay): Model | undefined {
  const to = hourOf(last) + 1
  const from = Math.max(hourOf(first), to - weeks * hoursOfWeek)
  if (to - from < fewestHours) return undefined
  const span = { from, to, isQuiet }
  const rough = tally(span, (at) => hours.get(at) ?? 0)
  if (rough.total < fewestLeads) return undefined
  const most = rough.shape.map((usual) => Math.max(1, burst * rough.perHour * usual))
  const capped = (at: number) => Math.min(hours.get(at) ?? 0, most[cellOf(at)]!)
  const { shape } = tally(span, capped)
  let [leads, usual, weight] = [0, 0, 1]
  for (let at = to - 1; at >= from; at--, weight *= faded) {
    if (isQuiet(at)) continue
    leads += weight * capped(at)
    usual += weight * shape[cellOf(at)]!
  }
  const rate = leads / usual
  return { perHour: shape.map((share) => share * rate), perDay: (rate * day) / hour }
}

interface HourSpan {
  from: number
  to: number
  isQuiet: QuietDay
}

function tally({ from, to, isQuiet }: HourSpan, leadsOf: (at: number) => number) {
  const leads = zeros()
  const seen = zeros()
  let total = 0
  for (let at = from; at < to; at++) {
    if (isQuiet(at)) continue
    const cell = cellOf(at)
    const came = leadsOf(at)
    leads[cell]! += came
    seen[cell]! += 1
    total += came
  }
  const perHour = total / (to - from)
  return { total, perHour, shape: shapeOf(leads, seen, perHour) }
}

/**
 * Hour of day × day of week, mean 1. Each factor leans on a mild office week, and each hour of the week on the product of
 * its factors, as long as its own leads are few.
 */
function shapeOf(leads: readonly number[], seen: readonly number[], perHour: number): number[] {
  const factors = (size: number, pick: (cell: number) => number): number[] => {
    const sums = Array.from({ length: size }, () => ({ leads: 0, seen: 0, mild: 0 }))
    leads.forEach((came, cell) => {
      const sum = sums[pick(cell)]!
      sum.leads += came
      sum.seen += seen[cell]!
      sum.mild += mildWeek[cell]!
    })
    const weight = 30 / size
    return sums.map((sum) => (sum.leads + (weight * sum.mild * size) / hoursOfWeek) / (sum.seen * perHour + weight))
  }
  const byHour = factors(24, (cell) => cell % 24)
  const byDay = factors(7, (cell) => Math.floor(cell / 24))
  const own = 6
  const shape = leads.map((came, cell) => {
    const product = byHour[cell % 24]! * byDay[Math.floor(cell / 24)]!
    return (came + own * product) / (seen[cell]! * perHour + own)
  })
  return scaledToMean1(shape)
}

function zeros(): number[] {
  return new Array<number>(hoursOfWeek).fill(0)
}

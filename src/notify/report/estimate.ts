/** Actions, countries and times to delivery of a period: counted, or in a busy period estimated from a part of its leads. */
import type { Db } from '../../ledger/db.ts'
import { arrivalsByHour } from '../../ledger/figures/periods.ts'
import { durationOf, type ReadDeliveries, readSample } from '../../ledger/figures/sample.ts'
import type { ReportFigures, Times } from './figures.ts'
import { mostOfEach, quantile } from './sampling.ts'

/** Leads of a period that are read at most. */
const budget = 100_000

/** An id may have the time of the hour before or after. */
const slack = 100

export interface Estimate {
  actions: ReadonlyMap<string, number>
  countries: ReadonlyMap<string, number>
  times: Times
  byDestination: ReadonlyMap<string, Times & { open: number }>
  estimated: ReportFigures['estimated']
}

export async function estimate(db: Db, from: Date, to: Date): Promise<Estimate> {
  const hours = await arrivalsByHour(db, from, to)
  const most = mostOfEach(
    hours.map(({ leads }) => leads),
    budget,
  )
  const sample = await readSample(
    db,
    hours.map(({ at, leads }) => ({ at, most: leads > most ? most : leads + slack })),
  )
  const weights = new Map(
    hours.map(({ at, leads }) => {
      const read = sample.read.get(at.getTime()) ?? 0
      return [at.getTime(), leads > most && read > 0 ? leads / read : 1]
    }),
  )
  const weightOf = (at: Date) => weights.get(at.getTime()) ?? 1
  const counted = (key: 'action' | 'country') => {
    const sums = new Map<string, number>()
    for (const row of sample.leads) sums.set(row[key], (sums.get(row[key]) ?? 0) + row.leads * weightOf(row.at))
    return new Map([...sums].map(([name, leads]) => [name, Math.round(leads)]))
  }
  const deliveries = sample.deliveries.map((row) => ({ ...row, deliveries: row.deliveries * weightOf(row.at) }))
  const groups = Map.groupBy(deliveries, ({ destination }) => destination)
  const all = hours.reduce((sum, { leads }) => sum + leads, 0)
  return {
    actions: counted('action'),
    countries: counted('country'),
    times: timesOf(deliveries),
    byDestination: new Map([...groups].map(([id, rows]) => [id, { ...timesOf(rows), open: openOf(rows) }])),
    estimated: most < Number.POSITIVE_INFINITY ? { read: Math.min(budget, all), of: all } : null,
  }
}

function timesOf(rows: readonly ReadDeliveries[]): Times {
  const counts = rows.flatMap(({ length, deliveries }) =>
    length === null ? [] : [{ value: durationOf(length), count: deliveries }],
  )
  const within = (share: number) => {
    const found = quantile(counts, share)
    return found === null ? null : Math.round(found)
  }
  return { median: within(0.5), p95: within(0.95) }
}

function openOf(rows: readonly ReadDeliveries[]): number {
  return Math.round(rows.reduce((sum, { length, deliveries }) => (length === null ? sum + deliveries : sum), 0))
}

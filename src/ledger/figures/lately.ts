/** What arrived lately: at each destination, and from each source. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { percentile, together } from './histogram.ts'
import { type AttemptTally, attemptTallies, leadTallies } from './tallies.ts'

const hour = 3_600_000

export interface Delivered {
  /** In the last 24 hours, the present one included. */
  day: number
  /** In the last 168 hours. */
  week: number
}

/** Attempts of the last 24 hours, the present one included. */
interface Pace {
  attempts: number
  failed: number
  /** In milliseconds; null without attempts. */
  p50: number | null
  p95: number | null
}

export interface Lately {
  delivered: Delivered
  pace: Pace
  tests: Tests
}

/** Of the last 24 hours, the present one included. No other figure has test leads. */
interface Tests {
  /** Test leads that arrived, by the first receipt that an attempt brought. */
  delivered: number
  /** Attempts of test leads that failed. */
  failed: number
}

/** What each destination took lately, and how fast. Test leads stand apart. */
export async function lately(db: Db): Promise<Map<string, Lately>> {
  const from = new Date((Math.floor(Date.now() / hour) - 23) * hour)
  const all = await attemptTallies(db, { from, to: new Date(), by: 'hour', test: 'both' })
  const tallies = all.filter(({ test }) => !test)
  const delivered = await deliveredLately(db, tallies)
  const tried = Map.groupBy(tallies, ({ destination }) => destination)
  const tested = Map.groupBy(
    all.filter(({ test }) => test),
    ({ destination }) => destination,
  )
  return new Map(
    [...new Set([...delivered.keys(), ...tried.keys(), ...tested.keys()])].map((id) => [
      id,
      {
        delivered: delivered.get(id) ?? { day: 0, week: 0 },
        pace: paceOf(tried.get(id) ?? []),
        tests: testsOf(tested.get(id) ?? []),
      },
    ]),
  )
}

function paceOf(tallies: readonly AttemptTally[]): Pace {
  const histogram = together(tallies.map((tally) => tally.histogram))
  const sum = (some: readonly AttemptTally[]) => some.reduce((all, { attempts }) => all + attempts, 0)
  return {
    attempts: sum(tallies),
    failed: sum(tallies.filter(({ result }) => !isReceipt(result))),
    p50: percentile(histogram, 0.5),
    p95: percentile(histogram, 0.95),
  }
}

function testsOf(tallies: readonly AttemptTally[]): Tests {
  const [arrived, failed] = [true, false].map((good) => tallies.filter(({ result }) => isReceipt(result) === good))
  return {
    delivered: arrived!.reduce((sum, { attempts, again }) => sum + attempts - again, 0),
    failed: failed!.reduce((sum, { attempts }) => sum + attempts, 0),
  }
}

/**
 * Deliveries that arrived, by destination: by the first receipt that an attempt brought, by a look-up or by an operator's
 * word. Test leads do not count.
 * @param tallies of attempts by the hour, the present one among them, without test leads. @default they are read
 */
export async function deliveredLately(db: Db, tallies?: readonly AttemptTally[]): Promise<Map<string, Delivered>> {
  const present = new Date(Math.floor(Date.now() / hour) * hour)
  const [week, day] = [167, 23].map((hours) => new Date(present.getTime() - hours * hour))
  const [{ rows }, now] = await Promise.all([
    sql<Delivered & { destination: string }>`
      with arrived as (
        select destination, at, attempts - again as n from attempt_hours where at >= ${week} and at < ${present} and not test
          and result in ('created', 'updated', 'already-there', 'accepted')
        union all
        select destination, settled_at, 1 from deliveries
        where state = 'delivered' and settled_how <> '' and settled_at >= ${week} and not test
      )
      select destination, coalesce(sum(n) filter (where at >= ${day}), 0)::int as day, sum(n)::int as week
      from arrived group by 1`.execute(db),
    tallies ?? attemptTallies(db, { from: present, to: new Date(), by: 'hour' }),
  ])
  const delivered = new Map(rows.map(({ destination, ...counts }) => [destination, counts]))
  for (const { destination, attempts, again } of now.filter((row) => row.at >= present && isReceipt(row.result))) {
    const before = delivered.get(destination) ?? { day: 0, week: 0 }
    delivered.set(destination, { day: before.day + attempts - again, week: before.week + attempts - again })
  }
  return delivered
}

/** Whether a result is the outcome of a receipt; else it is the class of a failure. */
export function isReceipt(result: string): boolean {
  return ['created', 'updated', 'already-there', 'accepted'].includes(result)
}

export interface SourceRate {
  source: string
  /** In the last 24 hours, the present one included; without unreadable leads and tests, as all counts here. */
  day: number
  /** In a usual day, by the last four weeks. */
  usualDay: number
}

export async function sourceRates(db: Db, sources: readonly string[]): Promise<Map<string, SourceRate>> {
  const present = new Date(Math.floor(Date.now() / hour) * hour)
  const [{ rows }, now] = await Promise.all([
    ratesBefore(db, sources, present),
    leadTallies(db, { from: present, to: new Date(), by: 'hour' }),
  ])
  const came = new Map(now.map(({ source, received, unreadable }) => [source, received - unreadable]))
  return new Map(rows.map((row) => [row.source, { ...row, day: row.day + (came.get(row.source) ?? 0) }]))
}

/** By the hours before the present one, which are counted. */
function ratesBefore(db: Db, sources: readonly string[], hourNow: Date) {
  const [month, day] = [28 * 24, 23].map((hours) => new Date(hourNow.getTime() - hours * hour))
  return sql<SourceRate>`
    select a.source, coalesce(r.day, 0)::int as day, coalesce(r.month, 0)::float8 / 28 as "usualDay"
    from unnest(${[...sources]}::text[]) a (source) left join (
      select source, sum(received - unreadable) filter (where at >= ${day}) as day, sum(received - unreadable) as month
      from lead_hours where at >= ${month} and at < ${hourNow} and hours = 1 and not test
        and source = any(${[...sources]}::text[])
      group by 1) r using (source)`.execute(db)
}

/** Reads the figures of a report. */
import type { ReportConfig } from '../../config/report.ts'
import type { Db } from '../../ledger/db.ts'
import { leadsByPeriod, type PeriodLeads, type PeriodReceipts, receiptsByPeriod } from '../../ledger/figures/periods.ts'
import { countedSpan, countRecent } from '../../ledger/figures/rounds.ts'
import { foundOf } from '../../ledger/notify/proof-reads.ts'
import { lastRuns } from '../../settings/recurrence.ts'
import { type Estimate, estimate } from './estimate.ts'
import { usualIfFewer } from './fewer.ts'
import type { Compared, DestinationLine, Fewer, Line, ReportFigures } from './figures.ts'

const hour = 3_600_000
const day = 24 * hour

/** Periods before the report's own by which is judged what is usual. */
const history = 12

/**
 * The begin of each period that a report at this moment needs, and the end of the last; whole hours, as the figures are.
 * The last period ends at the last run.
 */
export function periodsAt(recurrence: ReportConfig['recurrence'], at: Date): Date[] {
  return lastRuns(recurrence, at, history + 2).map(wholeHour)
}

/** The same for a preview: the last period ends now. */
export function periodsUntilNow(recurrence: ReportConfig['recurrence'], now: Date): Date[] {
  const runs = periodsAt(recurrence, now)
  const shift = wholeHour(now).getTime() - runs.at(-1)!.getTime()
  return runs.map((run) => new Date(run.getTime() + shift))
}

function wholeHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hour) * hour)
}

/** Has the hours of these periods counted. @returns false if the hours of the past are not counted yet */
export async function isCounted(db: Db, bounds: readonly Date[]): Promise<boolean> {
  if ((await countedSpan(db)).until < bounds.at(-1)!) await countRecent(db)
  const { since, whole } = await countedSpan(db)
  return whole || since <= bounds.at(-3)!
}

/** @param bounds as `periodsAt` gives them */
export async function gather(
  db: Db,
  { every, unit, zone }: ReportConfig['recurrence'],
  bounds: readonly Date[],
): Promise<ReportFigures> {
  const [before, from, to] = bounds.slice(-3) as [Date, Date, Date]
  const leads = await leadsByPeriod(db, bounds)
  const receipts = await receiptsByPeriod(db, [before, from, to])
  const now = await estimate(db, from, to)
  const then = await estimate(db, before, from)
  const days = daysOf(from, to)
  const byDay = await leadsByPeriod(db, days)
  const last = bounds.length - 2
  const sum = (key: 'leads' | 'unrouted' | 'unreadable') => comparedSum(leads, last, (row) => row[key])
  return {
    ...{ unit, every, zone, from, to, before },
    ...{ leads: sum('leads'), unrouted: sum('unrouted'), unreadable: sum('unreadable') },
    days: days
      .slice(0, -1)
      .map((begin, at) => ({ from: begin, leads: total(byDay.filter((row) => row.period === at)) })),
    offers: linesBy(leads, last, 'offer'),
    sources: linesBy(leads, last, 'source'),
    actions: linesOf(now.actions, then.actions),
    countries: linesOf(now.countries, then.countries),
    destinations: destinationsOf(receipts, now),
    found: await foundOf(db, dateOf(from, zone), dateOf(to, zone)),
    times: { ...now.times, before: then.times },
    fewer: [...fewerOf(leads, last, 'source'), ...fewerOf(leads, last, 'offer')],
    estimated: now.estimated ?? then.estimated,
  }
}

/** `2026-11-30` */
function dateOf(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(at)
}

/** Days by the clock of the period's begin; the last ends with the period, also in a week with a change to summer time. */
function daysOf(from: Date, to: Date): Date[] {
  const count = Math.max(1, Math.round((to.getTime() - from.getTime()) / day))
  const inner = Array.from({ length: count - 1 }, (_, at) => new Date(from.getTime() + (at + 1) * day))
  return [from, ...inner, to]
}

const total = (rows: readonly PeriodLeads[]) => rows.reduce((all, { leads }) => all + leads, 0)

function comparedSum(rows: readonly PeriodLeads[], last: number, of: (row: PeriodLeads) => number): Compared {
  const sum = (period: number) => rows.reduce((all, row) => (row.period === period ? all + of(row) : all), 0)
  return { now: sum(last), before: sum(last - 1) }
}

function linesBy(rows: readonly PeriodLeads[], last: number, key: 'source' | 'offer'): Line[] {
  const groups = Map.groupBy(rows, (row) => row[key])
  return sorted([...groups].map(([name, group]) => ({ name, ...comparedSum(group, last, ({ leads }) => leads) })))
}

function linesOf(now: ReadonlyMap<string, number>, before: ReadonlyMap<string, number>): Line[] {
  const names = new Set([...now.keys(), ...before.keys()])
  return sorted([...names].map((name) => ({ name, now: now.get(name) ?? 0, before: before.get(name) ?? 0 })))
}

/** Without what had no lead in both periods; the most leads first. */
function sorted(lines: readonly Line[]): Line[] {
  return lines
    .filter(({ now, before }) => now > 0 || before > 0)
    .toSorted((a, b) => b.now - a.now || b.before - a.before || (a.name < b.name ? -1 : 1))
}

function destinationsOf(receipts: readonly PeriodReceipts[], { byDestination }: Estimate): DestinationLine[] {
  const names = new Set([...receipts.map(({ destination }) => destination), ...byDestination.keys()])
  return [...names].toSorted().map((destination) => {
    const mine = receipts.filter((row) => row.destination === destination)
    const arrived = (period: number) =>
      mine.reduce((all, row) => (row.period === period ? all + row.deliveries : all), 0)
    const { open = 0, median = null, p95 = null } = byDestination.get(destination) ?? {}
    const proofs = mine.filter(({ period }) => period === 1).map(({ proof, deliveries }) => [proof, deliveries])
    return { destination, now: arrived(1), before: arrived(0), open, median, p95, proofs: Object.fromEntries(proofs) }
  })
}

function fewerOf(rows: readonly PeriodLeads[], last: number, of: 'source' | 'offer'): Fewer[] {
  const groups = [...Map.groupBy(rows, (row) => row[of])].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return groups.flatMap(([name, group]) => {
    const weeks = Array.from({ length: last + 1 }, (_, period) => total(group.filter((row) => row.period === period)))
    const now = weeks.at(-1)!
    const usual = usualIfFewer(weeks.slice(0, -1), now)
    return usual === undefined ? [] : [{ of, name, now, usual: Math.round(usual) }]
  })
}

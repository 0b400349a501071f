/** Figures of a period: from the counted hours, and the present hour from its rows. */
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { all } from '../reads/filter.ts'
import { attemptsOf, leadsOf, type Span, type Unit } from './counting.ts'
import { bounds, together } from './histogram.ts'

export interface LeadTally {
  at: Date
  source: string
  /** Whether the figures are of test leads. */
  test: boolean
  received: number
  unrouted: number
  unreadable: number
}

export interface AttemptTally {
  at: Date
  destination: string
  /** Whether the figures are of test leads. */
  test: boolean
  /** The outcome of the receipt, or the failure's class. */
  result: string
  attempts: number
  /** Those that brought a receipt for a delivery that had one before. */
  again: number
  ms: number
  histogram: number[]
}

export interface LeadsAsked extends Span {
  by: Unit
  source?: string | undefined
  offer?: string | undefined
  /** Test leads alone, or `both` in rows of their own. @default false */
  test?: boolean | 'both'
}

export interface AttemptsAsked extends Span {
  by: Unit
  destination?: string | undefined
  /** As for leads. @default false */
  test?: boolean | 'both'
}

/** Rows of the present hour that are read at most. A busier hour is shown as it was counted within the last minute. */
const mostRead = 20_000

/** By hour or day, and source. */
export async function leadTallies(db: Db, asked: LeadsAsked): Promise<LeadTally[]> {
  const { source, offer, test = false } = asked
  const which = all([
    test !== 'both' && sql`test = ${test}`,
    source !== undefined && sql`source = ${source}`,
    offer !== undefined && sql`offer = ${offer}`,
  ])
  const counted = (until: Date) => sql<LeadTally>`
    select ${bucket(asked.by)} as at, source, test, sum(received)::int as received, sum(unrouted)::int as unrouted,
      sum(unreadable)::int as unreadable
    from lead_hours where at >= ${asked.from} and at < ${until} and ${which} group by 1, 2, 3 order by 1, 2, 3`
  const rows = await withPresent(asked, {
    counted: async (until) => (await counted(until).execute(db)).rows,
    live: async (span) => {
      const { rows: all } = await sql<LeadTally & { offer: string }>`
        ${leadsOf(span, 'hour', mostRead)}`.execute(db)
      if (all.reduce((sum, { received }) => sum + received, 0) >= mostRead) return undefined
      return all.filter(
        (row) => isAsked(row, test) && row.source === (source ?? row.source) && row.offer === (offer ?? row.offer),
      )
    },
  })
  return added(
    rows,
    asked.by,
    (one) => `${one.test} ${one.source}`,
    (a, b) => ({
      ...a,
      received: a.received + b.received,
      unrouted: a.unrouted + b.unrouted,
      unreadable: a.unreadable + b.unreadable,
    }),
  )
}

/** By hour or day, destination and result. */
export async function attemptTallies(db: Db, asked: AttemptsAsked): Promise<AttemptTally[]> {
  const { destination, test = false } = asked
  const which = all([
    test !== 'both' && sql`test = ${test}`,
    destination !== undefined && sql`destination = ${destination}`,
  ])
  const classes = Array.from({ length: bounds.length + 1 }, (_, n) => sql`sum(histogram[${sql.lit(n + 1)}])`)
  const counted = (until: Date) => sql<AttemptTally>`
    select ${bucket(asked.by)} as at, destination, result, test, sum(attempts)::int as attempts, sum(again)::int as again,
      sum(ms)::float8 as ms,
      array[${sql.join(classes)}]::int[] as histogram
    from attempt_hours where at >= ${asked.from} and at < ${until} and ${which} group by 1, 2, 3, 4 order by 1, 2, 3, 4`
  const rows = await withPresent(asked, {
    counted: async (until) => (await counted(until).execute(db)).rows,
    live: async (span) => {
      const { rows: all } = await byIndex(db, (tx) =>
        sql<Omit<AttemptTally, 'ms'> & { ms: string }>`${attemptsOf(span, 'hour', mostRead)}`.execute(tx),
      )
      if (all.reduce((sum, { attempts }) => sum + attempts, 0) >= mostRead) return undefined
      return all
        .filter((row) => isAsked(row, test) && row.destination === (destination ?? row.destination))
        .map((row) => ({ ...row, ms: Number(row.ms) }))
    },
  })
  return added(
    rows,
    asked.by,
    (one) => `${one.test} ${one.destination} ${one.result}`,
    (a, b) => ({
      ...a,
      attempts: a.attempts + b.attempts,
      again: a.again + b.again,
      ms: a.ms + b.ms,
      histogram: together([a.histogram, b.histogram]),
    }),
  )
}

function isAsked(row: { test: boolean }, test: boolean | 'both'): boolean {
  return test === 'both' || row.test === test
}

function bucket(by: Unit): RawBuilder<Date> {
  return by === 'hour' ? sql`at` : sql`date_trunc('day', at, 'UTC')`
}

interface Ways<Row> {
  counted(until: Date): Promise<Row[]>
  /** @returns undefined if there is too much to read */
  live(span: Span): Promise<Row[] | undefined>
}

async function withPresent<Row>({ to }: Span, { counted, live }: Ways<Row>): Promise<Row[]> {
  const present = new Date(Math.floor(Date.now() / hour) * hour)
  if (to <= present) return counted(to)
  const [before, now] = await Promise.all([
    counted(present),
    live({ from: present, to: new Date(present.getTime() + hour) }),
  ])
  return now ? [...before, ...now] : counted(to)
}

const hour = 3_600_000
const day = 24 * hour

/** Adds up the rows of the same hour or day, and key. */
function added<Row extends { at: Date }>(
  rows: readonly Row[],
  by: Unit,
  keyOf: (row: Row) => string,
  add: (a: Row, b: Row) => Row,
): Row[] {
  const length = by === 'hour' ? hour : day
  const placed = rows.map((row) => ({ ...row, at: new Date(Math.floor(row.at.getTime() / length) * length) }))
  const groups = Map.groupBy(placed, (row) => `${row.at.getTime()} ${keyOf(row)}`)
  return [...groups.values()].map((group) => group.reduce(add))
}

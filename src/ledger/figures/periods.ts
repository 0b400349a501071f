/** Figures of periods that follow each other, from the counted hours. Test leads do not count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'

/** The moments at which periods begin and, the last, end; ascending, whole hours. */
export type Bounds = readonly Date[]

export interface PeriodLeads {
  /** 0 for the period that begins at the first bound. */
  period: number
  source: string
  offer: string
  /** Without unreadable ones. */
  leads: number
  unrouted: number
  unreadable: number
}

export async function leadsByPeriod(db: Db, bounds: Bounds): Promise<PeriodLeads[]> {
  const { rows } = await sql<PeriodLeads>`
    select ${periodOf(bounds)} as period, source, offer, sum(received - unreadable)::int as leads,
      sum(unrouted)::int as unrouted, sum(unreadable)::int as unreadable
    from lead_hours where at >= ${bounds[0]} and at < ${bounds.at(-1)} and not test
    group by 1, 2, 3 order by 1, 2, 3`.execute(db)
  return rows
}

/** Of everything that was received, tests and unreadable ones too: how many in each hour that had some. */
export async function arrivalsByHour(db: Db, from: Date, to: Date): Promise<{ at: Date; leads: number }[]> {
  const { rows } = await sql<{ at: Date; leads: number }>`
    select at, sum(received)::int as leads from lead_hours
    where at >= ${from} and at < ${to} and hours = 1 group by 1 having sum(received) > 0 order by 1`.execute(db)
  return rows
}

export interface PeriodReceipts {
  period: number
  destination: string
  /** The outcome of the receipt; `look-up` or `word`: proved by a look-up, or by an operator's word. */
  proof: string
  deliveries: number
}

/** Deliveries that arrived, by their first receipt. */
export async function receiptsByPeriod(db: Db, bounds: Bounds): Promise<PeriodReceipts[]> {
  const [from, to] = [bounds[0], bounds.at(-1)]
  const { rows } = await sql<PeriodReceipts>`
    select period, destination, proof, sum(n)::int as deliveries from (
      select ${periodOf(bounds)} as period, destination, result as proof, attempts - again as n from attempt_hours
      where at >= ${from} and at < ${to} and not test and result in ('created', 'updated', 'already-there', 'accepted')
      union all
      select ${periodOf(bounds, 'settled_at')}, destination, settled_how, 1 from deliveries
      where state = 'delivered' and settled_how <> '' and settled_at >= ${from} and settled_at < ${to} and not test
    ) x group by 1, 2, 3 having sum(n) > 0 order by 1, 2, 3`.execute(db)
  return rows
}

function periodOf(bounds: Bounds, column: 'at' | 'settled_at' = 'at') {
  return sql`(width_bucket(${sql.ref(column)}, ${[...bounds]}::timestamptz[]) - 1)`
}

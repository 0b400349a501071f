/** What was proved, as pages read it. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import { all } from '../reads/filter.ts'
import type { Tables } from '../tables.ts'
import type { ProofDay } from './proof-days.ts'

export type ReconciliationRow = Selectable<Tables['reconciliations']>
export type AskedRow = Selectable<Tables['proof_destinations']>

export interface ReconciliationFilter {
  /** `2027-03-28`; `from` and `to` are included. */
  from: string
  to: string
  destination?: readonly string[] | undefined
  offer?: string | undefined
}

/** The rows of one answer at most. */
const mostRows = 5_000

/** The last day first. */
export async function reconciliationsOf(db: Db, filter: ReconciliationFilter): Promise<ReconciliationRow[]> {
  const { from, to, destination, offer } = filter
  const matching = all([
    sql`day >= ${from} and day <= ${to}`,
    destination && sql`destination = any(${[...destination]})`,
    offer !== undefined && sql`offer = ${offer}`,
  ])
  const { rows } = await sql<ReconciliationRow>`
    select * from reconciliations where ${matching} order by day desc, destination, offer limit ${mostRows}`.execute(db)
  return rows
}

export function daysProved(db: Db, { from, to }: Pick<ReconciliationFilter, 'from' | 'to'>): Promise<ProofDay[]> {
  const days = db.selectFrom('proof_days').selectAll().where('day', '>=', from).where('day', '<=', to)
  return days.orderBy('day', 'desc').execute()
}

/** Which destinations could not be asked, and why. */
export function destinationsAsked(
  db: Db,
  { from, to }: Pick<ReconciliationFilter, 'from' | 'to'>,
): Promise<AskedRow[]> {
  return db.selectFrom('proof_destinations').selectAll().where('day', '>=', from).where('day', '<=', to).execute()
}

export interface MissingRow {
  delivery: string
  lead: string
  offer: string
  reference: string
  deliveredAt: Date | null
}

/** Deliveries whose record is not at the far end, oldest lead first. @param after the last delivery's lead of the page before */
export async function missingOf(
  db: Db,
  day: string,
  destination: string,
  limit: number,
  after = '00000000-0000-0000-0000-000000000000',
): Promise<MissingRow[]> {
  const { rows } = await sql<MissingRow>`
    select p.delivery, p.lead, l.offer, d.reference, d.settled_at as "deliveredAt"
    from proofs p join leads l on l.id = p.lead join deliveries d on d.id = p.delivery
    where p.day = ${day} and p.destination = ${destination} and not p.there and d.state = 'delivered'
      and p.at > d.settled_at
      and l.state <> 'erased' and p.lead > ${after}::uuid
    order by p.lead limit ${limit}`.execute(db)
  return rows
}

export interface MissingCount {
  destination: string
  missing: number
  /** The first of the days. */
  day: string
  days: number
}

/** Days of the last week, whatever the zone is. */
const lately = sql`day >= to_char(now() - interval '8 days', 'YYYY-MM-DD')`

/** Destinations at which records of the last days are missing. */
export async function missingLately(db: Db): Promise<MissingCount[]> {
  const { rows } = await sql<MissingCount>`
    select destination, sum(missing)::int as missing, min(day) as day, count(distinct day)::int as days
    from reconciliations where missing > 0 and ${lately} group by destination order by destination`.execute(db)
  return rows
}

export interface FoundCount {
  destination: string
  /** Records that the far end has. */
  present: number
  missing: number
  unchecked: number
}

/** What the far ends had of these days. @param until not included */
export async function foundOf(db: Db, from: string, until: string): Promise<FoundCount[]> {
  const { rows } = await sql<FoundCount>`
    select destination, sum(present)::int as present, sum(missing)::int as missing, sum(unchecked)::int as unchecked
    from reconciliations where day >= ${from} and day < ${until}
    group by destination having sum(present) + sum(missing) + sum(unchecked) > 0 order by destination`.execute(db)
  return rows
}

export interface OddCount {
  odd: number
  /** The first of the days; null if there is none. */
  day: string | null
  days: number
}

/** Leads of the last days that do not add up. */
export async function oddLately(db: Db): Promise<OddCount> {
  const { rows } = await sql<OddCount>`
    select coalesce(sum(jsonb_array_length(odd)), 0)::int as odd, min(day) as day, count(*)::int as days
    from proof_days where odd <> '[]' and ${lately}`.execute(db)
  return rows[0] ?? { odd: 0, day: null, days: 0 }
}

/** What is kept of each series of leads: its state, its hours and its highest quiets. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { QuietTables } from '../quiet-tables.ts'

export type QuietState = Selectable<QuietTables['quiet_state']>
export type QuietDayRow = Selectable<QuietTables['quiet_days']>

const hoursKept = '84 days'
const daysKept = '182 days'

/** The series with these names, and all that have learnt. @param named undefined = all */
export async function quietStates(db: Db, named?: readonly string[]): Promise<QuietState[]> {
  const which = named ? sql`model is not null or series = any(${[...named]}::text[])` : sql`true`
  const { rows } = await sql<QuietState>`select * from quiet_state where ${which} order by series`.execute(db)
  return rows
}

export async function storeQuietStates(tx: Db, states: readonly QuietState[]): Promise<void> {
  const rows = states.map((one) => ({ ...one, model: one.model }))
  await sql`
    insert into quiet_state as q
    select * from json_populate_recordset(null::quiet_state, ${JSON.stringify(rows)}::json) order by 1
    on conflict (series) do update set first_at = excluded.first_at, last_at = excluded.last_at,
      counted_from = excluded.counted_from, learnt_at = excluded.learnt_at, model = excluded.model,
      threshold = excluded.threshold, slow = excluded.slow, alarms = excluded.alarms`.execute(tx)
}

/** The hub was down: the quiet that is under way at every series does not grow by that time. */
export async function pauseQuiets(tx: Db, from: Date, to: Date): Promise<void> {
  await sql`
    update quiet_state set counted_from = counted_from + (${to}::timestamptz - ${from}::timestamptz)`.execute(tx)
}

export interface HoursAsked {
  series: string
  /** The newest hours, so many at most. */
  most: number
}

export async function quietHours(
  db: Db,
  asked: readonly HoursAsked[],
  until: Date,
): Promise<Map<string, Map<number, number>>> {
  const { rows } = await sql<{ series: string; hour: number; leads: number }>`
    select a.series, h.hour, h.leads from json_to_recordset(${JSON.stringify(asked)}::json) as a(series text, most int)
    cross join lateral (
      select (extract(epoch from hour) / 3600)::int as hour, leads from quiet_hours q
      where q.series = a.series and q.hour <= ${until} order by q.hour desc limit a.most) h`.execute(db)
  const groups = Map.groupBy(rows, ({ series }) => series)
  return new Map([...groups].map(([series, all]) => [series, new Map(all.map(({ hour, leads }) => [hour, leads]))]))
}

/** Leads of each of the given series from a full hour on. @returns in the same order */
export async function leadsFrom(
  db: Db,
  asked: readonly { series: readonly string[]; from: Date }[],
): Promise<number[]> {
  if (asked.length === 0) return []
  const { rows } = await sql<{ leads: number }>`
    select coalesce(sum(h.leads), 0)::int as leads
    from json_to_recordset(${JSON.stringify(asked.map((one, at) => ({ ...one, at })))}::json)
      as a(series json, "from" timestamptz, at int)
    left join lateral json_array_elements_text(a.series) as s(name) on true
    -- One range of the index for each: joined otherwise, all hours are read for each that asks.
    cross join lateral (
      select sum(q.leads) as leads from quiet_hours q where q.series = s.name and q.hour >= a."from") h
    group by a.at order by a.at`.execute(db)
  return rows.map(({ leads }) => leads)
}

/** The highest quiets by day, newest first. */
export async function quietDays(db: Db, series: readonly string[]): Promise<QuietDayRow[]> {
  const { rows } = await sql<QuietDayRow>`
    select series, day::text as day, longest, since, until from quiet_days where series = any(${[...series]}::text[])
    order by series, quiet_days.day desc`.execute(db)
  return rows
}

export async function storeQuietDays(tx: Db, days: readonly QuietDayRow[]): Promise<void> {
  await sql`
    insert into quiet_days as q (series, day, longest, since, until)
    select series, day, longest, since, until
    from json_populate_recordset(null::quiet_days, ${JSON.stringify(days)}::json) order by 1, 2
    on conflict (series, day) do update set longest = excluded.longest, since = excluded.since, until = excluded.until
    where excluded.longest > q.longest`.execute(tx)
}

/** The longest quiet of each series that was no silence, in time. */
export async function longestUsual(db: Db): Promise<Map<string, { since: Date; until: Date }>> {
  const { rows } = await sql<{ series: string; since: Date; until: Date }>`
    select s.series, d.since, d.until from quiet_state s cross join lateral (
      select since, until from quiet_days d
      where d.series = s.series and (s.threshold is null or d.longest <= s.threshold)
      order by d.until - d.since desc limit 1) d`.execute(db)
  return new Map(rows.map((row) => [row.series, row]))
}

export async function forgetOldQuiets(db: Db): Promise<void> {
  await sql`delete from quiet_hours where hour < now() - ${hoursKept}::interval`.execute(db)
  await sql`delete from quiet_days where day < (now() - ${daysKept}::interval)::date`.execute(db)
  // A source or a destination stays, because its silence has not ended. There is no end of offers.
  await sql`delete from quiet_state where last_at < now() - ${daysKept}::interval and series like 'offer:%'`.execute(db)
}

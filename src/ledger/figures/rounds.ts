/** Which hours are counted when: the last hours again and again, the past once, and old hours become days. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { inBulk } from '../limits.ts'
import { storeCounts } from './counting.ts'

const hour = 3_600_000
const day = 24 * hour

/** Hours are kept for so many days. Older figures are by the day. */
export const hoursKeptDays = 90
/** How many hours are counted again, the present one included: a settlement may come late. */
const countedAgain = 3

interface Counted {
  /** Everything from here to `until` is counted. */
  since: Date
  until: Date
  /** The past is counted back to the first lead. */
  whole: boolean
  now: Date
}

export async function countedSpan(db: Db): Promise<Counted> {
  const { rows } = await sql<Counted>`select since, until, whole, now() as now from counted`.execute(db)
  return rows[0]!
}

/** Changes with every new lead and every new attempt, and costs a few index probes. */
export async function pulse(db: Db): Promise<string> {
  const { rows } = await sql<{ pulse: string }>`
    select concat_ws(' ', (select id from leads order by id desc limit 1),
      (select string_agg(last.id::text, ' ' order by t.id) from destinations t cross join lateral (
        select id from attempts a where a.destination = t.id order by a.id desc limit 1) last)) as pulse`.execute(db)
  return rows[0]!.pulse
}

/** Counts the last three hours, and the hours before them that no worker has counted. */
export async function countRecent(db: Db): Promise<void> {
  const { until, now } = await countedSpan(db)
  const present = startOfHour(now)
  let from = Math.min(until.getTime(), present - (countedAgain - 1) * hour)
  for (; from <= present; from += day) {
    const span = { from: new Date(from), to: new Date(Math.min(from + day, present + hour)) }
    await inBulk(db, (tx) => storeCounts(tx, span, 'hour'))
  }
  await sql`update counted set until = ${new Date(present)} where until < ${new Date(present)}`.execute(db)
  await makeDays(db, now)
}

/** Counts one more day of the past, the newest first. @returns false if none is left */
export async function countPast(db: Db): Promise<boolean> {
  const { since, whole, now } = await countedSpan(db)
  if (whole) return false
  const first = await firstLead(db)
  if (!first || since <= first) {
    await sql`update counted set whole = true`.execute(db)
    return false
  }
  const span = { from: new Date(since.getTime() - day), to: since }
  await inBulk(db, async (tx) => {
    await storeCounts(tx, span, span.from < daysBefore(now) ? 'day' : 'hour')
    await sql`update counted set since = least(since, ${span.from})`.execute(tx)
  })
  return true
}

async function firstLead(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`select received_at as at from leads order by id limit 1`.execute(db)
  return rows[0]?.at
}

/** Figures before this moment are by the day. */
function daysBefore(now: Date): Date {
  return new Date(Math.floor(now.getTime() / day) * day - hoursKeptDays * day)
}

function startOfHour(moment: Date): number {
  return Math.floor(moment.getTime() / hour) * hour
}

/** Makes days of the hours that are old by now, once a day. */
async function makeDays(db: Db, now: Date): Promise<void> {
  const before = daysBefore(now)
  await inBulk(db, async (tx) => {
    const { rows } = await sql`
      update counted set by_day_until = ${before} where by_day_until < ${before} returning one`.execute(tx)
    if (rows.length === 0) return
    await sql`
      insert into lead_hours (at, hours, source, offer, test, received, unrouted, unreadable)
      select date_trunc('day', at, 'UTC'), 24, source, offer, test, sum(received), sum(unrouted), sum(unreadable)
      from lead_hours where at < ${before} and hours = 1 group by 1, 3, 4, 5
      on conflict (at, hours, source, offer, test) do update set received = lead_hours.received + excluded.received,
        unrouted = lead_hours.unrouted + excluded.unrouted, unreadable = lead_hours.unreadable + excluded.unreadable`.execute(
      tx,
    )
    await sql`
      insert into attempt_hours (at, hours, destination, result, test, attempts, again, ms, histogram)
      select day, 24, destination, result, test, sum(attempts), sum(again), sum(ms), array_agg(n order by class)
      from (
        select date_trunc('day', at, 'UTC') as day, destination, result, test, class, sum(n)::int as n,
          case when class = 1 then sum(attempts) end as attempts, case when class = 1 then sum(again) end as again,
          case when class = 1 then sum(ms) end as ms
        from attempt_hours, unnest(histogram) with ordinality as counts (n, class)
        where at < ${before} and hours = 1 group by 1, 2, 3, 4, 5) x
      group by 1, 3, 4, 5
      on conflict do nothing`.execute(tx)
    await sql`delete from lead_hours where at < ${before} and hours = 1`.execute(tx)
    await sql`delete from attempt_hours where at < ${before} and hours = 1`.execute(tx)
    await sql`delete from destination_changes where at < ${before}::timestamptz - interval '1 year'`.execute(tx)
  })
}

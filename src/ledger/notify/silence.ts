/** Leads by series and minute, counted from their rows, and the look of the worker that counts them. */
import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import type { QuietTables } from '../quiet-tables.ts'
import { firstIdAt, skew } from '../reads/filter.ts'

export type QuietLook = Omit<Selectable<QuietTables['quiet_look']>, 'one'> & { now: Date }

const columns = sql`scanned_to, alive_at, down_from, resumed_at, now() as now`

/** Locks the look until the end of the transaction. @returns undefined while another worker looks */
export async function takeLook(tx: Db): Promise<QuietLook | undefined> {
  const { rows } = await sql<QuietLook>`select ${columns} from quiet_look for update skip locked`.execute(tx)
  return rows[0]
}

export async function readLook(db: Db): Promise<QuietLook> {
  const { rows } = await sql<QuietLook>`select ${columns} from quiet_look`.execute(db)
  return rows[0]!
}

export async function storeLook(tx: Db, look: Pick<QuietLook, 'scanned_to' | 'down_from' | 'resumed_at'>) {
  await sql`
    update quiet_look set scanned_to = ${look.scanned_to}, alive_at = now(), down_from = ${look.down_from},
      resumed_at = ${look.resumed_at}`.execute(tx)
}

/** Changes with every new lead and every new delivery, and costs two index probes. */
export async function quietPulse(db: Db): Promise<string> {
  const { rows } = await sql<{ pulse: string }>`
    select concat_ws(' ', (select id from leads order by id desc limit 1),
      (select id from deliveries order by id desc limit 1)) as pulse`.execute(db)
  return rows[0]!.pulse
}

export async function firstLeadAt(db: Db): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date }>`select received_at as at from leads order by id limit 1`.execute(db)
  return rows[0]?.at
}

/** The leads of a series within a minute. */
export interface CountedMinute {
  series: string
  /** The first of them. */
  at: Date
  last: Date
  leads: number
}

interface Span {
  from: Date
  to: Date
}

/** In order. Neither tests nor leads in bulk nor unreadable leads count: they do not show that a sender is alive. */
export async function minutesOf(db: Db, span: Span, only?: SeriesName): Promise<CountedMinute[]> {
  const parts = [
    ...(only?.kind === 'destination' ? [] : [leadMinutes(span, only)]),
    ...(only && only.kind !== 'destination' ? [] : [deliveryMinutes(span, only)]),
  ]
  const { rows } = await byIndex(db, (tx) =>
    sql<CountedMinute>`select series, at, last, leads from (${sql.join(parts, sql` union all `)}) m order by at`.execute(
      tx,
    ),
  )
  return rows
}

export type SeriesName =
  | { kind: 'source'; source: string }
  | { kind: 'offer'; source: string; offer: string }
  | { kind: 'destination'; destination: string }

export function seriesName(series: string): SeriesName {
  const kind = series.slice(0, series.indexOf(':'))
  const rest = series.slice(kind.length + 1)
  if (kind === 'source') return { kind, source: rest }
  if (kind === 'destination') return { kind, destination: rest }
  const at = rest.indexOf('/')
  return { kind: 'offer', source: rest.slice(0, at), offer: rest.slice(at + 1) }
}

function within(id: RawBuilder<unknown>, at: RawBuilder<unknown>, { from, to }: Span): RawBuilder<unknown> {
  return sql`${id} >= ${firstIdAt(from, skew)}::uuid and ${id} < ${firstIdAt(to, -skew)}::uuid
    and ${at} >= ${from} and ${at} < ${to}`
}

function leadMinutes(span: Span, only: SeriesName | undefined): RawBuilder<unknown> {
  const chosen =
    only?.kind === 'offer'
      ? sql`and source = ${only.source} and offer = ${only.offer}`
      : only?.kind === 'source'
        ? sql`and source = ${only.source}`
        : sql``
  // A source's leads and its offers' leads are counted by one reading of the rows.
  const sets =
    only?.kind === 'offer'
      ? sql`(source, offer, minute)`
      : only?.kind === 'source'
        ? sql`(source, minute)`
        : sql`grouping sets ((source, minute), (source, offer, minute))`
  const series =
    only?.kind === 'offer'
      ? sql`'offer:' || source || '/' || offer`
      : only?.kind === 'source'
        ? sql`'source:' || source`
        : sql`case when grouping(offer) = 1 then 'source:' || source else 'offer:' || source || '/' || offer end`
  const named = only?.kind === 'source' ? sql`true` : only ? sql`true` : sql`(grouping(offer) = 1 or offer <> '')`
  return sql`
    select ${series} as series, min(received_at) as at, max(received_at) as last, count(*)::int as leads
    from (select source, offer, received_at, date_trunc('minute', received_at) as minute from leads
      where ${within(sql`id`, sql`received_at`, span)} and not test and not in_bulk and state <> 'unreadable' ${chosen}) l
    group by ${sets} having ${named}`
}

function deliveryMinutes(span: Span, only: SeriesName | undefined): RawBuilder<unknown> {
  const chosen = only?.kind === 'destination' ? sql`and d.destination = ${only.destination}` : sql``
  return sql`
    select 'destination:' || d.destination as series, min(d.created_at) as at, max(d.created_at) as last,
      count(*)::int as leads
    from deliveries d join leads l on l.id = d.lead_id
    where ${within(sql`d.id`, sql`d.created_at`, span)} and not d.test and not l.in_bulk ${chosen}
    group by d.destination, date_trunc('minute', d.created_at)`
}

/** Stores the counts of whole hours. Counting again gives the same, so late commits and restarts do no harm. */
export async function storeQuietHours(tx: Db, minutes: readonly CountedMinute[]): Promise<void> {
  const counted = minutes.map(({ series, at, leads }) => ({ series, at, leads }))
  await sql`
    insert into quiet_hours as q (series, hour, leads)
    select series, date_trunc('hour', at, 'UTC'), sum(leads)::int
    from json_to_recordset(${JSON.stringify(counted)}::json) as x(series text, at timestamptz, leads int)
    group by 1, 2 order by 1, 2
    on conflict (series, hour) do update set leads = excluded.leads where q.leads <> excluded.leads`.execute(tx)
}

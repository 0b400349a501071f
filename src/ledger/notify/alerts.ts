/** Alerts: rows that open once and close once. */
import { type Selectable, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Db } from '../db.ts'
import type { Severity } from '../notify-tables.ts'
import type { Tables } from '../tables.ts'

export type AlertRow = Selectable<Tables['alerts']>
export type MarkRow = Selectable<Tables['alert_marks']>

// An arbitrary constant: one worker at a time writes what a look found.
const lock = 0x1ead_a1e7

/** For the rest of the transaction. @returns false if another worker has it */
export async function takeAlerts(tx: Db): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${lock}) as taken`.execute(tx)
  return rows[0]?.taken === true
}

/** Alerts that are open, or of which something is left to tell, with what each channel was told. */
export async function unfinishedAlerts(db: Db): Promise<{ alerts: AlertRow[]; marks: MarkRow[] }> {
  const alerts = await db.selectFrom('alerts').selectAll().where('finished', '=', false).orderBy('id').execute()
  if (alerts.length === 0) return { alerts, marks: [] }
  const ids = alerts.map(({ id }) => id)
  const { rows: marks } = await sql<MarkRow>`select * from alert_marks where alert = any(${ids}::uuid[])`.execute(db)
  return { alerts, marks }
}

/** A thing that people should know, as a look found it. */
export interface SeenAlert {
  key: string
  kind: string
  severity: Severity
  subject: string
  size: number
  since: Date
  /** Before this moment people are told nothing. */
  dueAt: Date
  detail: Readonly<Record<string, unknown>>
}

/**
 * Opens alerts, or keeps them open. Of several workers one opens an alert.
 * @returns the ids of those that were opened here
 */
export async function openAlerts(db: Db, seen: readonly SeenAlert[], at: Date): Promise<string[]> {
  if (seen.length === 0) return []
  const rows = seen.map((one) => ({ ...one, id: uuid() }))
  const { rows: opened } = await sql<{ id: string; opened: boolean }>`
    insert into alerts as a (id, key, kind, severity, subject, size, since, due_at, detail, opened_at, seen_at)
    select id, key, kind, severity, subject, size, since, "dueAt", detail, ${at}, ${at}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, key text, kind text, severity text,
      subject text, size int, since timestamptz, "dueAt" timestamptz, detail jsonb)
    order by key
    on conflict (key) where closed_at is null do update set seen_at = excluded.seen_at, severity = excluded.severity,
      subject = excluded.subject, size = excluded.size, detail = excluded.detail, ended_at = null,
      reopened = a.reopened + (a.ended_at is not null)::int,
      due_at = least(a.due_at, greatest(excluded.due_at, excluded.seen_at))
    returning a.id, (a.xmax = 0) as opened`.execute(db)
  return opened.filter((row) => row.opened).map(({ id }) => id)
}

/** It is no longer so. */
export async function endAlerts(tx: Db, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update alerts set ended_at = ${at} where id = any(${[...ids]}::uuid[]) and closed_at is null`.execute(tx)
}

/** It stayed so. An alert that no person could know of, because it was over too soon, is forgotten. */
export async function closeAlerts(tx: Db, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  const given = [...ids]
  await sql`
    delete from alerts where id = any(${given}::uuid[]) and told_at is null and due_at > coalesce(ended_at, ${at})`.execute(
    tx,
  )
  await sql`
    update alerts set ended_at = coalesce(ended_at, ${at}), closed_at = ${at}
    where id = any(${given}::uuid[]) and closed_at is null`.execute(tx)
}

export async function inhibitAlerts(tx: Db, changes: readonly { id: string; by: string | undefined }[]): Promise<void> {
  for (const { id, by } of changes) {
    await sql`update alerts set inhibited_by = ${by ?? null}::uuid where id = ${id}`.execute(tx)
  }
}

export async function markEscalated(tx: Db, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`update alerts set escalated_at = ${at} where id = any(${[...ids]}::uuid[])`.execute(tx)
}

export async function finishAlerts(tx: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`update alerts set finished = true where id = any(${[...ids]}::uuid[])`.execute(tx)
}

export type NewMark = Omit<MarkRow, 'told_at'> & { told_at: Date }

/** Notes what a channel was told, in the transaction that writes the message. */
export async function markTold(tx: Db, marks: readonly NewMark[], at: Date): Promise<void> {
  if (marks.length === 0) return
  await sql`
    insert into alert_marks as m (alert, channel, message, told_at, severity, size, reminders, acknowledged, closed)
    select * from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as x(alert uuid, channel text, message uuid,
      told_at timestamptz, severity text, size int, reminders int, acknowledged boolean, closed boolean)
    on conflict (alert, channel) do update set told_at = excluded.told_at, severity = excluded.severity,
      size = excluded.size, reminders = excluded.reminders, acknowledged = excluded.acknowledged,
      closed = excluded.closed`.execute(tx)
  const ids = [...new Set(marks.map(({ alert }) => alert))]
  await sql`
    update alerts set told_at = ${at} where id = any(${ids}::uuid[]) and told_at is null`.execute(tx)
}

/** A message about alerts was written for the channel. */
export async function notePlanned(tx: Db, channel: string, at: Date, urgent: boolean): Promise<void> {
  await sql`
    update channels set planned_at = ${at}, urgent_at = case when ${urgent} then ${at}::timestamptz else urgent_at end
    where id = ${channel}`.execute(tx)
}

/** Channels with a message about alerts that has not been sent for `ms` milliseconds: new ones wait for it. */
export async function stuckChannels(tx: Db, ms: number): Promise<Set<string>> {
  const { rows } = await sql<{ channel: string }>`
    select distinct channel from messages where state in ('queued', 'sending', 'waiting', 'held') and kind = 'alert'
      and (state in ('waiting', 'held') or created_at < now() - ${ms}::float8 * interval '1 ms')`.execute(tx)
  return new Set(rows.map(({ channel }) => channel))
}

/** Keeps an alert that was told without the ledger, and is over. */
export async function keepClosedAlert(
  tx: Db,
  one: Pick<SeenAlert, 'key' | 'kind' | 'severity' | 'subject' | 'since'> & { id: string; toldAt: Date },
): Promise<void> {
  await sql`
    insert into alerts (id, key, kind, severity, subject, since, opened_at, due_at, ended_at, closed_at, told_at, finished)
    values (${one.id}, ${one.key}, ${one.kind}, ${one.severity}, ${one.subject}, ${one.since}, ${one.since},
      ${one.toldAt}, now(), now(), ${one.toldAt}, true)`.execute(tx)
}

/** Alerts that closed a year ago are forgotten. */
export async function forgetAlerts(db: Db): Promise<void> {
  await sql`delete from alerts where finished and closed_at < now() - interval '1 year'`.execute(db)
}

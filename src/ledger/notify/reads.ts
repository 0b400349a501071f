/** Alerts and messages as pages show them. */
import { type Selectable, sql } from 'kysely'
import type { Db } from '../db.ts'
import type { MessageKind, MessageState, Severity } from '../notify-tables.ts'
import { all } from '../reads/filter.ts'
import { type Cut, cut, type Page } from '../reads/page.ts'
import type { Tables } from '../tables.ts'
import type { AlertRow, MarkRow } from './alerts.ts'

export type MessageRow = Selectable<Tables['messages']>

type AlertState = 'open' | 'acknowledged' | 'closed'

export interface AlertFilter {
  state?: readonly AlertState[] | undefined
  kind?: string | undefined
  severity?: Severity | undefined
  subject?: string | undefined
}

/** Acknowledged, and a snooze has not ended. */
const acknowledged = sql`(acknowledged_at is not null and (acknowledged_until is null or acknowledged_until > now()))`

/** Alerts that people could know of, newest first. */
export async function pageOfAlerts(db: Db, filter: AlertFilter, { limit, after }: Cut): Promise<Page<AlertRow>> {
  const { state = ['open', 'acknowledged', 'closed'], kind, severity, subject } = filter
  const states = [
    state.includes('open') && sql`(closed_at is null and not ${acknowledged})`,
    state.includes('acknowledged') && sql`(closed_at is null and ${acknowledged})`,
    state.includes('closed') && sql`closed_at is not null`,
  ].filter((one) => one !== false)
  const conditions = all([
    sql`due_at <= greatest(now(), opened_at)`,
    states.length > 0 ? sql`(${sql.join(states, sql` or `)})` : sql`false`,
    kind !== undefined && sql`kind = ${kind}`,
    severity !== undefined && sql`severity = ${severity}`,
    subject !== undefined && sql`subject = ${subject}`,
    after !== undefined && sql`id < ${after}::uuid`,
  ])
  const { rows } = await sql<AlertRow>`
    select * from alerts where ${conditions} order by id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

export function findAlert(db: Db, id: string): Promise<AlertRow | undefined> {
  return db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
}

export function marksOf(db: Db, alert: string): Promise<MarkRow[]> {
  return db.selectFrom('alert_marks').selectAll().where('alert', '=', alert).orderBy('channel').execute()
}

/** @returns false if the alert is closed */
export async function acknowledge(
  tx: Db,
  id: string,
  { actor, note, until }: { actor: string; note: string; until: Date | undefined },
): Promise<boolean> {
  const { rows } = await sql`
    update alerts set acknowledged_by = ${actor}, acknowledged_at = now(), acknowledged_until = ${until ?? null},
      note = ${note}
    where id = ${id} and closed_at is null returning id`.execute(tx)
  return rows.length > 0
}

/** Reminders go on. */
export async function withdrawAcknowledgement(tx: Db, id: string): Promise<void> {
  await sql`
    update alerts set acknowledged_by = '', acknowledged_at = null, acknowledged_until = null, note = ''
    where id = ${id}`.execute(tx)
  await sql`update alert_marks set acknowledged = false where alert = ${id}`.execute(tx)
}

export interface MessageFilter {
  channel?: string | undefined
  kind?: MessageKind | undefined
  state?: readonly MessageState[] | undefined
}

/** Newest first. */
export async function pageOfMessages(db: Db, filter: MessageFilter, { limit, after }: Cut): Promise<Page<MessageRow>> {
  const { channel, kind, state } = filter
  const conditions = all([
    channel !== undefined && sql`channel = ${channel}`,
    kind !== undefined && sql`kind = ${kind}`,
    state !== undefined && sql`state = any(${[...state]})`,
    after !== undefined && sql`id < ${after}::uuid`,
  ])
  const { rows } = await sql<MessageRow>`
    select * from messages where ${conditions} order by id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

export function findMessage(db: Db, id: string): Promise<MessageRow | undefined> {
  return db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst()
}

/** How many messages wait for each channel. */
export async function waitingMessages(db: Db): Promise<Map<string, number>> {
  const { rows } = await sql<{ channel: string; count: number }>`
    select channel, count(*)::int as count from messages
    where state in ('queued', 'sending', 'waiting', 'held') group by 1`.execute(db)
  return new Map(rows.map(({ channel, count }) => [channel, count]))
}

/** Of each alert that is open, for the metrics. */
export async function openAlertKeys(db: Db): Promise<Pick<AlertRow, 'kind' | 'subject' | 'severity'>[]> {
  const { rows } = await sql<Pick<AlertRow, 'kind' | 'subject' | 'severity'>>`
    select kind, subject, severity from alerts where closed_at is null and ended_at is null
      and due_at <= greatest(now(), opened_at) order by key`.execute(db)
  return rows
}

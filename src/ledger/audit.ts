/** The audit: who did what, and when. An entry is written in the same transaction as the act. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all, type Condition } from './reads/filter.ts'
import { type Cut, cut, type Page } from './reads/page.ts'
import type { Tables } from './tables.ts'

export interface Act {
  /** The name of a token or a person, or `local`; `-` after a failed sign-in under a name that is not configured. */
  actor: string
  action:
    | 'hold'
    | 'release'
    | 'pause'
    | 'resume'
    | 'check'
    | 'replay'
    | 'replay-many'
    | 'stop'
    | 'cancel'
    | 'cancel-many'
    | 'erase'
    | 'test-lead'
    | 'export'
    | 'import'
    | 'reroute'
    | 'approve'
    | 'sign-in'
    | 'sign-in-failed'
    | 'sign-out'
    | 'reveal'
    | 'undo'
    | 'look-up'
    | 'look-up-many'
    | 'settle'
    | 'settle-many'
    | 'prove'
    | 'reconcile'
    | 'acknowledge'
    | 'withdraw-acknowledgement'
    | 'test-channel'
    | 'send-report'
  /**
   * The id of the destination, delivery, lead, replay, look-up of many, erasure, source or session. For a reroute, and for a cancellation or
   * a settlement of many deliveries: the states that were taken.
   */
  subject: string
  /** No lead data and no secret. */
  detail?: object | undefined
}

export async function audit(db: Db, { actor, action, subject, detail = {} }: Act): Promise<void> {
  await db
    .insertInto('audit')
    .values({ actor, action, subject, detail: JSON.stringify(detail) })
    .execute()
}

export type AuditRow = Selectable<Tables['audit']>

export interface AuditFilter {
  subject?: string | undefined
  actor?: string | undefined
  action?: string | undefined
  /** ISO 8601; `from` is included, `to` is not. */
  from?: string | undefined
  to?: string | undefined
}

/** Newest first. */
export async function pageOfAudit(db: Db, filter: AuditFilter, { limit, after }: Cut): Promise<Page<AuditRow>> {
  const { subject, actor, action, from, to } = filter
  const conditions = all([
    subject !== undefined && sql`subject = ${subject}`,
    actor !== undefined && sql`actor = ${actor}`,
    action !== undefined && sql`action = ${action}`,
    from !== undefined && sql`at >= ${from}::timestamptz and id > ${lastBefore(from)}`,
    to !== undefined && sql`at < ${to}::timestamptz and id < ${firstAfter(to)}`,
    after !== undefined && sql`id < ${after}::bigint`,
  ])
  const { rows } = await sql<AuditRow>`
    select * from audit where ${conditions} order by id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

/**
 * The ids of acts follow their times, but for transactions that run at once. None runs for so long, so the ids between
 * these two hold every act of a period, and pages need not be searched beyond them.
 */
const longestTransaction = sql`interval '10 minutes'`

function lastBefore(time: string): Condition {
  return sql`coalesce((
    select id from audit where at < ${time}::timestamptz - ${longestTransaction} order by at desc limit 1), 0)`
}

function firstAfter(time: string): Condition {
  return sql`coalesce((
    select id from audit where at > ${time}::timestamptz + ${longestTransaction} order by at limit 1),
    ${'9223372036854775807'}::bigint)`
}

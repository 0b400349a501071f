/** The audit: who did what, and when. An entry is written in the same transaction as the act. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all } from './reads/filter.ts'
import { type Cut, cut, type Page } from './reads/page.ts'
import type { Tables } from './tables.ts'

export interface Act {
  /** A token's name, or `local`. */
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
    | 'undo'
    | 'look-up'
    | 'look-up-many'
    | 'settle'
  /**
   * The id of the destination, delivery, lead, replay, look-up of many, erasure or source. For a reroute, and for a cancellation of many
   * deliveries: the states that were taken.
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

export async function pageOfAudit(db: Db, subject: string | undefined, { limit, after }: Cut): Promise<Page<AuditRow>> {
  const conditions = all([
    subject !== undefined && sql`subject = ${subject}`,
    after !== undefined && sql`id < ${after}::bigint`,
  ])
  const { rows } = await sql<AuditRow>`
    select * from audit where ${conditions} order by id desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

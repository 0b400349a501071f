/** When the report is due. The row is a gate: of all workers one writes the report of a run. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'

const id = 'report'

/**
 * Enters the report of the configuration. With the same recurrence it keeps its due time.
 * @param recurrence as text; undefined: the configuration has no report
 * @param nextDue of a report that is new, or whose recurrence changed
 */
export async function enterReport(db: Db, recurrence: string | undefined, nextDue: Date): Promise<void> {
  if (recurrence === undefined) return void (await db.deleteFrom('reports').where('id', '=', id).execute())
  await sql`
    insert into reports as r (id, recurrence, next_due) values (${id}, ${recurrence}, ${nextDue})
    on conflict (id) do update set recurrence = excluded.recurrence, next_due = excluded.next_due
      where r.recurrence <> excluded.recurrence`.execute(db)
}

/** Whether a report of this recurrence is due at this moment. */
export async function isReportDue(db: Db, recurrence: string, now: Date): Promise<boolean> {
  const { rows } = await sql`
    select from reports where id = ${id} and recurrence = ${recurrence} and next_due <= ${now}`.execute(db)
  return rows.length > 0
}

/**
 * Takes the report that is due, to the end of the transaction, and moves its due time.
 * @returns false if another worker has it, or it is not due any more
 */
export async function takeReport(tx: Db, recurrence: string, now: Date, nextDue: Date): Promise<boolean> {
  const { rows } = await sql`
    with due as (
      select id from reports where id = ${id} and recurrence = ${recurrence} and next_due <= ${now}
      for update skip locked
    )
    update reports r set next_due = ${nextDue}, told_at = ${now} from due where r.id = due.id returning r.id`.execute(
    tx,
  )
  return rows.length > 0
}

/** Whether a lead ever came in. */
export async function hadLead(db: Db): Promise<boolean> {
  const { rows } = await sql`select from leads limit 1`.execute(db)
  return rows.length > 0
}

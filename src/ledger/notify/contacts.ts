/** Contacts: which leads they were told of, and when their next message is due. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { StoredLead } from '../tables.ts'

export interface EnteredContact {
  id: string
  /** The recurrence as text. */
  recurrence: string
  /** Of a contact that is new, or whose recurrence changed. */
  nextDue: Date
}

/** Enters the contacts of the configuration. A contact with the same recurrence keeps its due time. */
export async function enterContacts(db: Db, contacts: readonly EnteredContact[]): Promise<void> {
  if (contacts.length === 0) return
  await sql`
    insert into contacts as c (id, recurrence, next_due)
    select id, recurrence, "nextDue" from json_to_recordset(${JSON.stringify(contacts)}::json)
      as x(id text, recurrence text, "nextDue" timestamptz)
    on conflict (id) do update set recurrence = excluded.recurrence, next_due = excluded.next_due
      where c.recurrence <> excluded.recurrence`.execute(db)
}

/** Ids among these whose message is due. Of those that are told at once, the ones that have a lead to be told of. */
export async function dueContacts(db: Db, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from contacts c where id = any(${[...ids]}) and next_due <= now()
      and (recurrence <> '' or exists (select from told t where t.contact = c.id and t.message is null))
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

export interface ToldLead {
  id: string
  receivedAt: Date
  state: string
  /** `null`: erased since. */
  lead: StoredLead | null
}

/**
 * Takes the leads of a contact's next message: all that were routed and not told. One transaction takes them, writes the
 * message and moves the due time, so that each lead is told once whenever a process dies.
 * @param message id of the message
 * @returns undefined if another worker has it, or it is not due any more
 */
export async function takeUntold(
  tx: Db,
  contact: string,
  message: string,
  nextDue: Date,
): Promise<{ leads: ToldLead[]; toldAt: Date | undefined } | undefined> {
  const due = await sql<{ told_at: Date | null }>`
    select told_at from contacts where id = ${contact} and next_due <= now() for update skip locked`.execute(tx)
  const [gate] = due.rows
  if (!gate) return undefined
  const { rows } = await sql<ToldLead>`
    with taken as (
      update told set message = ${message}::uuid where contact = ${contact} and message is null returning lead_id
    )
    select l.id, l.received_at as "receivedAt", l.state, l.lead from taken t join leads l on l.id = t.lead_id
    order by l.id`.execute(tx)
  await sql`
    update contacts set next_due = ${nextDue}, told_at = case when ${rows.length > 0} then now() else told_at end
    where id = ${contact}`.execute(tx)
  return { leads: rows, toldAt: gate.told_at ?? undefined }
}

/**
 * Takes erased leads out of what contacts were told, and out of messages that are not sent yet. Call it in the
 * transaction of the erasure, after the leads are locked.
 */
export async function forgetTold(tx: Db, leads: readonly string[]): Promise<void> {
  const { rows } = await sql<{ message: string }>`
    delete from told where lead_id = any(${leads}::uuid[]) returning message`.execute(tx)
  const messages = [...new Set(rows.flatMap(({ message }) => message ?? []))]
  if (messages.length === 0) return
  await sql`
    update messages set content = jsonb_set(content, '{entries}', coalesce((
      select jsonb_agg(e) from jsonb_array_elements(content -> 'entries') e where e ->> 'lead' <> all(${leads})), '[]'))
    where id = any(${messages}::uuid[]) and content ? 'entries'`.execute(tx)
}

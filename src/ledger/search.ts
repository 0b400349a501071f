/** The words by which leads are found. They are stored after the lead, from the notes in `search_due`. */
import { sql } from 'kysely'
import { leadWords, type Searched } from '../lead/words.ts'
import type { Db } from './db.ts'

/** Leads of one step; its last note may bring up to 199 more. */
export const leadsAtOnce = 2_000

// An arbitrary constant. Words are stored under this lock, and an erasure passes it before it deletes words.
const lock = 0x1ead_5a2e

/**
 * Stores the words of the next noted leads, newest first, in one transaction.
 * @returns the number of leads; less than `leadsAtOnce`: no note was left.
 */
export function storeWords(db: Db): Promise<number> {
  return db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    const noted = await takeNotes(tx)
    if (noted.length === 0) return 0
    // A separate statement after the lock: it sees every erasure that deletes words before these are stored.
    const { rows } = await sql<{ id: string; person: Searched }>`
      select id, lead -> 'person' as person from leads
      where id = any(${noted}::uuid[]) and lead -> 'person' is not null`.execute(tx)
    const words = rows.map(({ id, person }) => ({ lead: id, words: leadWords(person) }))
    await sql`
      insert into search (lead, words)
      select lead, array_to_tsvector(words)
      from json_to_recordset(${JSON.stringify(words)}::json) as x(lead uuid, words text[]) where words <> '{}'
      on conflict (lead) do update set words = excluded.words`.execute(tx)
    return noted.length
  })
}

async function takeNotes(tx: Db): Promise<string[]> {
  const { rows } = await sql<{ leads: string[] }>`
    delete from search_due where number = any(array(
      select number from (
        select number, sum(cardinality(leads)) over (order by number desc) - cardinality(leads) as before
        from (select number, leads from search_due order by number desc limit ${leadsAtOnce}) newest
      ) counted where before < ${leadsAtOnce}
    )) returning leads`.execute(tx)
  return rows.flatMap(({ leads }) => leads)
}

/** Deletes the words of erased leads, after the leads were blanked. Call it in the transaction of the erasure. */
export async function forgetWords(tx: Db, leads: readonly string[]): Promise<void> {
  // Waits for words that are being stored at this moment: the next statement sees them.
  await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(tx)
  await sql`delete from search where lead = any(${leads}::uuid[])`.execute(tx)
}

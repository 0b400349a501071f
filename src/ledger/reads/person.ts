import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { matchingLeads } from './filter.ts'

/** The ids of the leads of this lead's person, for all offers. */
export async function leadsOfSamePerson(db: Db, lead: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from leads l where ${matchingLeads({ samePersonAs: lead })}`.execute(db)
  return rows.map(({ id }) => id)
}

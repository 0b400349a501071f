/** A person lets a lead go that a rule keeps back. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { LeadState } from './states.ts'

export interface Approved {
  was: LeadState
  /** It was approved before: then nothing changed. */
  before: boolean
  /** Destinations that a lead which was routed waited to go to. */
  awaiting: string[]
}

/**
 * Notes the approval. A lead that went nowhere waits for its routes again; so does one that was routed, which the caller
 * routes in the same transaction: nobody else may find it a lead without deliveries.
 * @returns undefined when there is none that holds a lead.
 */
export async function approveLead(tx: Db, id: string): Promise<Approved | undefined> {
  const { rows } = await sql<Approved>`
    update leads l set approved = true,
      state = case when not was.approved and was.state in ('suppressed', 'routed', 'unrouted') then 'received'
        else was.state end
    from (select id, state, approved, awaiting from leads where id = ${id} and lead is not null for update) was
    where l.id = was.id returning was.state as was, was.approved as before, was.awaiting`.execute(tx)
  return rows[0]
}

/** A person approves a lead that a rule keeps back. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import type { LeadState } from './states.ts'

export interface Approved {
  was: LeadState
  /** The lead was approved before, so nothing changed. */
  before: boolean
  /** Destinations for which a routed lead waited for approval. */
  awaiting: string[]
}

/**
 * Stores the approval. The lead becomes `received`, so that it is routed again. The caller routes a lead that was
 * `routed` in the same transaction, so that no other process sees it as `received`.
 * @returns undefined if there is no readable lead with this id.
 */
export async function approveLead(tx: Db, id: string): Promise<Approved | undefined> {
  const { rows } = await sql<Approved>`
    update leads l set approved = true, changed_at = now(),
      state = case when not was.approved and was.state in ('suppressed', 'routed', 'unrouted') then 'received'
        else was.state end
    from (select id, state, approved, awaiting from leads where id = ${id} and lead is not null for update) was
    where l.id = was.id returning was.state as was, was.approved as before, was.awaiting`.execute(tx)
  return rows[0]
}

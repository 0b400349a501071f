/** A person approves a lead that a rule keeps back. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { byIndex } from './limits.ts'
import { all, type LeadFilter, matchingLeads, unchangedSince } from './reads/filter.ts'
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

export interface AwaitingCounts {
  /** Leads that an approval lets go. */
  total: number
  /** The same by destination: a lead may wait for several. */
  taken: { destination: string; count: number }[]
  /** Leads that waited for approval and do not wait any more, or whose state changed since. */
  leftOut: { count: number; why: 'approved' | 'erased' | 'changed' }[]
}

/** @param asOf by `asOfNow`: leads whose state changed at this moment or later are left out. */
export async function countAwaiting(db: Db, filter: LeadFilter, asOf: string): Promise<AwaitingCounts> {
  const counted = sql<{
    destination: string | null
    why: 'approved' | 'erased' | 'changed' | null
    count: number
  }>`
    with meant as materialized (
      select l.awaiting, case when l.approved then 'approved' when l.lead is null then 'erased'
        when not ${unchangedSince(asOf)} then 'changed' end as why
      from leads l where ${matchingLeads({ ...filter, awaitingApproval: undefined })} and l.awaiting <> '{}'
    )
    select null as destination, why, count(*)::int as count from meant group by why
    union all
    select destination, why, count(*)::int from meant cross join unnest(awaiting) destination where why is null
    group by 1, 2 order by 1, 2`
  const { rows } = await byIndex(db, (tx) => counted.execute(tx))
  const sum = rows.find(({ destination, why }) => destination === null && why === null)
  return {
    total: sum?.count ?? 0,
    taken: rows.flatMap(({ destination, count }) => (destination === null ? [] : [{ destination, count }])),
    leftOut: rows.flatMap(({ why, count }) => (why === null ? [] : [{ why, count }])),
  }
}

/** The next leads that wait for approval, oldest first. @param after only leads after this id. */
export async function nextAwaiting(
  db: Db,
  filter: LeadFilter,
  { asOf, after, limit }: { asOf: string; after: string; limit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select l.id from leads l
    where ${all([matchingLeads({ ...filter, awaitingApproval: true }), unchangedSince(asOf)])} and l.id > ${after}::uuid
    order by l.id limit ${limit}`.execute(db)
  return rows.map(({ id }) => id)
}

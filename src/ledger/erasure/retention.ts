/** Erases leads that are older than the `retention` of their source. */
import { sql } from 'kysely'
import { audit } from '../audit.ts'
import type { Db } from '../db.ts'
import { firstIdAt } from '../reads/filter.ts'
import { eraseLeads } from './leads.ts'

/** A little less than the hour between two runs of one process, so that one of several processes takes every run. */
const between = '55 minutes'

/** Whether the caller runs the retention of a source now. A new source or a new retention time can run at once. */
export async function takeRetention(db: Db, source: string, keepMs: number): Promise<boolean> {
  const { rows } = await sql`
    insert into retention as r (source, keep_ms, ran_at) values (${source}, ${keepMs}, now())
    on conflict (source) do update set keep_ms = excluded.keep_ms, ran_at = now()
      where r.ran_at < now() - ${between}::interval or r.keep_ms <> excluded.keep_ms
    returning source`.execute(db)
  return rows.length > 0
}

export interface OldPart {
  source: string
  /** Only leads that were received before this moment. */
  before: Date
  /** Only leads after this id. */
  after: string
  limit: number
}

/**
 * Erases the next old leads whose deliveries are all settled, or that have no delivery. Leads that another process
 * erases at this moment are left out.
 * @returns their ids.
 */
export function eraseOld(db: Db, { source, before, after, limit }: OldPart): Promise<string[]> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ id: string }>`
      select l.id from leads l
      where l.source = ${source} and l.id < ${firstIdAt(before.toISOString())}::uuid and l.id > ${after}::uuid
        and l.state <> 'erased' and l.state <> 'received' and not exists (
          select 1 from deliveries d where d.lead_id = l.id and d.state in ('queued', 'sending', 'waiting', 'held'))
      order by l.id limit ${limit} for update of l skip locked`.execute(tx)
    const ids = rows.map(({ id }) => id)
    if (ids.length > 0) await eraseLeads(tx, ids)
    return ids
  })
}

/** The number of old leads that are not erased because their deliveries are still under way. */
export async function countOld(db: Db, source: string, before: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from leads
    where source = ${source} and id < ${firstIdAt(before.toISOString())}::uuid and state <> 'erased'`.execute(db)
  return rows[0]?.n ?? 0
}

export async function auditRetention(db: Db, source: string, detail: object): Promise<void> {
  await audit(db, { actor: 'retention', action: 'erase', subject: source, detail })
}

/** Leads as they are exported, oldest first: everything except the original body. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { DeliveryRow } from './deliveries.ts'
import { all, type LeadFilter, matchingLeads } from './filter.ts'
import type { LeadRow } from './leads.ts'

type ExportedDelivery = Pick<
  DeliveryRow,
  'id' | 'lead_id' | 'destination' | 'state' | 'outcome' | 'reference' | 'link' | 'settled_at'
>

export interface ExportedRow
  extends Pick<LeadRow, 'id' | 'source' | 'state' | 'received_at' | 'reason' | 'offer' | 'test' | 'lead'> {
  deliveries: readonly ExportedDelivery[]
}

/** Limits of a page. */
export interface PageLimits {
  /** @default 1,000 */
  leads?: number
  /** Size of the original bodies, which shows how large the leads are. One lead may exceed it. @default 4 MiB */
  bytes?: number
}

/**
 * Yields the matching leads page by page. A page is read only when the caller asks for it. Erased leads are left out,
 * unless the filter names their state.
 */
export async function* pagesOfExport(
  db: Db,
  filter: LeadFilter,
  { leads = 1_000, bytes = 4 * 1024 * 1024 }: PageLimits = {},
): AsyncGenerator<ExportedRow[]> {
  const matching = all([matchingLeads(filter), filter.state === undefined && sql`l.state <> 'erased'`])
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // PostgreSQL knows the length of a body without reading it.
    const { rows } = await sql<Omit<ExportedRow, 'deliveries'> & { matched: number }>`
      with next as (
        select l.id, l.source, l.state, l.received_at, l.reason, l.offer, l.test, l.lead, octet_length(l.raw) as length
        from leads l where ${matching} and l.id > ${after}::uuid order by l.id limit ${leads}
      ), page as (
        select *, sum(length) over (order by id) - length as before, (count(*) over ())::int as matched from next
      )
      select id, source, state, received_at, reason, offer, test, lead, matched from page
      where before < ${bytes} order by id`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    const deliveries = await deliveriesOf(
      db,
      rows.map(({ id }) => id),
    )
    yield rows.map(({ matched: _, ...row }) => ({ ...row, deliveries: deliveries.get(row.id) ?? [] }))
    if (rows.length === last.matched && last.matched < leads) return
    after = last.id
  }
}

async function deliveriesOf(db: Db, leads: readonly string[]): Promise<Map<string, ExportedDelivery[]>> {
  const { rows } = await sql<ExportedDelivery>`
    select id, lead_id, destination, state, outcome, reference, link, settled_at from deliveries
    where lead_id = any(${leads}::uuid[]) order by lead_id, id`.execute(db)
  return Map.groupBy(rows, ({ lead_id }) => lead_id)
}

/** Those of the given ids that belong to stored leads. */
export async function existingLeads(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`select id from leads where id = any(${[...ids]}::uuid[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

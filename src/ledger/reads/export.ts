/** Leads as they are exported: everything but the body as it came, oldest first. */
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

export interface Most {
  /** @default 1,000 */
  leads?: number
  /** Of the bodies as they came, which tell how large the leads are; exceeded by one lead at the most. @default 4 MiB */
  bytes?: number
}

/**
 * One page after the other, each read when it is asked for: whoever stops asking stops the reading. Leads that were
 * erased are left out unless their state is asked for.
 */
export async function* pagesOfExport(
  db: Db,
  filter: LeadFilter,
  { leads = 1_000, bytes = 4 * 1024 * 1024 }: Most = {},
): AsyncGenerator<ExportedRow[]> {
  const matching = all([matchingLeads(filter), filter.state === undefined && sql`l.state <> 'erased'`])
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    // The length of a body is known without reading it.
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

/** Those of these ids that are leads here. */
export async function existingLeads(db: Db, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`select id from leads where id = any(${[...ids]}::uuid[])`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

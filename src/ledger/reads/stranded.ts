/** Which offers and sources the leads are of that went nowhere. Test leads count, because rerouting takes them too. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { mostCounted } from './page.ts'

export interface StrandedPart {
  /** The offer or the source; blank for leads that name no offer. */
  name: string
  count: number
  oldest: Date
}

/**
 * The parts with the most leads first. The oldest `mostCounted` leads of the state are counted, by the index
 * `leads_unsettled`.
 */
export async function strandedBy(
  db: Db,
  column: 'offer' | 'source',
  state: 'unrouted' | 'unreadable',
): Promise<{ parts: StrandedPart[]; capped: boolean }> {
  const counted = sql<StrandedPart>`
    select name, count(*)::int as count, min(received_at) as oldest
    from (select ${sql.ref(`l.${column}`)} as name, l.received_at from leads l
      where l.state = ${state} and l.state <> 'routed' order by l.id limit ${mostCounted}) l
    group by 1 order by 2 desc, 1`
  const { rows } = await byIndex(db, (tx) => counted.execute(tx))
  return { parts: rows, capped: rows.reduce((sum, { count }) => sum + count, 0) >= mostCounted }
}

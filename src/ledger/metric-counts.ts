/**
 * Counts for the metrics: leads and deliveries that are not delivered, destinations, polls, alerts. Test leads do not count.
 */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { openAlertKeys } from './notify/reads.ts'
import { inTrouble } from './reads/filter.ts'

export async function metricCounts(db: Db) {
  const [deliveries, destinations, leads, oldest, polled, alerts] = await Promise.all([
    sql<{ destination: string; state: string; count: number }>`
      select d.destination, d.state, count(*)::int as count from deliveries d where ${inTrouble} and not d.test
      group by 1, 2
      union all
      select d.destination, d.state, count(*)::int from deliveries d
      where d.state in ('queued', 'sending') and not d.test group by 1, 2`.execute(db),
    sql<{ id: string; state: string }>`select id, state from destinations where configured`.execute(db),
    sql<{ state: string; count: number }>`
      select state, count(*)::int as count from leads
      where state in ('received', 'unrouted', 'unreadable', 'suppressed') and not test group by 1`.execute(db),
    sql<{ age: number }>`
      select coalesce(extract(epoch from now() - min(oldest.created_at)), 0)::float as age
      from unnest(array['queued', 'sending', 'waiting', 'held']) s (state) cross join lateral (
        select created_at from deliveries d where d.state = s.state and d.state <> 'delivered' and not d.test
        order by d.id limit 1) oldest`.execute(db),
    sql<{ source: string; failing: boolean; succeeded: number | null }>`
      select source, failures > 0 as failing, extract(epoch from succeeded_at)::float as succeeded from polls
      where configured`.execute(db),
    openAlertKeys(db),
  ])
  return {
    deliveries: deliveries.rows,
    destinations: destinations.rows,
    leads: leads.rows,
    polled: polled.rows,
    alerts,
    oldestUndelivered: oldest.rows[0]?.age ?? 0,
  }
}

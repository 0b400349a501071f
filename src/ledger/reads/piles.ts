/** What has not arrived, for a glance: large groups are not counted to the end. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import type { Pile } from './deliveries.ts'
import { inTrouble } from './filter.ts'
import { mostCounted } from './page.ts'

export interface CountedPile extends Pile {
  /** There are more than `count`. */
  capped: boolean
}

/**
 * The deliveries that are in line, under way or in trouble, as `pilesOf` groups them. At most `mostCounted` are counted of
 * each group in trouble, and of each destination and state in line. `oldest` and `newest` are those of the first and the last
 * id of a group in trouble; in line they are among the counted.
 */
export async function pilesSoFar(db: Db): Promise<CountedPile[]> {
  const key = sql`d.destination, d.state, d.problem, d.code, d.class`
  const same = sql`(d.destination, d.state, d.problem, d.code, d.class)
    = (k.destination, k.state, k.problem, k.code, k.class)`
  // The index is read from one group to the next, however many deliveries a group has.
  const counted = sql<CountedPile>`
    with recursive kind as (
      (select ${key} from deliveries d where ${inTrouble} order by ${key} limit 1)
      union all
      select n.* from kind k cross join lateral (
        select ${key} from deliveries d where ${inTrouble}
          and (${key}) > (k.destination, k.state, k.problem, k.code, k.class) order by ${key} limit 1) n
    )
    select k.destination, k.state, k.class, k.problem, k.code, c.count, c.count >= ${mostCounted} as capped,
      f.created_at as oldest, l.created_at as newest
    from kind k
      cross join lateral (select count(*)::int as count from (
        select from deliveries d where ${inTrouble} and ${same} limit ${mostCounted}) x) c
      cross join lateral (select created_at from deliveries d where ${inTrouble} and ${same} order by d.id limit 1) f
      cross join lateral (select created_at from deliveries d where ${inTrouble} and ${same} order by d.id desc limit 1) l
    union all
    select d.destination, d.state, d.class, d.problem, d.code, count(*)::int,
      sum(count(*)) over (partition by d.destination, d.state) >= ${mostCounted}, min(d.created_at), max(d.created_at)
    from destinations t cross join (values ('queued'), ('sending')) s (state) cross join lateral (
      select * from deliveries d where d.destination = t.id and d.state = s.state
      order by d.lead_id limit ${mostCounted}) d
    group by 1, 2, 3, 4, 5
    order by count desc, 1, 2 limit 500`
  const { rows } = await byIndex(db, (tx) => counted.execute(tx))
  return rows
}

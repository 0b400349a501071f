/** What a page tells of a group of deliveries besides its count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import type { Pile } from './deliveries.ts'
import { inTrouble } from './filter.ts'

/** When the next delivery is tried again at each destination, where any waits. */
export async function nextAttempts(db: Db): Promise<Map<string, Date>> {
  const { rows } = await sql<{ id: string; at: Date }>`
    select t.id, d.next_attempt_at as at from destinations t cross join lateral (
      select next_attempt_at from deliveries d where d.destination = t.id and d.state = 'waiting'
      and next_attempt_at is not null order by next_attempt_at limit 1) d`.execute(db)
  return new Map(rows.map(({ id, at }) => [id, at]))
}

/** The message of the newest delivery of each group that no catalogue explains. It may hold personal data. */
export async function messagesOf(db: Db, piles: readonly Pile[]): Promise<Map<Pile, string>> {
  const asked = piles.filter(({ problem, class: failed }) => problem === '' && failed !== '')
  if (asked.length === 0) return new Map()
  const groups = asked.map((pile, at) => ({ ...pile, at }))
  const { rows } = await sql<{ at: number; message: string }>`
    select g.at, m.message from json_to_recordset(${JSON.stringify(groups)}::json)
        as g(at int, destination text, state text, class text, problem text, code text)
      cross join lateral (
        select d.id from deliveries d
        where ${inTrouble} and d.destination = g.destination and d.state = g.state and d.problem = g.problem
          and d.code = g.code and d.class = g.class order by d.id desc limit 1) newest
      join deliveries m on m.id = newest.id`.execute(db)
  return new Map(rows.map(({ at, message }) => [asked[at]!, message]))
}

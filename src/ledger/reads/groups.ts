/** What a page tells of a group of deliveries besides its count. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import type { Pile } from './deliveries.ts'
import { inTrouble, troubleStates } from './filter.ts'

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

/** Each delivery that is looked through is read, so only small groups are, and the smallest first. */
const mostOfGroup = 200
const mostInAll = 2_000

/** The number of test leads in each group where any is, of groups of at most 200 deliveries. */
export async function testsAmong(db: Db, piles: readonly Pile[]): Promise<Map<Pile, number>> {
  const lines = Map.groupBy(piles, lineOf)
  // Only the index of deliveries in trouble tells groups of the same line apart.
  const rowsOf = (pile: Pile) =>
    isInTrouble(pile) ? pile.count : (lines.get(lineOf(pile)) ?? []).reduce((sum, { count }) => sum + count, 0)
  let read = 0
  const asked = piles
    .filter((pile) => rowsOf(pile) <= mostOfGroup)
    .toSorted((a, b) => rowsOf(a) - rowsOf(b))
    .filter((pile) => (read += rowsOf(pile)) <= mostInAll)
  if (asked.length === 0) return new Map()
  const groups = asked.map((pile, at) => ({ ...pile, at, trouble: isInTrouble(pile) }))
  const same = sql`d.test and d.destination = g.destination and d.state = g.state and d.problem = g.problem
    and d.code = g.code and d.class = g.class`
  const { rows } = await byIndex(db, (tx) =>
    sql<{ at: number; tests: number }>`
      with g as (select * from json_to_recordset(${JSON.stringify(groups)}::json)
        as g(at int, destination text, state text, class text, problem text, code text, trouble bool))
      select g.at, x.tests from g cross join lateral (
        select count(*)::int as tests from deliveries d where ${inTrouble} and ${same}) x where g.trouble and x.tests > 0
      union all
      select g.at, x.tests from g cross join lateral (
        select count(*)::int as tests from deliveries d where ${same}) x where not g.trouble and x.tests > 0`.execute(
      tx,
    ),
  )
  return new Map(rows.map(({ at, tests }) => [asked[at]!, tests]))
}

function isInTrouble({ state }: Pile): boolean {
  return troubleStates.some((one) => one === state)
}

function lineOf({ destination, state }: Pile): string {
  return `${destination} ${state}`
}

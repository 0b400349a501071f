/** When a destination stopped taking leads, by its attempts. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'

interface Tried {
  at: Date
  configVersion: string
}

export interface TurningPoint {
  /** The last attempt that brought a receipt. */
  lastDelivered: Tried
  /** The first failed attempt after it; undefined if none failed since. */
  firstFailed: Tried | undefined
}

/** The newest attempts that are looked through. */
const looked = 10_000

/** @returns undefined if none of the newest attempts brought a receipt. */
export async function turningPointOf(db: Db, destination: string): Promise<TurningPoint | undefined> {
  const { rows } = await sql<Tried & { good: boolean }>`
    with recent as materialized (
      select id, outcome <> '' as good, started_at as at, config_version as "configVersion" from attempts
      where destination = ${destination} order by id desc limit ${looked}
    ), last as (select * from recent where good order by id desc limit 1)
    select good, at, "configVersion" from last
    union all
    (select false, r.at, r."configVersion" from recent r, last where r.id > last.id order by r.id limit 1)`.execute(db)
  const [lastDelivered, firstFailed] = [rows.find(({ good }) => good), rows.find(({ good }) => !good)]
  return lastDelivered && { lastDelivered, firstFailed }
}

/** Every text that was in force, under its version. It holds references, no secrets. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all } from './reads/filter.ts'
import { type Cut, cut, type Page } from './reads/page.ts'
import type { Tables } from './tables.ts'

export type ConfigVersionRow = Selectable<Tables['config_versions']>

/**
 * Keeps the text and notes since when it is in force. A text that comes back is in force again; the one that was in force
 * last, loaded again by a restart or by another process, goes on.
 */
export async function storeConfig(db: Db, version: string, text: string): Promise<void> {
  await sql`
    insert into config_versions as known (version, text) values (${version}, ${text})
    on conflict (version) do update set in_force_since = now()
    where known.in_force_since < (select max(in_force_since) from config_versions)`.execute(db)
}

export interface ConfigVersion {
  id: string
  loaded_at: Date
  in_force_since: Date
}

/** Without their texts, the one that came into force last first. */
export async function listConfigVersions(db: Db, { limit, after }: Cut): Promise<Page<ConfigVersion>> {
  const conditions = all([
    after !== undefined &&
      sql`(in_force_since, version) < (select in_force_since, version from config_versions where version = ${after})`,
  ])
  const { rows } = await sql<ConfigVersion>`
    select version as id, loaded_at, in_force_since from config_versions where ${conditions}
    order by in_force_since desc, version desc limit ${limit + 1}`.execute(db)
  return cut(rows, limit)
}

/** Those whose version begins so, two at most: one is meant, two mean that more must be written. */
export function findConfigVersions(db: Db, beginning: string): Promise<ConfigVersionRow[]> {
  return db
    .selectFrom('config_versions')
    .selectAll()
    .where('version', 'like', `${beginning}%`)
    .orderBy('version')
    .limit(2)
    .execute()
}

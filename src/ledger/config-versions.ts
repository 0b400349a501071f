/** Every configuration text that was in force, by its version. The texts name secrets and do not contain them. */
import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { all } from './reads/filter.ts'
import { type Cut, cut, type Page } from './reads/page.ts'
import type { Tables } from './tables.ts'

export type ConfigVersionRow = Selectable<Tables['config_versions']>

/**
 * Stores the text and the time since when it is in force. An older text that comes back gets a new time. If the newest
 * text is loaded again, by a restart or by another process, its time stays.
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

/** The versions without their texts. The version that came into force last is the first. */
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

/** The versions with this beginning, two at most: two mean that the beginning is not unique. */
export function findConfigVersions(db: Db, beginning: string): Promise<ConfigVersionRow[]> {
  return db
    .selectFrom('config_versions')
    .selectAll()
    .where('version', 'like', `${beginning}%`)
    .orderBy('version')
    .limit(2)
    .execute()
}

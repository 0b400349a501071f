import { type Kysely, sql } from 'kysely'
import { allowMigrationHere } from './limits.ts'
import { migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

// Any constant of ours: hubs that start together take turns.
const lock = 0x1ead_5a2d

/** Brings the database up to this program's tables. Safe when several hubs start at once. */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql.raw(allowMigrationHere).execute(tx)
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    await sql`create table if not exists leadyard_schema (version int not null)`.execute(tx)
    const { rows } = await sql<{ version: number }>`select version from leadyard_schema`.execute(tx)
    const version = rows[0]?.version ?? 0
    if (version > migrations.length) {
      throw new Error(
        `The database is at version ${version}, this program knows ${migrations.length}: start a newer one`,
      )
    }
    for (const text of migrations.slice(version)) await sql.raw(text).execute(tx)
    if (rows.length === 0) await sql`insert into leadyard_schema values (${migrations.length})`.execute(tx)
    else await sql`update leadyard_schema set version = ${migrations.length}`.execute(tx)
  })
}

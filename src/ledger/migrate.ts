import { type Kysely, sql } from 'kysely'
import { allowMigrationHere } from './limits.ts'
import { firstVersion, lastVersion, migrations } from './migrations/index.ts'
import type { Tables } from './tables.ts'

// An arbitrary constant: hubs that start together migrate one after the other.
const lock = 0x1ead_5a2d

/**
 * Brings the database up to this program's tables. Several hubs may start at once.
 * @throws when the database is from before the first release, or from a newer program.
 */
export async function migrate(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql.raw(allowMigrationHere).execute(tx)
    await sql`select pg_advisory_xact_lock(${lock})`.execute(tx)
    await sql`create table if not exists leadyard_schema (version int not null)`.execute(tx)
    const { rows } = await sql<{ version: number }>`select version from leadyard_schema`.execute(tx)
    const version = rows[0]?.version
    const refusal = refusalOf(version)
    if (refusal) throw new Error(refusal)
    const lacking = version === undefined ? migrations : migrations.slice(version - firstVersion + 1)
    for (const text of lacking) await sql.raw(text).execute(tx)
    if (version === undefined) await sql`insert into leadyard_schema values (${lastVersion})`.execute(tx)
    else await sql`update leadyard_schema set version = ${lastVersion}`.execute(tx)
  })
}

/** @param version undefined = the database is empty. */
function refusalOf(version: number | undefined): string | undefined {
  if (version === undefined) return undefined
  if (version > lastVersion) {
    return `The database is at version ${version}, this program knows ${lastVersion}: start a newer one`
  }
  if (version >= firstVersion) return undefined
  return (
    `The database is at version ${version}, from before the first release; this program needs ${firstVersion} or later. ` +
    'Nothing was changed.\n' +
    'To keep its leads: start the version of Leadyard that made it, write them to a file with `leadyard export`, drop the ' +
    'database, start this version, and read the file with `leadyard import --keep-only`.\n' +
    'To give them up: drop the database. The embedded one is the folder `postgres` in the data folder.'
  )
}

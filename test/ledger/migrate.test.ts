import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { firstVersion, lastVersion, migrations } from '../../src/ledger/migrations/index.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { freshDatabase } from '../setup/database.ts'
import { arrival } from './rows.ts'

let database: Awaited<ReturnType<typeof freshDatabase>>
let opened: Ledger[]
beforeEach(async () => {
  database = await freshDatabase()
  opened = []
})
afterEach(async () => {
  await Promise.all(opened.map((ledger) => ledger.close()))
  await database.drop()
})

async function open(): Promise<Ledger> {
  const ledger = await openLedger(database.url, () => undefined, 2)
  opened.push(ledger)
  return ledger
}

const version = async ({ db }: Ledger) =>
  (await sql<{ version: number }>`select version from leadyard_schema`.execute(db)).rows.map((row) => row.version)

it('many hubs that start at once migrate an empty database together', async () => {
  const ledgers = await Promise.all(Array.from({ length: 6 }, open))
  for (const ledger of ledgers) expect(await version(ledger)).toEqual([lastVersion])
  await Promise.all(ledgers.map(({ db }) => storeArrivals(db, [arrival()])))
})

it('a database of the present version is left as it is', async () => {
  const first = await open()
  await storeArrivals(first.db, [arrival()])
  const second = await open()
  expect(await version(second)).toEqual([lastVersion])
  expect(await second.db.selectFrom('leads').select('id').execute()).toHaveLength(1)
})

it('a database with all migrations from before the first release is used as it is', async () => {
  const first = await open()
  await sql`drop schema public cascade`.execute(first.db)
  await sql`create schema public`.execute(first.db)
  await sql.raw(migrations[0]!).execute(first.db)
  await sql`create table leadyard_schema as select ${firstVersion}::int as version`.execute(first.db)
  await storeArrivals(first.db, [arrival()])
  const second = await open()
  expect(await version(second)).toEqual([lastVersion])
  expect(await second.db.selectFrom('leads').select('id').execute()).toHaveLength(1)
})

it.each([1, 9, firstVersion - 1])(
  'a database of version %i, which is too old, is refused unchanged, with instructions',
  async (then) => {
    const { db } = await open()
    await sql`drop schema public cascade`.execute(db)
    await sql`create schema public`.execute(db)
    await sql`create table leadyard_schema (version int not null)`.execute(db)
    await sql`insert into leadyard_schema values (${then})`.execute(db)
    const message = new RegExp(`version ${then},[^]*leadyard export[^]*import --keep-only[^]*drop the database`)
    await expect(open()).rejects.toThrow(message)
    const { rows } = await sql`select relname from pg_class where relnamespace = 'public'::regnamespace`.execute(db)
    expect(rows).toEqual([{ relname: 'leadyard_schema' }])
  },
)

it('a database of a later version is refused, with instructions', async () => {
  const first = await open()
  await sql`update leadyard_schema set version = 99`.execute(first.db)
  await expect(open()).rejects.toThrow(/version 99.*newer/)
})

it('a migration that fails changes nothing', async () => {
  const first = await open()
  await sql`drop schema public cascade`.execute(first.db)
  await sql`create schema public`.execute(first.db)
  // Another program's table has the name of the last table of the migration.
  await sql`create table memory (id int)`.execute(first.db)
  await expect(open()).rejects.toThrow(/memory/)
  const { rows } = await sql<{ found: string | null }>`select to_regclass('public.leads')::text as found`.execute(
    first.db,
  )
  expect(rows).toEqual([{ found: null }])
})

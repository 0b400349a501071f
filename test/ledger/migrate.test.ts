import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { migrations } from '../../src/ledger/migrations/index.ts'
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

it('many hubs that start at once bring an empty database up together', async () => {
  const ledgers = await Promise.all(Array.from({ length: 6 }, open))
  for (const ledger of ledgers) expect(await version(ledger)).toEqual([migrations.length])
  await Promise.all(ledgers.map(({ db }) => storeArrivals(db, [arrival()])))
})

it('a database of today is left as it is', async () => {
  const first = await open()
  await storeArrivals(first.db, [arrival()])
  const second = await open()
  expect(await version(second)).toEqual([migrations.length])
  expect(await second.db.selectFrom('leads').select('id').execute()).toHaveLength(1)
})

/** A database as it was at that version. */
async function openAt(then: number): Promise<Ledger> {
  const first = await open()
  await sql`drop schema public cascade`.execute(first.db)
  await sql`create schema public`.execute(first.db)
  for (const text of migrations.slice(0, then)) await sql.raw(text).execute(first.db)
  await sql`create table leadyard_schema (version int not null)`.execute(first.db)
  await sql`insert into leadyard_schema values (${then})`.execute(first.db)
  return first
}

it('one of an earlier version gets what it lacks', async () => {
  await openAt(1)
  expect(await version(await open())).toEqual([migrations.length])
})

it('one that had the ninth migration that was taken back is served as it is', async () => {
  const first = await openAt(9)
  await sql`create function claim_deliveries(by_worker uuid, turns json) returns int language sql as 'select 1'`.execute(
    first.db,
  )
  const second = await open()
  await storeArrivals(second.db, [arrival()])
  expect(await version(second)).toEqual([migrations.length])
})

it('one with a destination held for refusals still knows it', async () => {
  const { db } = await openAt(9)
  await sql`insert into destinations (id, connector, state, code) values ('a', 'x', 'held', 'BAD'), ('b', 'x', 'held', 'KEY')`.execute(
    db,
  )
  await sql`insert into deliveries (id, lead_id, destination, state, class, code)
    select gen_random_uuid(), gen_random_uuid(), id, 'held', 'rejected', 'BAD' from destinations`.execute(db)
  const { rows } = await sql`select id, refusal from destinations order by id`.execute((await open()).db)
  expect(rows).toEqual([
    { id: 'a', refusal: 'BAD' },
    { id: 'b', refusal: '' },
  ])
})

it('one of a later version is refused, with what to do', async () => {
  const first = await open()
  await sql`update leadyard_schema set version = 99`.execute(first.db)
  await expect(open()).rejects.toThrow(/version 99.*newer/)
})

it('a migration that fails leaves nothing half done', async () => {
  const first = await open()
  await sql`drop schema public cascade`.execute(first.db)
  await sql`create schema public`.execute(first.db)
  // A stranger's table of the name that the first migration makes last.
  await sql`create table memory (id int)`.execute(first.db)
  await expect(open()).rejects.toThrow(/memory/)
  const { rows } = await sql<{ found: string | null }>`select to_regclass('public.leads')::text as found`.execute(
    first.db,
  )
  expect(rows).toEqual([{ found: null }])
})

import { sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { refusedLately } from '../../src/ledger/refused-posts.ts'
import { openRefusals } from '../../src/upkeep/refusals.ts'
import { freshLedger, type TestLedger } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'

let ledger: TestLedger
beforeEach(async () => (ledger = await freshLedger(3)))
afterEach(() => ledger.close())

const lately = () => refusedLately(ledger.db, ['web', 'shop'])

test('refused posts are written at intervals, and what is left at the stop', async () => {
  const one = openRefusals(ledger.db, () => undefined, 30)
  one.add('web', 401)
  await eventually(async () => expect(await lately()).toMatchObject([{ source: 'web', status: 401, posts: 1 }]))
  one.add('web', 401)
  one.add('shop', 413)
  await one.stop()
  expect(await lately()).toMatchObject([
    { source: 'shop', status: 413, posts: 1 },
    { source: 'web', status: 401, posts: 2 },
  ])
})

test('several processes add to the same hour', async () => {
  const both = [openRefusals(ledger.db, () => undefined), openRefusals(ledger.db, () => undefined)]
  for (const one of both) one.add('web', 401)
  await Promise.all(both.map((one) => one.stop()))
  expect(await lately()).toMatchObject([{ posts: 2 }])
})

test('a hub without refused posts writes nothing', async () => {
  const writes = async () => {
    const { rows } = await sql<{ n: string }>`select pg_current_wal_insert_lsn()::text as n`.execute(ledger.db)
    return rows[0]?.n
  }
  const before = await writes()
  await openRefusals(ledger.db, () => undefined).stop()
  expect(await writes()).toBe(before)
})

test('what cannot be written stays counted until it can', async () => {
  const failures: unknown[] = []
  await sql`alter table refused_posts rename to gone`.execute(ledger.db)
  const one = openRefusals(ledger.db, (error) => failures.push(error), 30)
  one.add('web', 401)
  await eventually(() => expect(failures.length).toBeGreaterThan(0))
  await sql`alter table gone rename to refused_posts`.execute(ledger.db)
  await eventually(async () => expect(await lately()).toMatchObject([{ posts: 1 }]))
  await one.stop()
})

test('counts are kept for twelve weeks', async () => {
  await sql`
    insert into refused_posts values ('web', now() - interval '85 days', 401, 9, now(), now())`.execute(ledger.db)
  const one = openRefusals(ledger.db, () => undefined)
  one.add('web', 401)
  await one.stop()
  const { rows } = await sql<{ posts: number }>`select posts from refused_posts`.execute(ledger.db)
  expect(rows).toEqual([{ posts: 1 }])
})

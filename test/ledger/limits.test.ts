import { sql } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Db } from '../../src/ledger/db.ts'
import { allowBulk } from '../../src/ledger/limits.ts'
import { openLedger, openPool } from '../../src/ledger/open.ts'
import { isOutage } from '../../src/ledger/outage.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { startProxy, type TcpProxy } from '../setup/proxy.ts'

let url: string
let proxy: TcpProxy
const closing: (() => Promise<unknown>)[] = []
const limits = { statement: 1_000, bulk: 60_000, idleInTransaction: 1_000 }

beforeEach(async () => {
  const database = await freshDatabase()
  closing.push(database.drop)
  url = database.url
  proxy = await startProxy(url, 5432)
  closing.push(proxy.close)
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function open(connections = 1): Promise<Db> {
  const ledger = await openLedger(proxy.through(url), () => undefined, connections, limits)
  closing.push(ledger.close)
  return ledger.db
}

async function direct(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  closing.push(() => client.end())
  return client
}

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  )

const processOf = async (db: Db) =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]!.pid

it('a statement without an answer ends as an outage, and the next statement has a new connection', async () => {
  const db = await open()
  const before = await processOf(db)
  proxy.swallow()
  expect(isOutage(await reasonOf(processOf(db)))).toBe(true)
  proxy.restore()
  expect(await processOf(db)).not.toBe(before)
})

it('a statement without an answer in a transaction ends, too, without a wait for the rollback', async () => {
  const db = await open()
  const late = db.transaction().execute(async (tx) => {
    await processOf(tx)
    proxy.swallow()
    await processOf(tx)
  })
  expect(isOutage(await reasonOf(late))).toBe(true)
  proxy.restore()
  await processOf(db)
})

it('a connection without answers is closed together with the idle connections of its pool', async () => {
  const db = await open(5)
  const all = () => Promise.all(Array.from({ length: 5 }, () => sql`select pg_sleep(0.05)`.execute(db)))
  await all()
  proxy.swallow()
  expect(isOutage(await reasonOf(processOf(db)))).toBe(true)
  proxy.restore()
  // Without it, each of these would get one of the four other connections, and wait for its time limit.
  await all()
})

it('the connections of the queue’s pool are closed in the same way', async () => {
  const pool = openPool(proxy.through(url), { max: 1 }, () => undefined, limits)
  closing.push(() => pool.end())
  await pool.query('select 1')
  proxy.swallow()
  expect(isOutage(await reasonOf(pool.query('select 1')))).toBe(true)
  proxy.restore()
  await pool.query('select 1')
})

it('a slow statement is stopped by the server, and its connection stays', async () => {
  const db = await open()
  const before = await processOf(db)
  const reason = await reasonOf(sql`select pg_sleep(30)`.execute(db))
  expect(reason).toMatchObject({ code: '57014' })
  expect(isOutage(reason)).toBe(true)
  expect(await processOf(db)).toBe(before)
})

it('a statement that waits too long for a lock is stopped', async () => {
  const db = await open()
  const other = await direct()
  await other.query('begin; lock table leads')
  expect(isOutage(await reasonOf(sql`update leads set offer = ''`.execute(db)))).toBe(true)
  const waiting = await other.query(
    'select 1 from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())',
  )
  expect(waiting.rows).toEqual([])
  await other.query('rollback')
})

it('a transaction of many rows has more time, and statements after it do not', async () => {
  const db = await open()
  await db.transaction().execute(async (tx) => {
    await allowBulk(tx, limits)
    await sql`select pg_sleep(3)`.execute(tx)
  })
  expect(await reasonOf(sql`select pg_sleep(30)`.execute(db))).toMatchObject({ code: '57014' })
})

it('a transaction whose hub is silent loses its locks', async () => {
  const db = await open()
  const lost = db.transaction().execute(async (tx) => {
    await sql`lock table leads`.execute(tx)
    proxy.swallow()
    await processOf(tx)
  })
  expect(isOutage(await reasonOf(lost))).toBe(true)
  const other = await direct()
  await eventually(() =>
    other.query('begin; lock table leads nowait; commit').catch(async (error) => {
      await other.query('rollback')
      throw error
    }),
  )
})

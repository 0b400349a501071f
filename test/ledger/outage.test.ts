import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openLedger, openPool } from '../../src/ledger/open.ts'
import { isOutage } from '../../src/ledger/outage.ts'
import { freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger(2)))
afterAll(() => ledger.close())

const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable(),
    (reason: unknown) => reason,
  )
const at = (change: (url: URL) => void) => {
  const url = new URL(ledger.url)
  change(url)
  return reasonOf(openLedger(url.href, () => undefined, 1))
}

it.each([
  ['nothing listens there', (url: URL) => void (url.port = '1')],
  ['the host has no address', (url: URL) => void (url.hostname = 'no-such-host.invalid')],
  ['the database is gone', (url: URL) => void (url.pathname = '/nothing')],
])('an error is an outage if %s', async (_, change) => {
  expect(isOutage(await at(change))).toBe(true)
})

it('an error is an outage if the connection is cut, in a query or between two queries of a transaction', async () => {
  const own = await openLedger(ledger.url, () => undefined, 1)
  const cut = sql`select pg_terminate_backend(pg_backend_pid())`
  expect(isOutage(await reasonOf(cut.execute(own.db)))).toBe(true)
  const late = own.db.transaction().execute(async (tx) => {
    await cut.execute(tx).catch(() => undefined)
    await sql`select 1`.execute(tx)
  })
  expect(isOutage(await reasonOf(late))).toBe(true)
  await own.close()
})

it('an error is an outage if no connection becomes free in time', async () => {
  const pool = openPool(ledger.url, { max: 1 }, () => undefined)
  const held = await pool.connect()
  // Set only now, because the first connection may take any time.
  pool.options.connectionTimeoutMillis = 50
  expect(isOutage(await reasonOf(pool.query('select 1')))).toBe(true)
  held.release()
  await pool.end()
})

it('an error is no outage if the statement or our own code is wrong', async () => {
  for (const wrong of ['select 1 / 0', 'select * from nothing', 'selct 1', "select 'x'::uuid"]) {
    expect([wrong, isOutage(await reasonOf(sql.raw(wrong).execute(ledger.db)))]).toEqual([wrong, false])
  }
  const fault = Object.assign(new TypeError('wrong'), { code: 'ERR_INVALID_ARG_TYPE' })
  for (const own of [new Error('wrong'), fault, undefined, 'ECONNREFUSED']) expect(isOutage(own)).toBe(false)
})

import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { beat, buryDead, deadAfterMs, leave } from '../../src/ledger/workers.ts'
import { change, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger(4)))
afterAll(() => ledger.close())

const known = async () => (await ledger.db.selectFrom('workers').selectAll().execute()).map(({ id }) => id)
const silentFor = (id: string, ms: number) => change(ledger.db, 'workers', id, { beat_at: new Date(Date.now() - ms) })

it('a worker lives as long as it beats, and is forgotten when it leaves', async () => {
  const id = uuid()
  await beat(ledger.db, id, 'worker')
  await silentFor(id, deadAfterMs - 5_000)
  expect(await buryDead(ledger.db, uuid())).toBe(0)
  await beat(ledger.db, id, 'worker')
  const [row] = await ledger.db.selectFrom('workers').selectAll().execute()
  expect(row).toMatchObject({ id, role: 'worker', pid: process.pid })
  expect(Date.now() - (row?.beat_at.getTime() ?? 0)).toBeLessThan(5_000)
  await leave(ledger.db, id)
  expect(await known()).toEqual([])
})

it('the silent are buried once, however many look, and one that beats again is known again', async () => {
  const [silent, living] = [uuid(), uuid()]
  for (const id of [silent, living]) await beat(ledger.db, id, 'all')
  await silentFor(silent, deadAfterMs + 5_000)
  const buried = await Promise.all([1, 2, 3].map(() => buryDead(ledger.db, living)))
  expect(buried.reduce((a, b) => a + b)).toBe(1)
  expect(await known()).toEqual([living])
  await beat(ledger.db, silent, 'all')
  expect((await known()).sort()).toEqual([silent, living].sort())
})

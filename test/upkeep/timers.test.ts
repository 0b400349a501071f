import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { startTimers } from '../../src/upkeep/timers.ts'
import { heldLease } from '../delivery/held-lease.ts'
import { arrival, freshLedger, type TestLedger } from '../ledger/rows.ts'
import { eventually } from '../setup/eventually.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

it('erases old leads at the start, not an hour later', async () => {
  const receivedAt = new Date('2024-01-01T00:00:00Z')
  const old = arrival({ id: uuid({ msecs: receivedAt.getTime() }), receivedAt, state: 'unreadable', source: 'web' })
  await storeArrivals(ledger.db, [old])
  const none = () => undefined
  const log = { debug: none, info: none, warn: none, error: none }
  // All that this round reads of it.
  const context = {
    db: ledger.db,
    hot: ledger.hot,
    log,
    worker: uuid(),
    lease: heldLease(),
    stopping: new AbortController().signal,
  } as unknown as DeliveryContext
  const failures: unknown[] = []
  const sources = new Map([['web', { retention: 86_400_000 }]])
  const timers = startTimers(
    context,
    'worker',
    () => sources,
    async () => undefined,
    (error) => failures.push(error),
  )
  try {
    await eventually(async () => {
      const lead = await ledger.db.selectFrom('leads').select('state').where('id', '=', old.id).executeTakeFirst()
      expect(lead?.state).toBe('erased')
    })
  } finally {
    timers.stop()
  }
  expect(failures).toEqual([])
})

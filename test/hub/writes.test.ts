import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWrites } from '../../src/hub/writes.ts'
import { claim } from '../../src/ledger/claims.ts'
import type { Db } from '../../src/ledger/db.ts'
import { arrival, delivery, freshLedger, routedLeads, settlement, type TestLedger } from '../ledger/rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const worker = uuid()

/** A ledger that does what it is asked, but whose next answers are lost. */
function losing(db: Db, answers: number): Db {
  const over = <T extends object>(
    target: T,
    name: string,
    instead: (original: (...args: never[]) => unknown) => unknown,
  ) =>
    new Proxy(target, {
      get(from, key) {
        const value: unknown = Reflect.get(from, key)
        const bound = typeof value === 'function' ? value.bind(from) : value
        return key === name ? instead(bound) : bound
      },
    })
  const executor = over(db.getExecutor(), 'executeQuery', (execute) => async (query: never) => {
    const result = await execute(query)
    if (answers-- > 0) throw Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })
    return result
  })
  return over(db, 'getExecutor', () => () => executor)
}

function open(db: Db = ledger.db) {
  const outages: unknown[] = []
  const writes = openWrites({
    ...{ db, worker, queue: { leads: async () => undefined } as never, stopping: new AbortController().signal },
    onOutage: (error) => void outages.push(error),
    onQueueFailure: () => undefined,
  })
  return { ...writes, outages }
}

async function made() {
  const [one] = await routedLeads(ledger.db, 1, ['crm'])
  return one!
}

it('a settlement whose answer was lost is recorded once', async () => {
  const one = await made()
  await claim(ledger.db, worker, [{ destination: one.destination, room: 1, departs: false }])
  await open(losing(ledger.db, 1)).settle(settlement(one, worker))
  expect(await delivery(ledger.db, one.id)).toMatchObject({ state: 'delivered' })
  const attempts = await ledger.db.selectFrom('attempts').select('id').where('delivery_id', '=', one.id).execute()
  expect(attempts).toHaveLength(1)
})

it('is not ready after an arrival that was not stored, until an arrival is stored', async () => {
  const { store, ready } = open(losing(ledger.db, 1))
  await expect(store(arrival())).rejects.toThrow('Connection terminated')
  await expect(ready()).rejects.toMatchObject({ code: 'NOT_STORED' })
  await store(arrival())
  await expect(ready()).resolves.toBeUndefined()
})

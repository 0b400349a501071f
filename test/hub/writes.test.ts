import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openWrites } from '../../src/hub/writes.ts'
import type { Db } from '../../src/ledger/db.ts'
import { arrival, change, delivery, freshLedger, routedLeads, settlement, type TestLedger } from '../ledger/rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const worker = uuid()

/** The ledger, whose next answers are lost on their way: what was asked for has been done. */
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

it('a turn that stands in two jobs is claimed once', async () => {
  const { claim } = open()
  const { id } = await made()
  const claimed = await Promise.all([1, 2, 3].map(() => claim({ id, turn: 0 })))
  expect(claimed.filter((one) => one !== undefined)).toHaveLength(1)
  expect(await claim({ id, turn: 0 })).toBeUndefined()
})

it('a job of an earlier turn gets nothing, also when the current turn is claimed with it', async () => {
  const { claim } = open()
  const { id } = await made()
  await change(ledger.db, 'deliveries', id, { turn: 1 })
  const [stale, current] = await Promise.all([claim({ id, turn: 0 }), claim({ id, turn: 1 })])
  expect([stale, current?.turn]).toEqual([undefined, 1])
})

it('one that could not be claimed can be, when it is due', async () => {
  const { claim } = open()
  const { id } = await made()
  await change(ledger.db, 'deliveries', id, { state: 'held' })
  expect(await claim({ id, turn: 0 })).toBeUndefined()
  await change(ledger.db, 'deliveries', id, { state: 'queued' })
  expect(await claim({ id, turn: 0 })).toBeDefined()
})

it('a claim whose answer was lost is given again, and counts as one try', async () => {
  const { claim, outages } = open(losing(ledger.db, 1))
  const { id } = await made()
  expect(await claim({ id, turn: 0 })).toMatchObject({ id, attempts: 1, probe: false })
  expect(outages).toHaveLength(1)
})

it('also when its destination was held meanwhile', async () => {
  const [one] = await routedLeads(ledger.db, 1, ['held-meanwhile'])
  const { id } = one!
  await open().claim({ id, turn: 0 })
  await change(ledger.db, 'destinations', 'held-meanwhile', { state: 'held' })
  // As asked by the same worker, which has not heard.
  expect(await open().claim({ id, turn: 0 })).toMatchObject({ id, attempts: 1, probe: false })
})

it('a settlement whose answer was lost is recorded once', async () => {
  const one = await made()
  const { claim } = open()
  await claim({ id: one.id, turn: 0 })
  await open(losing(ledger.db, 1)).settle(settlement(one, worker))
  expect(await delivery(ledger.db, one.id)).toMatchObject({ state: 'delivered' })
  const attempts = await ledger.db.selectFrom('attempts').select('id').where('delivery_id', '=', one.id).execute()
  expect(attempts).toHaveLength(1)
})

it('what was settled to be tried again can be claimed under its next turn', async () => {
  const one = await made()
  const { claim, settle } = open()
  await claim({ id: one.id, turn: 0 })
  await settle(settlement(one, worker, { state: 'queued', receipt: undefined }))
  expect(await claim({ id: one.id, turn: 1 })).toMatchObject({ turn: 1, attempts: 2 })
})

it('is not ready after an arrival that was not stored, until one is', async () => {
  const { store, ready } = open(losing(ledger.db, 1))
  await expect(store(arrival())).rejects.toThrow('Connection terminated')
  await expect(ready()).rejects.toMatchObject({ code: 'NOT_STORED' })
  await store(arrival())
  await expect(ready()).resolves.toBeUndefined()
})

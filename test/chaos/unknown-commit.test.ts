/** A statement that was given up may have been committed, so a repeat must be safe. */
import { v7 as uuid } from 'uuid'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { openWrites } from '../../src/hub/writes.ts'
import { claim } from '../../src/ledger/claims.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { isOutage } from '../../src/ledger/outage.ts'
import { arrival, delivery, freshLedger, routedLeads, settlement, type TestLedger } from '../ledger/rows.ts'
import { startProxy, type TcpProxy } from '../setup/proxy.ts'

let direct: TestLedger
let proxy: TcpProxy
let through: Ledger
const worker = uuid()

beforeEach(async () => {
  direct ??= await freshLedger()
  proxy = await startProxy(direct.url, 5432)
  const limits = { statement: 1_000, bulk: 1_000, idleInTransaction: 1_000 }
  through = await openLedger(proxy.through(direct.url), () => undefined, 1, limits)
  return async () => {
    await through.close()
    await proxy.close()
  }
})
afterAll(() => direct.close())

function open() {
  const outages: unknown[] = []
  const writes = openWrites({
    ...{ db: through.db, worker, stopping: new AbortController().signal },
    queue: { leads: async () => undefined } as never,
    onOutage: (error) => void outages.push(error),
    onQueueFailure: () => undefined,
  })
  return { ...writes, outages }
}

it('an arrival: its sender is told to send again, and is recognised then', async () => {
  const { store } = open()
  const first = arrival({ fingerprint: 'c:the same content' })
  proxy.swallowAnswers()
  const refused = await store(first).catch((error: unknown) => error)
  expect(isOutage(refused)).toBe(true)
  const again = arrival({ fingerprint: 'c:the same content' })
  expect(await store(again)).toEqual({ id: first.id, duplicateOf: first.id })
  const stored = await direct.db.selectFrom('leads').select('id').where('id', 'in', [first.id, again.id]).execute()
  expect(stored).toEqual([{ id: first.id }])
})

it('a settlement: it is recorded once', async () => {
  const { settle, outages } = open()
  const [one] = await routedLeads(direct.db, 1, ['crm'])
  await claim(direct.db, worker, [{ destination: 'crm', room: 1, departs: false }])
  proxy.swallowAnswers()
  await settle(settlement(one!, worker))
  expect(outages.map(isOutage)).toEqual([true])
  expect(await delivery(direct.db, one!.id)).toMatchObject({ state: 'delivered' })
  const attempts = await direct.db.selectFrom('attempts').select('id').where('delivery_id', '=', one!.id).execute()
  expect(attempts).toHaveLength(1)
})

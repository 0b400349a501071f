import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claim } from '../../src/ledger/claims.ts'
import { depart, forgetDepartures } from '../../src/ledger/departures.ts'
import { abandoned } from '../../src/ledger/due.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import { settle } from '../../src/ledger/settlements.ts'
import { removeDeadWorkers, removeWorker } from '../../src/ledger/workers.ts'
import { change, freshLedger, type MadeDelivery, routedLeads, settlement, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const first = '00000000-0000-0000-0000-000000000000'

async function claimed(worker: string, departs: boolean): Promise<MadeDelivery> {
  const [one] = (await routedLeads(ledger.db, 1, [`crm-${uuid()}`])) as [MadeDelivery]
  await heartbeat(ledger.db, worker, 'worker')
  await claim(ledger.db, worker, [{ destination: one.destination, room: 1, departs }])
  return one
}

const leftBy = async (worker: string) =>
  (await abandoned(ledger.db, first, 1_000)).filter((left) => left.worker === worker).map(({ unsent }) => unsent)
const kept = async () => (await ledger.db.selectFrom('departures').select('worker').execute()).map((one) => one.worker)

it('until the departure of a delivery is written, it is certain that nothing was sent', async () => {
  const [before, after] = [uuid(), uuid()]
  await claimed(before, true)
  const one = await claimed(after, true)
  expect(await depart(ledger.db, after, [one.id])).toBe(true)
  for (const worker of [before, after]) await removeWorker(ledger.db, worker)
  expect([await leftBy(before), await leftBy(after)]).toEqual([[true], [false]])
})

it('a delivery without departures may have been sent since it was claimed', async () => {
  const worker = uuid()
  await claimed(worker, false)
  await removeWorker(ledger.db, worker)
  expect(await leftBy(worker)).toEqual([false])
})

it('a departure is refused to a worker that was taken for dead', async () => {
  const [worker, other] = [uuid(), uuid()]
  const one = await claimed(worker, true)
  await change(ledger.db, 'workers', worker, { beat_at: new Date(0) })
  await removeDeadWorkers(ledger.db, other)
  expect(await depart(ledger.db, worker, [one.id])).toBe(false)
  expect(await leftBy(worker)).toEqual([true])
})

it('the removal of a dead worker waits for a departure that is being written, and sees it', async () => {
  const [worker, other] = [uuid(), uuid()]
  const one = await claimed(worker, true)
  await change(ledger.db, 'workers', worker, { beat_at: new Date(0) })
  let burial: Promise<number> | undefined
  await ledger.db.transaction().execute(async (tx) => {
    expect(await depart(tx, worker, [one.id])).toBe(true)
    burial = removeDeadWorkers(ledger.db, other)
    expect(
      await Promise.race([burial.then(() => 'removed'), heartbeat(ledger.db, other, 'worker').then(() => 'waits')]),
    ).toBe('waits')
  })
  expect(await burial).toBe(1)
  expect(await leftBy(worker)).toEqual([false])
})

it('a departure is deleted when its worker has no delivery under way', async () => {
  const worker = uuid()
  const one = await claimed(worker, true)
  await depart(ledger.db, worker, [one.id])
  await removeWorker(ledger.db, worker)
  expect(await kept()).toContain(worker)
  await settle(ledger.db, [settlement(one, worker)])
  await forgetDepartures(ledger.db)
  expect(await kept()).not.toContain(worker)
})

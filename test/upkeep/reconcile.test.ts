import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { reconcile } from '../../src/upkeep/reconcile.ts'
import {
  arrival,
  change,
  delivery,
  freshLedger,
  type MadeDelivery,
  routedLeads,
  type TestLedger,
} from '../ledger/rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

let made: MadeDelivery[]
beforeEach(async () => {
  await ledger.db.deleteFrom('deliveries').execute()
  made = await routedLeads(ledger.db, 2, ['crm', 'other'])
})

const ago = (ms: number) => new Date(Date.now() - ms)
const at = (destination: string) => made.filter((one) => one.destination === destination)

async function queuedAt(some: readonly MadeDelivery[], moment: Date) {
  for (const { id } of some) await change(ledger.db, 'deliveries', id, { queued_at: moment })
}

/** @returns the destinations that were rung for, and the leads that were routed */
async function reconciled() {
  const rung: string[] = []
  const leads: string[] = []
  const queue = {
    ring: async (destinations: string[]) => void rung.push(...destinations),
    leads: async (ids: string[]) => void leads.push(...ids),
  }
  await reconcile({ db: ledger.db, queue } as unknown as DeliveryContext)
  return { rung, leads }
}

it('rings for a destination where a delivery is due for longer than a ring takes', async () => {
  await queuedAt(at('crm'), ago(60_000))
  expect((await reconciled()).rung).toEqual(['crm'])
})

it('does not ring for a delivery that has just become due', async () => {
  expect((await reconciled()).rung).toEqual([])
})

it('rings for a retry that fell due without a ring', async () => {
  const [one, two] = at('crm')
  await change(ledger.db, 'deliveries', one!.id, { state: 'waiting', next_attempt_at: ago(10_000) })
  await change(ledger.db, 'deliveries', two!.id, { state: 'waiting', next_attempt_at: new Date('2099-01-01') })
  expect((await reconciled()).rung).toEqual(['crm'])
})

it('does not ring for a closed destination', async () => {
  await queuedAt(at('crm'), ago(60_000))
  for (const state of ['paused', 'held', 'resting']) {
    await change(ledger.db, 'destinations', 'crm', { state })
    expect((await reconciled()).rung).toEqual([])
  }
  await change(ledger.db, 'destinations', 'crm', { state: 'open' })
})

it('continues a release that was cut short', async () => {
  for (const { id } of at('other')) await change(ledger.db, 'deliveries', id, { state: 'held' })
  expect((await reconciled()).rung).toContain('other')
  for (const { id } of at('other')) expect((await delivery(ledger.db, id)).state).toBe('queued')
})

it('has leads routed if their job was lost', async () => {
  const lost = arrival()
  await storeArrivals(ledger.db, [lost])
  expect((await reconciled()).leads).toEqual([])
  await ledger.db
    .updateTable('leads')
    .set({ stored_at: ago(10_000) })
    .where('id', '=', lost.id)
    .execute()
  expect((await reconciled()).leads).toEqual([lost.id])
})

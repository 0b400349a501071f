import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Destination, Repeat } from '../../src/connector.ts'
import { grace } from '../../src/delivery/attempt.ts'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { claim } from '../../src/ledger/claims.ts'
import { depart } from '../../src/ledger/departures.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import { settle } from '../../src/ledger/settlements.ts'
import { removeWorker } from '../../src/ledger/workers.ts'
import { recover } from '../../src/upkeep/recover.ts'
import { destinationTo } from '../delivery/destination-to.ts'
import { change, delivery, freshLedger, type MadeDelivery, routedLeads, type TestLedger } from '../ledger/rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const none = () => undefined
const deadline = 4_000
const looking: Pick<Destination, 'find'> = { find: async () => undefined }

/**
 * A worker claims a delivery and dies.
 * @param departed whether its request may have left
 * @returns the delivery after another worker has recovered it
 */
async function recovered(repeat: Repeat, { departed = true, departedFor = 0, find = true, mayBeThere = false } = {}) {
  const dead = uuid()
  await heartbeat(ledger.db, dead, 'worker')
  await ledger.db.deleteFrom('deliveries').where('state', '=', 'queued').execute()
  const [one] = (await routedLeads(ledger.db, 1, ['crm'])) as [MadeDelivery]
  await change(ledger.db, 'deliveries', one.id, { may_be_there: mayBeThere })
  await claim(ledger.db, dead, [{ destination: one.destination, room: 1, departs: repeat === 'doubles' }])
  if (departed && repeat === 'doubles') await depart(ledger.db, dead, [one.id])
  if (departedFor > 0) {
    await change(ledger.db, 'deliveries', one.id, { sending_since: new Date(Date.now() - departedFor) })
  }
  await removeWorker(ledger.db, dead)
  const destination = { deliver: () => Promise.reject(new Error('not here')), ...(find ? looking : {}) }
  const opened = destinationTo(destination, { repeat, delivery: { deadline: `${deadline}ms` } })
  const rung: string[] = []
  const context = {
    db: ledger.db,
    log: { debug: none, info: none, warn: none, error: none },
    plan: () => ({ configVersion: 'v1', destinations: new Map([['crm', opened]]) }),
    settle: async (settlement: never) => (await settle(ledger.db, [settlement])).size > 0,
    queue: { ring: async (destinations: string[]) => void rung.push(...destinations) },
  } as unknown as DeliveryContext
  await recover(context)
  const row = await delivery(ledger.db, one.id)
  expect(rung).toEqual(row.state === 'queued' ? ['crm'] : [])
  return row
}

it('a delivery that was surely not sent is due again as before, and the attempt does not count', async () => {
  for (const mayBeThere of [false, true]) {
    const row = await recovered('doubles', { departed: false, mayBeThere })
    expect(row).toMatchObject({ state: 'queued', attempts: 0, may_be_there: mayBeThere, class: 'transient' })
  }
})

it('a delivery that may have been sent is due again if a repeat is harmless', async () => {
  expect(await recovered('harmless')).toMatchObject({ state: 'queued', may_be_there: true, class: 'uncertain' })
})

it('a delivery that may have been sent, would double, and cannot be looked up is left to a person', async () => {
  expect(await recovered('doubles', { find: false })).toMatchObject({ state: 'uncertain', may_be_there: true })
})

it('a delivery that can be looked up waits until its request cannot be under way any more', async () => {
  expect(await recovered('doubles')).toMatchObject({ state: 'sending', generation: 1 })
  const later = await recovered('doubles', { departedFor: deadline + grace + 1_000 })
  expect(later).toMatchObject({ state: 'queued', may_be_there: true })
})

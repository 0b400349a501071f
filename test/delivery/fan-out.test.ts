import { afterAll, beforeAll, expect, it } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { fanOut } from '../../src/delivery/fan-out.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { arrival, count, freshLedger, type TestLedger } from '../ledger/rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

/** With a single route, and with only one of the ledger's two kinds of connections. */
function contextWith(connections: Partial<Pick<TestLedger, 'db' | 'hot'>>): DeliveryContext {
  const routed = { state: 'routed', reason: '', targets: [{ destination: 'crm', route: 'all', handling: [] }] }
  return {
    ...connections,
    plan: () => ({
      configVersion: 'v1',
      repeatsWithin: 1_000,
      route: { route: () => routed },
      destinations: new Map(),
    }),
    queue: { ring: async () => undefined },
    emit: () => undefined,
  } as unknown as DeliveryContext
}

it.each([
  ['a few leads keeps its plans', 3, 'hot'],
  ['many leads, as of an import, is planned for their number', 2_000, 'db'],
] as const)('the fan-out of %s', async (_, leads, connections) => {
  const arrived = Array.from({ length: leads }, () => arrival())
  await storeArrivals(ledger.db, arrived)
  const before = await count(ledger.db, 'deliveries')
  await fanOut(
    contextWith({ [connections]: ledger[connections] }),
    arrived.map(({ id }) => id),
    async (_counts, make) => void (await make([])),
  )
  expect(await count(ledger.db, 'deliveries')).toBe(before + leads)
})

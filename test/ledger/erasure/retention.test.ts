import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { eraseOld, takeRetention } from '../../../src/ledger/erasure/retention.ts'
import { storeRouted } from '../../../src/ledger/fan-out.ts'
import type { DeliveryState } from '../../../src/ledger/states.ts'
import { eraseOldLeads } from '../../../src/upkeep/retention.ts'
import { arrival, change, count, freshLedger, routedLeads, type TestLedger } from '../rows.ts'

let ledger: TestLedger
let source: string
let lines: object[]
let named = 0
beforeAll(async () => {
  ledger = await freshLedger()
  await routedLeads(ledger.db, 1, ['crm'])
})
beforeEach(() => {
  source = `web-${named++}`
  lines = []
})
afterAll(() => ledger.close())

const day = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * day)

/** A lead that arrived `days` days ago, with a delivery in each of these states. */
async function old(days: number, states: readonly DeliveryState[], from = source): Promise<string> {
  const receivedAt = daysAgo(days)
  const id = uuid({ msecs: receivedAt.getTime() })
  await storeArrivals(ledger.db, [arrival({ id, receivedAt, source: from })])
  const deliveries = states.map((_, n) => ({ id: uuid(), destination: `d${n}`, route: 'all' }))
  const state = states.length > 0 ? 'routed' : 'unrouted'
  await storeRouted(ledger.db, [{ leadId: id, state, reason: '', configVersion: 'v1', deliveries }])
  for (const [n, one] of deliveries.entries()) await change(ledger.db, 'deliveries', one.id, { state: states[n] })
  return id
}

const stateOf = async (id: string) =>
  (await ledger.db.selectFrom('leads').select('state').where('id', '=', id).executeTakeFirstOrThrow()).state
const none = () => undefined
const log = { debug: none, warn: none, error: none, info: (fields: object) => void lines.push(fields) }
const run = (retention: number | undefined = 30 * day, sources = [source]) =>
  eraseOldLeads(
    { db: ledger.db, log, stopping: new AbortController().signal },
    new Map(sources.map((id) => [id, { retention }])),
  )

describe('retention', () => {
  it.each(['delivered', 'cancelled', 'rejected', 'exhausted', 'uncertain'] as const)(
    'erases an old lead whose delivery is %s',
    async (state) => {
      const [past, young] = [await old(31, [state, 'delivered']), await old(29, [state])]
      await run()
      expect([await stateOf(past), await stateOf(young)]).toEqual(['erased', 'routed'])
    },
  )

  it('erases an old lead without a delivery', async () => {
    const id = await old(31, [])
    await run()
    expect(await stateOf(id)).toBe('erased')
  })

  it.each(['queued', 'sending', 'waiting', 'held'] as const)(
    'leaves a lead with a delivery that is %s, and logs the number of such leads',
    async (state) => {
      const [busy, done] = [await old(400, ['delivered', state]), await old(400, ['delivered'])]
      await run()
      expect([await stateOf(busy), await stateOf(done)]).toEqual(['routed', 'erased'])
      expect(lines).toEqual([expect.objectContaining({ source, erased: 1, underWay: 1 })])
    },
  )

  it('leaves a lead that was never routed', async () => {
    const receivedAt = daysAgo(31)
    const one = arrival({ id: uuid({ msecs: receivedAt.getTime() }), receivedAt, source })
    await storeArrivals(ledger.db, [one])
    await run()
    expect(await stateOf(one.id)).toBe('received')
  })

  it('keeps leads for ever if their source has no retention', async () => {
    const [other, quiet] = [await old(4_000, ['delivered'], 'other'), await old(4_000, ['delivered'])]
    await eraseOldLeads(
      { db: ledger.db, log, stopping: new AbortController().signal },
      new Map([[source, { retention: undefined }]]),
    )
    expect([await stateOf(other), await stateOf(quiet)]).toEqual(['routed', 'routed'])
    expect(lines).toEqual([])
  })

  it('is run by one of many processes, and at once after the retention time changes', async () => {
    await Promise.all([run(), run(), run()])
    expect(lines).toHaveLength(1)
    expect(await takeRetention(ledger.db, source, 30 * day)).toBe(false)
    expect(await takeRetention(ledger.db, source, 60 * day)).toBe(true)
  })

  it('continues part by part, and shares the parts with other processes', async () => {
    const ids = await Promise.all(Array.from({ length: 12 }, () => old(31, ['delivered'])))
    const first = '00000000-0000-0000-0000-000000000000'
    const all = async () => {
      const mine: string[] = []
      for (let after = first; ; ) {
        const some = await eraseOld(ledger.db, { source, before: daysAgo(30), after, limit: 3 })
        if (some.length === 0) return mine
        mine.push(...some)
        after = some.at(-1) ?? after
      }
    }
    const [one, other] = await Promise.all([all(), all()])
    expect([...one, ...other].sort()).toEqual(ids.sort())
    expect(await all()).toEqual([])
  })

  it('is in the audit with counts only', async () => {
    await old(31, ['delivered'])
    const before = await count(ledger.db, 'audit')
    await run()
    const acts = await ledger.db.selectFrom('audit').selectAll().where('subject', '=', source).execute()
    expect(await count(ledger.db, 'audit')).toBe(before + 1)
    expect(acts).toEqual([expect.objectContaining({ actor: 'retention', action: 'erase' })])
    expect(acts[0]?.detail).toMatchObject({ leads: 1, underWay: 0 })
  })
})

import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { eraseLeads } from '../../src/ledger/erasure/leads.ts'
import { strandedLeads, unfinishedSince } from '../../src/ledger/reads/arrivals.ts'
import { arrival, freshLedger, routedLeads, type TestLedger } from './rows.ts'

const none = { undecided: 0, waiting: 0, erased: 0, cancelled: 0, nowhere: 0 }

let ledger: TestLedger
beforeEach(async () => (ledger = await freshLedger(3)))
afterEach(() => ledger.close())

const parts = () => unfinishedSince(ledger.db, new Date(Date.now() - 60_000))

/** A lead with deliveries in these states. */
async function leadWith(...states: string[]): Promise<string> {
  const made = await routedLeads(
    ledger.db,
    1,
    states.map((_, at) => `d${at}`),
  )
  for (const [at, { id }] of made.entries()) {
    await sql`update deliveries set state = ${states[at]} where id = ${id}`.execute(ledger.db)
  }
  return made[0]?.leadId ?? ''
}

it.each([
  ['arrived everywhere', ['delivered', 'delivered'], none],
  ['was given up everywhere', ['cancelled', 'cancelled'], { ...none, cancelled: 1 }],
  ['was given up for one destination', ['cancelled', 'delivered'], { ...none, cancelled: 1 }],
  ['is under way and was given up elsewhere', ['cancelled', 'queued'], { ...none, waiting: 1 }],
  ['needs a person, and waits elsewhere', ['waiting', 'rejected'], { ...none, undecided: 1 }],
])('a lead that %s counts once', async (_, states, expected) => {
  await leadWith(...states)
  expect(await parts()).toEqual(expected)
})

it('a lead that is not routed yet is under way', async () => {
  await storeArrivals(ledger.db, [arrival()])
  expect(await parts()).toEqual({ ...none, waiting: 1 })
})

it('an erased lead that had arrived still counts as arrived, and one that had not counts apart', async () => {
  const [arrived, waited, lone] = [await leadWith('delivered'), await leadWith('delivered', 'waiting'), arrival()]
  await storeArrivals(ledger.db, [lone])
  await ledger.db.transaction().execute((tx) => eraseLeads(tx, [arrived, waited, lone.id]))
  expect(await parts()).toEqual({ ...none, erased: 2 })
})

it('a lead that waits for approval needs a person, until it is approved or erased', async () => {
  const lead = await leadWith('delivered')
  expect(await strandedLeads(ledger.db)).toEqual([])
  await sql`update leads set awaiting = '{d1}' where id = ${lead}`.execute(ledger.db)
  expect(await parts()).toEqual({ ...none, undecided: 1 })
  expect(await strandedLeads(ledger.db)).toMatchObject([{ state: 'awaiting-approval', count: 1 }])
  await sql`update leads set approved = true where id = ${lead}`.execute(ledger.db)
  expect([await parts(), await strandedLeads(ledger.db)]).toEqual([none, []])
})

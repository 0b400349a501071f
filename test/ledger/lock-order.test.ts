/**
 * Rows are locked in one order everywhere: leads, destination, deliveries by lead. Else two of these would wait for
 * each other.
 */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { hold, rest } from '../../src/ledger/destinations.ts'
import { eraseLeads } from '../../src/ledger/erasure/leads.ts'
import { releasePart, takeProbe } from '../../src/ledger/moves.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { holdByOperator } from '../../src/ledger/operator.ts'
import { replayPart } from '../../src/ledger/operator-moves.ts'
import { endlessReplay, freshLedger, routedLeads, type TestLedger } from './rows.ts'

let ledger: TestLedger
let name: string
let leads: string[]

const begin = '00000000-0000-0000-0000-000000000000'
const why = { problem: '', code: 'BUSY', status: 503, message: 'busy' }
let replay: string
const many = 200

beforeAll(async () => {
  const first = await freshLedger(1)
  // PostgreSQL detects a deadlock after this time; with the default of a second the test would be slow.
  await sql`alter database ${sql.id(new URL(first.url).pathname.slice(1))} set deadlock_timeout = '20ms'`.execute(
    first.db,
  )
  const { db, close } = await openLedger(first.url, () => undefined, 8)
  ledger = { ...first, db, close: () => close().then(first.close) }
})
afterAll(() => ledger.close())
beforeEach(async () => {
  name = `d-${uuid()}`
  leads = (await routedLeads(ledger.db, many, [name])).map(({ leadId }) => leadId)
  replay = await endlessReplay(ledger.db)
})

/** The older half is `waiting`, the newer half `queued`, so that the order by state is not the order by lead. */
async function begins(state: 'open' | 'resting'): Promise<void> {
  await sql`update destinations set state = ${state}, held_by = '' where id = ${name}`.execute(ledger.db)
  await sql`
    update deliveries set state = case when lead_id < ${leads[many / 2]} then 'waiting' else 'queued' end
    where destination = ${name}`.execute(ledger.db)
}

async function together(times: number, state: 'open' | 'resting', ...work: (() => Promise<unknown>)[]) {
  for (let n = 0; n < times; n++) {
    await begins(state)
    const ended = await Promise.allSettled(work.map((one) => one()))
    expect(ended.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([])
  }
}

const erased = () => ledger.db.transaction().execute((tx) => eraseLeads(tx, leads))
const operator = () => ledger.db.transaction().execute((tx) => holdByOperator(tx, name, 'anna', 'maintenance'))
const replayed = () =>
  replayPart(
    ledger.db,
    { replay, actor: 'anna', filter: { destination: [name] }, afterLead: begin, afterDestination: '' },
    many,
  )

it('a probe can be taken while its destination is held', async () => {
  await together(
    150,
    'resting',
    () => takeProbe(ledger.db, name),
    () => hold(ledger.db, name, why, { probeIn: 3_600_000 }),
  )
})

it('a probe can be taken while an operator holds its destination', async () => {
  await together(60, 'resting', () => takeProbe(ledger.db, name), operator)
})

it.each([
  ['held', 'open', () => hold(ledger.db, name, why, { probeIn: 3_600_000 })],
  ['resting', 'open', () => rest(ledger.db, name, why, 3_600_000)],
  ['held by an operator', 'open', operator],
  ['released', 'open', () => releasePart(ledger.db, name, { from: ['waiting', 'held'], after: begin, limit: many })],
] as const)('leads can be erased and replayed while they are %s', async (_, state, work) => {
  await together(30, state, work, replayed)
  await together(1, state, work, erased)
})

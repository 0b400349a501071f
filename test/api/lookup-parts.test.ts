import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Receipt } from '../../src/connector.ts'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { findLookup } from '../../src/ledger/lookups.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { findReplay } from '../../src/ledger/replays.ts'
import { enterLookup, planLookup, runLookups, stopLookup } from '../../src/operations/look-up-many.ts'
import { enterReplay, planReplay, runReplays } from '../../src/operations/replay-many.ts'
import { runUndos, undoReplay } from '../../src/operations/undo.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { seed } from './seed.ts'

let ledger: Ledger
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await freshDatabase()
  drop = database.drop
  ledger = await openLedger(database.url, () => undefined, 8)
  await sql`insert into destinations (id, connector) values ('a', 'crm'), ('b', 'crm')`.execute(ledger.db)
})
afterAll(async () => {
  await ledger.close()
  await drop()
})

const many = 300
beforeEach(async () => {
  await sql`truncate replays, replayed, lookups, audit, attempts, deliveries, leads`.execute(ledger.db)
  await seed(
    ledger.db,
    Array.from({ length: many }, (_, n) => ({ destination: n % 3 ? 'a' : 'b', state: 'uncertain', code: 'LOST' })),
  )
  await sql`update deliveries set may_be_there = true, generation = 1, status = 500, settled_at = now()`.execute(
    ledger.db,
  )
})

interface Process {
  context: DeliveryContext
  /** Ids of the deliveries that this process asked for. */
  asked: string[]
  stop: AbortController
}

/** A process whose far ends have half of the records. */
function process(onAsk: (one: Process) => unknown = () => undefined): Process {
  const stop = new AbortController()
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined, error: () => undefined }
  const asked: string[] = []
  const find = async ({ id }: { id: string }): Promise<Receipt | undefined> => {
    asked.push(id)
    await onAsk(one)
    return /[0-7]$/.test(id) ? { outcome: 'already-there', reference: `r-${id}` } : undefined
  }
  const opened = {
    ...{ connector: { problems: [] }, destination: { find }, mapping: () => ({ fields: [] }) },
    ...{ policy: { deadline: 5_000, concurrency: 5 }, enter: () => undefined, leave: () => undefined },
  }
  const destinations = new Map(['a', 'b'].map((id) => [id, opened]))
  const queue = { ring: async () => undefined }
  const hide = (text: string) => text
  const one: Process = {
    ...{ asked, stop },
    context: {
      ...{ db: ledger.db, queue, log, hide, stopping: stop.signal, plan: () => ({ destinations }) },
    } as unknown as DeliveryContext,
  }
  return one
}

async function enter(): Promise<string> {
  const plan = await planLookup(process().context, {})
  expect(plan.total).toBe(many)
  return enterLookup(ledger, 'anna', plan)
}

const counts = async () => {
  const { rows } = await sql<{ state: string; n: number }>`
    select state, count(*)::int as n from deliveries group by 1`.execute(ledger.db)
  return Object.fromEntries(rows.map(({ state, n }) => [state, n]))
}

it('a look-up goes on in another process when its process stops, and asks for no delivery that is settled', async () => {
  const id = await enter()
  const first = process(({ asked, stop }) => asked.length >= 102 && stop.abort())
  await runLookups(first.context)
  const between = await findLookup(ledger.db, id)
  expect(between).toMatchObject({ finished_at: null })
  expect((between?.found ?? 0) + (between?.absent ?? 0)).toBe(100)
  const second = process()
  await runLookups(second.context)
  expect(second.asked).toHaveLength(many - 100)
  const { uncertain = 0, delivered = 0, exhausted = 0 } = await counts()
  expect([uncertain, delivered + exhausted]).toEqual([0, many])
  expect(await findLookup(ledger.db, id)).toMatchObject({ found: delivered, absent: exhausted, cannot: 0 })
})

it('two look-ups at once settle each delivery once', async () => {
  const ids = [await enter(), await enter()]
  await Promise.all([runLookups(process().context), runLookups(process().context)])
  const rows = await Promise.all(ids.map((id) => findLookup(ledger.db, id)))
  const { delivered = 0, exhausted = 0 } = await counts()
  expect(rows.map((row) => row?.found ?? 0).reduce((sum, n) => sum + n)).toBe(delivered)
  expect(rows.map((row) => row?.absent ?? 0).reduce((sum, n) => sum + n)).toBe(exhausted)
  expect(delivered + exhausted).toBe(many)
})

it('a stop settles nothing more: the progress counts exactly what was settled', async () => {
  for (let n = 0; n < 5; n++) {
    await sql`update deliveries set state = 'uncertain', may_be_there = true`.execute(ledger.db)
    await sql`update deliveries set changed_at = now()`.execute(ledger.db)
    const id = await enter()
    await Promise.all([runLookups(process().context), stopLookup(ledger, 'anna', id)])
    const { found = 0, absent = 0 } = (await findLookup(ledger.db, id)) ?? {}
    const { uncertain = 0 } = await counts()
    expect(found + absent).toBe(many - uncertain)
  }
})

it('an undo takes back all that two processes put in line, also while they run', async () => {
  const replay = async () => {
    const plan = await planReplay(ledger, { state: ['uncertain'] }, false)
    return enterReplay(ledger, { actor: 'anna', again: false }, plan)
  }
  for (let n = 0; n < 10; n++) {
    const ids = [await replay(), await replay()]
    const { context } = process()
    const runs = [runReplays(context), runReplays(process().context)]
    const undo = undoReplay(context, { actor: 'anna', replay: ids[0]! }).then(() =>
      Promise.all([runUndos(context), runUndos(process().context)]),
    )
    await Promise.all([undo, ...runs])
    // A replay under way keeps its lease; a hub runs what is left a second later.
    await eventually(async () => {
      await runUndos(context)
      const { done, undone: counted, undo_ended_at } = (await findReplay(ledger.db, ids[0]!))!
      expect([counted, undo_ended_at]).toEqual([done, expect.any(Date)])
    })
    await undoReplay(context, { actor: 'anna', replay: ids[1]! })
    await runUndos(context)
    expect(await counts()).toEqual({ uncertain: many })
    expect(
      (await sql`select 1 from deliveries where replays <> 0 or replay is not null`.execute(ledger.db)).rows,
    ).toEqual([])
  }
})

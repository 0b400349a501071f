import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { DeliveryContext } from '../../src/delivery/context.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { findReplay } from '../../src/ledger/replays.ts'
import { enterReplay, planReplay, runReplays, stopReplay } from '../../src/operations/replay-many.ts'
import { freshDatabase } from '../setup/database.ts'
import { type Seeded, seed } from './seed.ts'

let ledger: Ledger
let drop: () => Promise<void>
beforeAll(async () => {
  const database = await freshDatabase()
  drop = database.drop
  ledger = await openLedger(database.url, () => undefined, 4)
  await sql`insert into destinations (id, connector) values ('a', 'crm'), ('b', 'crm')`.execute(ledger.db)
})
afterAll(async () => {
  await ledger.close()
  await drop()
})

const many = 1_100
let seeded: Seeded[]
beforeEach(async () => {
  await sql`truncate replays, audit, attempts, deliveries, leads`.execute(ledger.db)
  const seeds = Array.from({ length: many }, (_, n) => ({ destination: n % 3 ? 'a' : 'b', state: 'exhausted' }))
  seeded = await seed(ledger.db, seeds)
})

/** Due by now. */
let seen: Set<string>
beforeEach(() => void (seen = new Set()))

interface Recorded {
  context: DeliveryContext
  /** The queued deliveries of each part. */
  parts: string[][]
  stop: AbortController
}

function record(onPart: (recorded: Recorded) => unknown = () => undefined): Recorded {
  const stop = new AbortController()
  const log = { info: () => undefined, warn: () => undefined, debug: () => undefined, error: () => undefined }
  const parts: string[][] = []
  const ring = async () => {
    const { rows } = await sql<{ id: string }>`
      select id from deliveries where state = 'queued' and replays > 0 order by lead_id, destination`.execute(ledger.db)
    const due = rows.map(({ id }) => id).filter((id) => !seen.has(id))
    for (const id of due) seen.add(id)
    parts.push(due)
    await onPart(recorded)
  }
  const queue = { ring }
  const recorded = {
    parts,
    stop,
    context: { db: ledger.db, queue, log, stopping: stop.signal } as unknown as DeliveryContext,
  }
  return recorded
}

async function enter(): Promise<string> {
  const plan = await planReplay(ledger, {}, false)
  expect(plan.total).toBe(many)
  return enterReplay(ledger, { actor: 'anna', again: false }, plan)
}

const ids = () => seeded.map(({ delivery }) => delivery)

it('queues deliveries in parts of 500, in the order of arrival', async () => {
  const id = await enter()
  const { context, parts } = record()
  await runReplays(context)
  expect(parts.map(({ length }) => length)).toEqual([500, 500, 100])
  expect(parts.flat()).toEqual(ids())
  expect(await findReplay(ledger.db, id)).toMatchObject({ done: many, finished_at: expect.any(Date) })
})

it('gives a replay back when its process stops, and another process continues it', async () => {
  const id = await enter()
  const first = record(({ stop }) => stop.abort())
  await runReplays(first.context)
  expect(await findReplay(ledger.db, id)).toMatchObject({ done: 500, finished_at: null })
  const second = record()
  await runReplays(second.context)
  expect([...first.parts.flat(), ...second.parts.flat()]).toEqual(ids())
})

it('queues each delivery once when two processes run at the same time', async () => {
  await enter()
  await enter()
  const [one, two] = [record(), record()]
  await Promise.allSettled([runReplays(one.context), runReplays(two.context)])
  expect(await again()).toBe(many)
})

const again = async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from deliveries where state = 'queued' and replays = 1`.execute(ledger.db)
  return rows[0]?.n
}

it('queues nothing after it is stopped; queued deliveries stay', async () => {
  const id = await enter()
  const { context, parts } = record(() => stopReplay(ledger, { actor: 'anna', replay: id }))
  await runReplays(context)
  expect(parts.map(({ length }) => length)).toEqual([500])
  expect(await findReplay(ledger.db, id)).toMatchObject({ done: 500, stopped: true, finished_at: expect.any(Date) })
  expect(await again()).toBe(500)
})

it('counts exactly the queued deliveries, whenever it is stopped', async () => {
  for (let n = 0; n < 10; n++) {
    await sql`update deliveries set state = 'exhausted', replays = 0`.execute(ledger.db)
    const id = await enter()
    await Promise.all([runReplays(record().context), stopReplay(ledger, { actor: 'anna', replay: id })])
    const after = await findReplay(ledger.db, id)
    expect([after?.done, after?.stopped]).toEqual([await again(), (after?.done ?? 0) < many])
  }
})

it('forgets the address of its filter when it is stopped', async () => {
  const plan = await planReplay(ledger, { email: 'secret@person.example' }, false)
  const id = await enterReplay(ledger, { actor: 'anna', again: false }, plan)
  await stopReplay(ledger, { actor: 'anna', replay: id })
  expect(JSON.stringify(await findReplay(ledger.db, id))).not.toContain('person.example')
})

it('continues if the queue takes no jobs, because the ledger has the deliveries', async () => {
  const id = await enter()
  const { context } = record(() => {
    throw new Error('no queue')
  })
  await runReplays(context)
  expect(await findReplay(ledger.db, id)).toMatchObject({ done: many })
  const { rows } = await sql`select 1 from deliveries where state = 'queued' and replays = 1`.execute(ledger.db)
  expect(rows).toHaveLength(many)
})

it('takes no delivery that is being sent, whatever the filter is', async () => {
  await sql`update deliveries set state = 'sending' where id = any(${ids().slice(0, 10)}::uuid[])`.execute(ledger.db)
  const plan = await planReplay(ledger, { state: ['sending', 'exhausted'] }, true)
  expect(plan).toMatchObject({ total: many - 10, filter: { state: ['exhausted'] } })
  expect(plan.leftOut.every(({ state }) => state === 'sending')).toBe(true)
})

it('takes no delivery of an erased lead', async () => {
  await sql`update leads set lead = null, state = 'erased' where id = ${seeded[0]?.lead}`.execute(ledger.db)
  expect((await planReplay(ledger, {}, false)).total).toBe(many - 1)
})

import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { claim } from '../../src/ledger/claims.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import { deadAfterMs, removeDeadWorkers, removeWorker } from '../../src/ledger/workers.ts'
import { change, freshLedger, routedLeads, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger(4)))
afterAll(() => ledger.close())

const known = async () => (await ledger.db.selectFrom('workers').selectAll().execute()).map(({ id }) => id)
const silentFor = (id: string, ms: number) => change(ledger.db, 'workers', id, { beat_at: new Date(Date.now() - ms) })

it('a worker is alive as long as it has heartbeats, and is removed when it signs off', async () => {
  const id = uuid()
  await heartbeat(ledger.db, id, 'worker')
  await silentFor(id, deadAfterMs - 5_000)
  expect(await removeDeadWorkers(ledger.db, uuid())).toBe(0)
  await heartbeat(ledger.db, id, 'worker')
  const [row] = await ledger.db.selectFrom('workers').selectAll().execute()
  expect(row).toMatchObject({ id, role: 'worker', pid: process.pid })
  expect(Date.now() - (row?.beat_at.getTime() ?? 0)).toBeLessThan(5_000)
  await removeWorker(ledger.db, id)
  expect(await known()).toEqual([])
})

it('a dead worker is removed once, whoever removes it, and is known again after a new heartbeat', async () => {
  const [silent, living] = [uuid(), uuid()]
  for (const id of [silent, living]) await heartbeat(ledger.db, id, 'all')
  await silentFor(silent, deadAfterMs + 5_000)
  const buried = await Promise.all([1, 2, 3].map(() => removeDeadWorkers(ledger.db, living)))
  expect(buried.reduce((a, b) => a + b)).toBe(1)
  expect(await known()).toEqual([living])
  await heartbeat(ledger.db, silent, 'all')
  expect((await known()).sort()).toEqual([silent, living].sort())
})

it('a heartbeat tells whether other workers are alive, which started first, and what work has no living worker', async () => {
  const [eldest, younger] = [uuid(), uuid()]
  expect(await heartbeat(ledger.db, eldest, 'all')).toMatchObject({ known: false })
  await ledger.db.deleteFrom('workers').where('id', 'not in', [eldest]).execute()
  const quiet = {
    ...{ dead: false, abandoned: false, probes: false, replays: false, lookups: false, erasures: false },
    undos: false,
    searchDue: false,
  }
  expect(await heartbeat(ledger.db, eldest, 'all')).toEqual({ known: true, others: false, eldest: true, ...quiet })
  await heartbeat(ledger.db, younger, 'worker')
  expect(await heartbeat(ledger.db, younger, 'worker')).toEqual({ known: true, others: true, eldest: false, ...quiet })

  const [one] = await routedLeads(ledger.db, 1, ['crm'])
  await sql`delete from search_due`.execute(ledger.db)
  await claim(ledger.db, eldest, [{ destination: 'crm', room: 1, departs: false }])
  await silentFor(eldest, deadAfterMs + 5_000)
  const alone = { known: true, others: false, eldest: true }
  expect(await heartbeat(ledger.db, younger, 'worker')).toEqual({ ...alone, ...quiet, dead: true })
  await removeDeadWorkers(ledger.db, younger)
  expect(await heartbeat(ledger.db, younger, 'worker')).toEqual({ ...alone, ...quiet, abandoned: true })
  await change(ledger.db, 'deliveries', one!.id, { state: 'queued', worker: null })
  await change(ledger.db, 'destinations', 'crm', { state: 'held', probe_at: new Date(0) })
  expect(await heartbeat(ledger.db, younger, 'worker')).toEqual({ ...alone, ...quiet, probes: true })
})

/** One delivery that was replayed is taken back. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

let rig: Rig
let id: string
beforeAll(async () => {
  rig = await startRig({ destinations: { a: {} } })
})
beforeEach(async () => {
  await rig.ask('PUT', '/api/destinations/a/pause')
  const [made] = await seed(rig.ledger.db, [{ destination: 'a', state: 'rejected', class: 'rejected', code: 'BAD' }])
  id = made?.delivery ?? ''
})
afterAll(() => rig.close())

const show = async () => (await rig.get(`/api/deliveries/${id}`)).body
const replay = () => rig.ask('POST', `/api/deliveries/${id}/replays`)
const undo = (headers?: Record<string, string>) => rig.ask('POST', `/api/deliveries/${id}/undos`, undefined, headers)

it('has its state of before again, and the audit has who took it back', async () => {
  await replay()
  const { status, body } = await undo()
  expect([status, body]).toEqual([200, { delivery: id, was: 'queued', state: 'rejected' }])
  expect(await show()).toMatchObject({ state: 'rejected', replays: 0, failure: { code: 'BAD' } })
  expect((await show()).lineage[0].undoneAt).toEqual(expect.any(String))
  const { body: acts } = await rig.get(`/api/audit?subject=${id}`)
  expect(acts.items[0]).toMatchObject({ actor: 'anna', action: 'undo', detail: { was: 'queued', state: 'rejected' } })
})

it('goes back replay by replay', async () => {
  await rig.ask('PUT', '/api/destinations/a/hold', { reason: 'x' })
  await replay()
  await replay()
  expect((await undo()).body).toMatchObject({ was: 'held', state: 'held' })
  expect((await show()).replays).toBe(1)
  expect((await undo()).body).toMatchObject({ was: 'held', state: 'rejected' })
  expect((await undo()).status).toBe(409)
  await rig.ask('DELETE', '/api/destinations/a/hold')
})

it('is counted by the replay of many that had put it in line', async () => {
  const { body: begun } = await act(rig, '/api/replays', { lead: (await show()).leadId })
  await eventually(async () => expect((await show()).state).toBe('queued'))
  expect((await undo()).body.state).toBe('rejected')
  expect((await rig.get(`/api/replays/${begun.id}`)).body).toMatchObject({ undone: 1, outcome: { inLine: 0 } })
})

it('is refused after an attempt, after a cancellation, and without a replay', async () => {
  expect((await undo()).body.detail).toMatch(/^It was not replayed/)
  await replay()
  await rig.ask('POST', `/api/deliveries/${id}/cancellations`)
  expect((await undo()).body.detail).toMatch(/^It moved on since/)
  await replay()
  await sql`update deliveries set generation = generation + 1 where id = ${id}::uuid`.execute(rig.ledger.db)
  const { status, body } = await undo()
  expect([status, body.detail]).toEqual([409, expect.stringMatching(/^An attempt has begun/)])
  expect((await show()).state).toBe('queued')
})

it('is for operators, needs a delivery, and takes If-Match', async () => {
  await replay()
  expect((await undo({ authorization: `Bearer ${tokens.viewer}` })).status).toBe(403)
  expect((await rig.ask('POST', `/api/deliveries/${uuid()}/undos`)).status).toBe(404)
  const { etag } = await show()
  await rig.ask('POST', `/api/deliveries/${id}/cancellations`)
  const asked = await undo({ authorization: `Bearer ${tokens.operator}`, 'if-match': `"${etag}"` })
  expect([asked.status, asked.body.detail]).toEqual([412, expect.stringContaining('anna cancelled it')])
})

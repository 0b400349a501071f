import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { claim } from '../../src/ledger/claims.ts'
import { firstId } from '../../src/ledger/moves.ts'
import { undoPart } from '../../src/ledger/operator-moves.ts'
import { eventually } from '../setup/eventually.ts'
import { act } from './bulk.ts'
import { type Rig, startRig, tokens } from './rig.ts'
import { seed } from './seed.ts'

const names = Array.from({ length: 20 }, (_, n) => `d${n}`)
let rig: Rig
let a: string
let used = 0
beforeAll(async () => {
  rig = await startRig({ destinations: Object.fromEntries(names.map((name) => [name, {}])) })
})
beforeEach(async () => {
  a = names[used++] ?? ''
  await hold()
})
afterAll(() => rig.close())

const hold = () => rig.ask('PUT', `/api/destinations/${a}/hold`, { reason: 'x' })
const release = () => rig.ask('DELETE', `/api/destinations/${a}/hold`)
const show = async (id = '') => (await rig.get(`/api/deliveries/${id}`)).body
const row = (id = '') =>
  rig.ledger.db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
/** Tells what it will take back, does it, and waits for its end. */
async function undo(id: string) {
  const ask = (body: object) => rig.ask('POST', `/api/replays/${id}/undos`, body)
  const { status: shown, body: plan } = await ask({ dryRun: true })
  const { undone: before } = await replayOf(id)
  const begun = await ask({})
  if (shown !== 200 || begun.status !== 202) return { status: begun.status, body: begun.body }
  expect(begun.body.undo).toMatchObject({ actor: 'anna' })
  const replay = await eventually(async () => {
    const now = await replayOf(id)
    expect(now.undo.state).toBe('done')
    return now
  })
  expect(replay.undone - before).toBe(plan.total)
  return { status: 202, body: { ...plan, takenBack: plan.total, replay } }
}
const replayOf = async (id: string) => (await rig.get(`/api/replays/${id}`)).body

async function seeded(...states: string[]): Promise<string[]> {
  const failed = { destination: a, class: 'rejected', code: 'BAD', problem: 'crm-duplicate' }
  const made = await seed(
    rig.ledger.db,
    states.map((state) => ({ ...(state === 'delivered' ? { destination: a, reference: 'r1' } : failed), state })),
  )
  const ids = made.map(({ delivery }) => delivery)
  await sql`
    update deliveries set message = 'the far end refused', status = 422, settled_at = '2026-01-01', attempts = 3,
      generation = 3, queued_at = '2026-01-01', retry_since = '2026-01-02',
      next_attempt_at = case state when 'waiting' then now() + interval '1 hour' end
    where id = any(${ids}::uuid[])`.execute(rig.ledger.db)
  return ids
}

async function replayed(body: object): Promise<string> {
  const { status, body: begun } = await act(rig, '/api/replays', { destination: [a], ...body })
  expect(status).toBe(202)
  await eventually(async () => expect((await replayOf(begun.id)).state).toBe('done'))
  return begun.id
}

it('gives every delivery back the state that it had, with all that was shown of it', async () => {
  const states = ['rejected', 'uncertain', 'exhausted', 'cancelled', 'delivered', 'waiting', 'held']
  const ids = await seeded(...states)
  await rig.ask('PUT', `/api/destinations/${a}/pause`)
  const ignored = { changed_at: null }
  const before = await Promise.all(ids.slice(0, 6).map(async (id) => ({ ...(await row(id)), ...ignored })))
  const replay = await replayed({ state: states, again: true })
  expect((await replayOf(replay)).outcome).toMatchObject({ inLine: 7, delivered: 0 })
  const { status, body } = await undo(replay)
  expect([status, body]).toMatchObject([202, { takenBack: 6, attempted: 0, left: 1 }])
  const after = await Promise.all(ids.slice(0, 6).map(async (id) => ({ ...(await row(id)), ...ignored })))
  expect(after).toEqual(before)
  // Without the replay it would be in line, too, because its destination is not held any more.
  expect(await show(ids[6])).toMatchObject({ state: 'queued', replays: 1 })
  expect((await replayOf(replay)).outcome).toEqual({
    ...{ delivered: 0, inLine: 1, failed: 0, cancelled: 0, replayedAgain: 0 },
  })
  const { body: acts } = await rig.get(`/api/audit?subject=${replay}`)
  expect(acts.items[0]).toMatchObject({ actor: 'anna', action: 'undo', detail: { total: 6 } })
})

it('leaves what was attempted since, and tells where all deliveries are', async () => {
  const ids = await seeded('rejected', 'rejected', 'rejected', 'rejected', 'rejected')
  const replay = await replayed({})
  const { db } = rig.ledger
  // The first was attempted and arrived, the second failed again, and the third was cancelled.
  await sql`update deliveries set generation = 4, state = 'delivered' where id = ${ids[0]}`.execute(db)
  await sql`update deliveries set generation = 4, state = 'exhausted' where id = ${ids[1]}`.execute(db)
  await rig.ask('POST', `/api/deliveries/${ids[2]}/cancellations`)
  // The fifth failed again, and waits for its next attempt.
  await sql`update deliveries set generation = 4 where id = ${ids[4]}`.execute(db)
  expect((await replayOf(replay)).outcome).toEqual({
    ...{ delivered: 1, inLine: 2, failed: 1, cancelled: 1, replayedAgain: 0 },
  })
  const { body } = await undo(replay)
  expect(body).toMatchObject({ takenBack: 1, attempted: 3, left: 1, replay: { undone: 1 } })
  expect((await show(ids[3])).state).toBe('rejected')
  expect((await undo(replay)).body).toMatchObject({ takenBack: 0, attempted: 3, left: 1 })
})

it('leaves what was replayed again since, which belongs to the later replay', async () => {
  const [one, other] = await seeded('rejected', 'rejected')
  const first = await replayed({})
  await rig.ask('POST', `/api/deliveries/${one}/replays`)
  const second = await replayed({ lead: (await show(other)).leadId, state: ['held'] })
  expect((await replayOf(first)).outcome).toMatchObject({ inLine: 0, replayedAgain: 2 })
  expect((await undo(first)).body).toMatchObject({ takenBack: 0, left: 2 })
  expect((await undo(second)).body).toMatchObject({ takenBack: 1 })
  // It is in line by the first replay again, which can be taken back now.
  expect(await show(other)).toMatchObject({ state: 'held', replays: 1 })
  expect((await undo(first)).body).toMatchObject({ takenBack: 1, left: 1 })
  expect((await show(other)).state).toBe('rejected')
})

it('is told with the delivery: who replayed it, when, and from which state', async () => {
  const [one] = await seeded('rejected')
  const replay = await replayed({})
  await undo(replay)
  await rig.ask('POST', `/api/deliveries/${one}/replays`)
  const { lineage } = await show(one)
  expect(lineage).toEqual([
    { at: expect.any(String), actor: 'anna', replay: null, was: 'rejected', settlement: null, undoneAt: null },
    { at: expect.any(String), actor: 'anna', replay, was: 'rejected', settlement: null, undoneAt: expect.any(String) },
  ])
})

it('stops a replay that still runs', async () => {
  const ids = await seeded('rejected', 'rejected')
  const replay = uuid()
  const filter = JSON.stringify({ destination: [a], state: ['rejected'] })
  const lease_until = new Date(Date.now() + 3_600_000)
  const run = { id: replay, actor: 'bob', filter, again: false, total: 2, lease_until }
  await rig.ledger.db.insertInto('replays').values(run).execute()
  const { body } = await undo(replay)
  expect(body).toMatchObject({ takenBack: 0, replay: { state: 'stopped' } })
  const { body: acts } = await rig.get(`/api/audit?subject=${replay}`)
  expect(acts.items[0]).toMatchObject({ action: 'undo', detail: { total: 0, stopped: true } })
  expect((await show(ids[0])).state).toBe('rejected')
})

it('lets an attempt that starts meanwhile go on: every delivery is either taken back or attempted', async () => {
  for (let n = 0; n < 5; n++) {
    const ids = await seeded(...Array<string>(60).fill('rejected'))
    const replay = await replayed({ state: ['rejected'], class: ['rejected'] })
    await sql`update destinations set state = 'paused', held_by = '' where id = ${a}`.execute(rig.ledger.db)
    await sql`update deliveries set state = 'queued' where replay = ${replay}`.execute(rig.ledger.db)
    const { db } = rig.ledger
    const worker = uuid()
    const claims = db.transaction().execute(async (tx) => {
      await sql`update destinations set state = 'open' where id = ${a}`.execute(tx)
      const { claimed } = await claim(tx, worker, [{ destination: a, room: 30, departs: false }])
      await sql`update destinations set state = 'paused' where id = ${a}`.execute(tx)
      return claimed
    })
    const [claimed, back] = await Promise.all([
      claims,
      undoPart(db, { replay, afterLead: firstId, afterDestination: '' }, 500),
    ])
    const rows = await Promise.all(ids.map(row))
    const taken = new Set(claimed.map(({ id }) => id))
    expect(claimed.length + back.length).toBe(60)
    for (const one of rows) expect(one.state).toBe(taken.has(one.id) ? 'sending' : 'rejected')
    await sql`delete from deliveries where id = any(${ids}::uuid[])`.execute(db)
  }
})

it('brings deliveries back to a destination that was closed meanwhile as its other leads', async () => {
  const [one] = await seeded('waiting')
  await sql`update destinations set state = 'paused', held_by = '' where id = ${a}`.execute(rig.ledger.db)
  const replay = await replayed({})
  await hold()
  expect((await undo(replay)).body.takenBack).toBe(1)
  expect(await show(one)).toMatchObject({ state: 'held', nextAttemptAt: null, replays: 0 })
  await release()
  await eventually(async () => expect((await show(one)).state).toBe('delivered'))
})

it('is for operators, and needs a replay', async () => {
  await seeded('rejected')
  const replay = await replayed({})
  const viewer = { authorization: `Bearer ${tokens.viewer}` }
  expect((await rig.ask('POST', `/api/replays/${replay}/undos`, {}, viewer)).status).toBe(403)
  expect((await undo(uuid())).status).toBe(404)
  expect((await replayOf(replay)).outcome.inLine).toBe(1)
})

it('goes on in another process if its process dies', async () => {
  const ids = await seeded('rejected', 'rejected')
  const replay = await replayed({})
  // As if a process had taken it, and died before its first part.
  await sql`
    update replays set undo_actor = 'bob', undo_asked_at = now(), lease_until = now() + interval '300 ms'
    where id = ${replay}::uuid`.execute(rig.ledger.db)
  await eventually(async () => expect((await replayOf(replay)).undo.state).toBe('done'))
  expect((await show(ids[0])).state).toBe('rejected')
  expect(await replayOf(replay)).toMatchObject({ undone: 2, undo: { actor: 'bob', endedAt: expect.any(String) } })
})

it('is refused if somebody else took the replay back meanwhile', async () => {
  await seeded('rejected')
  const replay = await replayed({})
  const { etag } = await replayOf(replay)
  await undo(replay)
  const { status, body } = await rig.ask(
    'POST',
    `/api/replays/${replay}/undos`,
    {},
    {
      authorization: `Bearer ${tokens.operator}`,
      'if-match': `"${etag}"`,
    },
  )
  expect([status, body.detail]).toEqual([412, expect.stringContaining('anna took it back')])
})

it('its deliveries can be listed, counted and replayed by the replay', async () => {
  const [one, other] = await seeded('rejected', 'rejected')
  const replay = await replayed({})
  await rig.ask('POST', `/api/deliveries/${other}/replays`)
  const { body } = await rig.get(`/api/deliveries?replay=${replay}&count=true`)
  expect([body.items.map(({ id }: { id: string }) => id), body.count]).toEqual([[one], 1])
  const { body: plan } = await rig.ask('POST', '/api/replays', { replay, state: ['held'], dryRun: true })
  expect(plan.total).toBe(1)
  expect((await rig.get(`/api/deliveries?replay=${replay}&offer=another`)).body.items).toEqual([])
})

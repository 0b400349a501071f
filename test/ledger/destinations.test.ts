import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  configuredStates,
  enterDestinations,
  hold,
  open,
  probeLater,
  probeNow,
  recentAttempts,
  rest,
} from '../../src/ledger/destinations.ts'
import { holdByOperator } from '../../src/ledger/operator.ts'
import { extendProbe, takeDueProbes } from '../../src/ledger/probes.ts'
import { settle } from '../../src/ledger/settlements.ts'
import {
  aboutIn,
  busy,
  change,
  delivery,
  destination,
  freshLedger,
  routedLeads,
  settlement,
  type TestLedger,
} from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const why = { problem: 'plain-key', code: 'WRONG_KEY', status: 401, message: 'the key is wrong' }
/** Milliseconds from now. */
const soon = 3_600_000

/** A new destination with a delivery in each state that matters. */
async function fresh() {
  const id = `d-${uuid()}`
  const made = await routedLeads(ledger.db, 4, [id])
  for (const [at, state] of (['queued', 'waiting', 'sending', 'delivered'] as const).entries()) {
    await change(ledger.db, 'deliveries', made[at]!.id, { state })
  }
  return { id, made, states: () => Promise.all(made.map(async (one) => (await delivery(ledger.db, one.id)).state)) }
}

const row = (id: string) => destination(ledger.db, id)

describe('holding', () => {
  it('holds waiting deliveries, changes none that is being sent, and stores the reason', async () => {
    const { id, states } = await fresh()
    expect(await hold(ledger.db, id, why, { probeIn: soon })).toBe(true)
    expect(await row(id)).toMatchObject({
      state: 'held',
      ...why,
      probe_at: aboutIn(soon),
      probes: 0,
      probe_delivery: null,
    })
    expect(await states()).toEqual(['held', 'held', 'sending', 'delivered'])
  })

  it('a second time changes nothing and returns false', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: soon })
    expect(await hold(ledger.db, id, { ...why, code: 'OTHER' }, { probeIn: undefined })).toBe(false)
    expect(await row(id)).toMatchObject({ code: 'WRONG_KEY', probe_at: aboutIn(soon) })
  })

  it('replaces resting, and not an operator’s pause', async () => {
    const { id } = await fresh()
    await rest(ledger.db, id, why, soon)
    expect(await hold(ledger.db, id, why, { probeIn: soon })).toBe(true)
    await change(ledger.db, 'destinations', id, { state: 'paused' })
    expect(await hold(ledger.db, id, why, { probeIn: soon })).toBe(false)
    expect((await row(id)).state).toBe('paused')
  })

  it('does nothing if the settings were fixed meanwhile', async () => {
    const { id, states } = await fresh()
    expect(await hold(ledger.db, id, why, { probeIn: soon, settingsHash: 'older' })).toBe(false)
    expect(await states()).toEqual(['queued', 'waiting', 'sending', 'delivered'])
    expect(await hold(ledger.db, id, why, { probeIn: soon, settingsHash: `h-${id}` })).toBe(true)
  })

  it('by many at once happens once', async () => {
    const { id } = await fresh()
    const held = await Promise.all(Array.from({ length: 8 }, () => hold(ledger.db, id, why, { probeIn: soon })))
    expect(held.filter(Boolean)).toHaveLength(1)
  })
})

describe('resting', () => {
  it('makes queued deliveries wait for the probe', async () => {
    const { id, states, made } = await fresh()
    expect(await rest(ledger.db, id, why, soon)).toBe(true)
    expect(await row(id)).toMatchObject({ state: 'resting', probe_at: aboutIn(soon) })
    expect(await states()).toEqual(['waiting', 'waiting', 'sending', 'delivered'])
    expect((await delivery(ledger.db, made[0]!.id)).next_attempt_at).toEqual(aboutIn(soon))
  })

  it.each(['held', 'resting', 'paused'])('does nothing at a destination that is already %s', async (state) => {
    const { id } = await fresh()
    await change(ledger.db, 'destinations', id, { state })
    expect(await rest(ledger.db, id, why, soon)).toBe(false)
    expect((await row(id)).state).toBe(state)
  })
})

describe('opening', () => {
  it.each(['held', 'resting'])('clears the problem of a destination that is %s', async (state) => {
    const { id } = await fresh()
    await (state === 'held' ? hold(ledger.db, id, why, { probeIn: soon }) : rest(ledger.db, id, why, soon))
    await probeLater(ledger.db, id, why, soon)
    expect(await open(ledger.db, id)).toMatchObject({ state })
    expect(await row(id)).toMatchObject({
      ...{ state: 'open', problem: '', code: '', status: null, message: '' },
      ...{ probe_at: null, probes: 0, probe_delivery: null },
    })
  })

  it.each(['open', 'paused'])('does nothing at a destination that is %s', async (state) => {
    const { id } = await fresh()
    await change(ledger.db, 'destinations', id, { state })
    expect(await open(ledger.db, id)).toBeUndefined()
    expect((await row(id)).state).toBe(state)
  })

  it('is left to the operator if an operator held the destination', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: soon })
    await holdByOperator(ledger.db, id, 'ops', 'maintenance')
    await probeNow(ledger.db, id)
    expect((await row(id)).probe_at).toBeNull()
    expect(await open(ledger.db, id)).toBeUndefined()
    expect((await row(id)).state).toBe('held')
  })

  it('by many at once happens once', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: soon })
    const opened = await Promise.all(Array.from({ length: 8 }, () => open(ledger.db, id)))
    expect(opened.filter(Boolean)).toEqual([expect.objectContaining({ state: 'held' })])
  })
})

describe('probes that are due', () => {
  const due = async (...ids: string[]) => (await takeDueProbes(ledger.db)).filter(({ id }) => ids.includes(id))
  const past = -1_000

  it('are given to one caller, and are due again if that caller dies', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: past })
    const taken = await Promise.all(Array.from({ length: 6 }, () => due(id)))
    expect(taken.flat()).toEqual([{ id, state: 'held', probes: 0 }])
    await sql`update destinations set probe_at = probe_at - interval '14 seconds' where id = ${id}`.execute(ledger.db)
    expect(await due(id)).toEqual([])
    await sql`update destinations set probe_at = probe_at - interval '1 second' where id = ${id}`.execute(ledger.db)
    expect(await due(id)).toHaveLength(1)
  })

  it('are those of configured held and resting destinations whose probe time has come', async () => {
    const [held, resting, later, paused, gone, operator, never] = await Promise.all(Array.from({ length: 7 }, fresh))
    await hold(ledger.db, held!.id, why, { probeIn: past })
    await rest(ledger.db, resting!.id, why, past)
    await rest(ledger.db, later!.id, why, soon)
    await change(ledger.db, 'destinations', paused!.id, { state: 'paused', probe_at: new Date(0) })
    await hold(ledger.db, gone!.id, why, { probeIn: past })
    await change(ledger.db, 'destinations', gone!.id, { configured: false })
    await hold(ledger.db, operator!.id, why, { probeIn: past })
    await holdByOperator(ledger.db, operator!.id, 'ops', 'maintenance')
    await hold(ledger.db, never!.id, why, { probeIn: undefined })
    const taken = await due(...[held, resting, later, paused, gone, operator, never].map((one) => one!.id))
    expect(taken.map(({ id }) => id).sort()).toEqual([held!.id, resting!.id].sort())
  })

  it('are due later after a failure, and are counted', async () => {
    const { id, made } = await fresh()
    await hold(ledger.db, id, why, { probeIn: past })
    await change(ledger.db, 'destinations', id, { probe_delivery: made[0]!.id })
    await probeLater(ledger.db, id, { ...why, code: 'STILL' }, soon)
    expect(await row(id)).toMatchObject({ probes: 1, probe_at: aboutIn(soon), probe_delivery: null, code: 'STILL' })
    expect(await due(id)).toEqual([])
    await probeLater(ledger.db, id, why, undefined)
    expect(await row(id)).toMatchObject({ probes: 2, probe_at: null })
  })

  it('are not delayed by a failure under older settings', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: soon })
    await probeNow(ledger.db, id)
    await probeLater(ledger.db, id, why, soon, { settingsHash: 'older' })
    expect(await due(id)).toHaveLength(1)
  })

  it('are not due while their lead is being sent', async () => {
    const { id, made } = await fresh()
    await hold(ledger.db, id, why, { probeIn: past })
    await change(ledger.db, 'destinations', id, { probe_delivery: made[2]!.id })
    expect(await due(id)).toEqual([])
    await change(ledger.db, 'deliveries', made[2]!.id, { state: 'held' })
    expect(await due(id)).toHaveLength(1)
  })

  it('are due later if the caller needs more time before it takes a lead', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: past })
    await extendProbe(ledger.db, id, soon)
    expect((await row(id)).probe_at).toEqual(aboutIn(soon + 15_000))
  })

  it('can be made due at once', async () => {
    const { id } = await fresh()
    await hold(ledger.db, id, why, { probeIn: undefined })
    await probeNow(ledger.db, id)
    expect(await due(id)).toHaveLength(1)
  })
})

describe('the configuration', () => {
  it('stores destinations, keeps their state, and returns closed destinations whose settings changed', async () => {
    const one = await freshLedger(2)
    try {
      const enter = (...entries: [string, string][]) =>
        enterDestinations(
          one.db,
          entries.map(([id, settingsHash]) => ({ id, connector: 'plain', settingsHash })),
        )
      expect(await enter(['a', '1'], ['b', '1'], ['c', '1'])).toEqual([])
      await hold(one.db, 'a', why, { probeIn: undefined })
      await hold(one.db, 'b', why, { probeIn: undefined })
      await probeLater(one.db, 'a', why, undefined)
      expect(await enter(['a', '2'], ['b', '1'], ['d', '1'])).toEqual(['a'])
      const rows = await one.db.selectFrom('destinations').selectAll().orderBy('id').execute()
      expect(
        rows.map(({ id, state, settings_hash, configured, probes }) => [id, state, settings_hash, configured, probes]),
      ).toEqual([
        ['a', 'held', '2', true, 0],
        ['b', 'held', '1', true, 0],
        ['c', 'open', '1', false, 0],
        ['d', 'open', '1', true, 0],
      ])
      expect((await configuredStates(one.db)).map(({ id }) => id)).toEqual(['a', 'b', 'd'])
      expect(await enter(['c', '1'])).toEqual([])
      expect((await configuredStates(one.db)).map(({ id }) => id)).toEqual(['c'])
      expect(await enter()).toEqual([])
      expect(await configuredStates(one.db)).toEqual([])
    } finally {
      await one.close()
    }
  })
})

describe('recent attempts', () => {
  it('are the newest attempts since the destination was last opened, newest first', async () => {
    const id = `d-${uuid()}`
    const made = await routedLeads(ledger.db, 4, [id])
    const worker = uuid()
    const fail = (at: number, code: string, startedAt = new Date()) =>
      settle(ledger.db, [settlement(made[at]!, worker, { startedAt, receipt: undefined, failure: { ...busy, code } })])
    await fail(0, 'LONG_AGO', new Date('2020-01-01T00:00:00Z'))
    await sql`update destinations set since = now() - interval '1 minute' where id = ${id}`.execute(ledger.db)
    await fail(1, 'ONE')
    await fail(2, 'TWO')
    await settle(ledger.db, [settlement(made[3]!, worker)])
    const recent = await recentAttempts(ledger.db, id, 10)
    expect(recent.map(({ class: c, code, outcome }) => [c, code, outcome])).toEqual([
      ['', '', 'created'],
      ['transient', 'TWO', ''],
      ['transient', 'ONE', ''],
    ])
    expect(recent[0]).toMatchObject({ leadId: made[3]!.leadId, deliveryId: made[3]!.id })
    expect(await recentAttempts(ledger.db, id, 1)).toHaveLength(1)
  })
})

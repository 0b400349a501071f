import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { claim, giveBack } from '../../src/ledger/claims.ts'
import { abandoned, overdue } from '../../src/ledger/due.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import {
  cancelDelivery,
  cancelErased,
  cancelLeads,
  cancelPart,
  firstId,
  holdRefused,
  releasePart,
  stopDue,
  takeProbe,
} from '../../src/ledger/moves.ts'
import { confirm, deny, replayOne, replayPart, undoPart } from '../../src/ledger/operator-moves.ts'
import { settle } from '../../src/ledger/settlements.ts'
import { type DeliveryState, deliveryStates, type Move, moves } from '../../src/ledger/states.ts'
import { removeWorker } from '../../src/ledger/workers.ts'
import {
  busy,
  change,
  delivery,
  destination,
  endlessReplay,
  freshLedger,
  type MadeDelivery,
  routedLeads,
  settlement,
  type TestLedger,
} from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const states = [
  ...['queued', 'sending', 'delivered', 'waiting', 'held', 'rejected'],
  ...['uncertain', 'exhausted', 'cancelled'],
] as const

let name: string
let all: MadeDelivery[]
/** One delivery in each state, and a delivery of another destination. */
beforeEach(async () => {
  name = `d-${uuid()}`
  all = (await routedLeads(ledger.db, states.length, [name, 'stranger'])).filter((one) => one.destination === name)
  for (const [at, state] of states.entries()) await change(ledger.db, 'deliveries', all[at]!.id, { state })
})

const idsOf = (...wanted: (typeof states)[number][]) => wanted.map((state) => all[states.indexOf(state)]!.id)

const part = (more: Partial<Parameters<typeof releasePart>[2]> = {}) =>
  releasePart(ledger.db, name, { from: ['held', 'waiting'], after: firstId, limit: 100, ...more })

describe('a release', () => {
  it('makes only deliveries in the given states due', async () => {
    await change(ledger.db, 'deliveries', idsOf('waiting')[0]!, {
      next_attempt_at: new Date(),
      retry_since: new Date(),
    })
    const newest = all[states.indexOf('held')]!.leadId
    expect(await part()).toEqual({ last: newest, count: 2 })
    for (const id of idsOf('waiting', 'held')) {
      expect(await delivery(ledger.db, id)).toMatchObject({ state: 'queued', next_attempt_at: null, retry_since: null })
    }
    for (const state of ['sending', 'delivered', 'rejected', 'uncertain', 'exhausted', 'cancelled'] as const) {
      expect(await delivery(ledger.db, idsOf(state)[0]!)).toMatchObject({ state })
    }
  })

  it('continues after the last lead of the part before', async () => {
    const counts: number[] = []
    for (let after = firstId; ; ) {
      const some = await part({ after, limit: 1 })
      if (!some) break
      counts.push(some.count)
      after = some.last
    }
    expect(counts).toEqual([1, 1])
  })

  it('keeps the retry window of leads that failed while the destination was closed, except its last part', async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const [waiting, held] = idsOf('waiting', 'held')
    const failed = (id: string | undefined, queuedAt: number, since: number) =>
      change(ledger.db, 'deliveries', id!, { queued_at: minutesAgo(queuedAt), retry_since: minutesAgo(since) })
    await failed(waiting, 1, 7)
    await failed(held, 1, 300)
    const kept = { closedSince: minutesAgo(10), most: 60 * 60_000 }
    await part({ kept })
    const minutes = async (id: string | undefined) => {
      const { retry_since: since } = await delivery(ledger.db, id!)
      return since && Math.round((Date.now() - since.getTime()) / 60_000)
    }
    expect([await minutes(waiting), await minutes(held)]).toEqual([7, 60])
  })

  it('locks no queued delivery, so that a claim meanwhile still takes the oldest lead', async () => {
    const [queued] = idsOf('queued')
    await ledger.db.transaction().execute(async (tx) => {
      await releasePart(tx, name, { from: deliveryStates, after: firstId, limit: 100 })
      const { claimed } = await claim(ledger.db, uuid(), [{ destination: name, room: 1, departs: false }])
      expect(claimed.map(({ id }) => id)).toEqual([queued])
    })
  })

  it('without a failure while the destination was closed begins a new retry window', async () => {
    const [held] = idsOf('held')
    const hourAgo = new Date(Date.now() - 3_600_000)
    await change(ledger.db, 'deliveries', held!, { queued_at: hourAgo, retry_since: hourAgo })
    await part({ kept: { closedSince: new Date(Date.now() - 600_000), most: 3_600_000 } })
    expect(await delivery(ledger.db, held!)).toMatchObject({ retry_since: null })
  })

  it.each(['held', 'resting', 'paused'])('takes nothing if the destination is %s meanwhile', async (state) => {
    await change(ledger.db, 'destinations', name, { state })
    expect(await part()).toBeUndefined()
    expect(await delivery(ledger.db, idsOf('held')[0]!)).toMatchObject({ state: 'held' })
  })
})

describe('an overdue destination', () => {
  const inMs = (ms: number) => new Date(Date.now() + ms)
  const mine = async () => (await overdue(ledger.db, 5_000)).find((one) => one.destination === name)
  const set = (state: (typeof states)[number], values: Parameters<typeof change<'deliveries'>>[3]) =>
    change(ledger.db, 'deliveries', idsOf(state)[0]!, values)
  beforeEach(() => set('held', { state: 'cancelled' }))

  it('has a queued lead that waits for longer than the given time', async () => {
    expect(await mine()).toBeUndefined()
    await set('queued', { queued_at: inMs(-6_000) })
    expect(await mine()).toEqual(expect.objectContaining({ destination: name, held: false }))
    await change(ledger.db, 'destinations', name, { state: 'paused' })
    expect(await mine()).toBeUndefined()
  })

  it('or has a waiting lead that was due before', async () => {
    await set('waiting', { next_attempt_at: inMs(-4_000) })
    expect(await mine()).toBeUndefined()
    await set('waiting', { next_attempt_at: inMs(-6_000) })
    expect(await mine()).toBeDefined()
  })

  it('or has held leads although it is open', async () => {
    await set('cancelled', { state: 'held' })
    expect(await mine()).toMatchObject({ held: true })
  })
})

describe('the probe', () => {
  it('is the newest undelivered lead; only this lead can be claimed, and it is marked as the probe', async () => {
    await change(ledger.db, 'destinations', name, { state: 'held' })
    await change(ledger.db, 'deliveries', idsOf('held')[0]!, { state: 'delivered' })
    const probe = await takeProbe(ledger.db, name)
    expect(probe).toBe(idsOf('waiting')[0])
    expect(await delivery(ledger.db, probe!)).toMatchObject({ state: 'queued' })
    expect((await destination(ledger.db, name)).probe_delivery).toBe(probe)
    const { claimed } = await claim(ledger.db, uuid(), [{ destination: name, room: 9, departs: false }])
    expect(claimed.map(({ id, probe: isProbe }) => [id, isProbe])).toEqual([[probe, true]])
  })

  it('is a lead with a code that comes last only if there is no other lead', async () => {
    await change(ledger.db, 'destinations', name, { state: 'held' })
    const [queued, waiting, held] = idsOf('queued', 'waiting', 'held')
    const code = 'EARLIER_UNCERTAIN'
    const waits = { code, class: 'transient' } as const
    for (const id of [queued!, waiting!]) await change(ledger.db, 'deliveries', id, waits)
    expect(await takeProbe(ledger.db, name, [code])).toBe(held)
    await change(ledger.db, 'deliveries', held!, waits)
    expect(await takeProbe(ledger.db, name, [code])).toBe(queued)
  })

  it('is not taken if no lead waits', async () => {
    const nobody = `d-${uuid()}`
    await routedLeads(ledger.db, 0, [nobody])
    expect(await takeProbe(ledger.db, nobody)).toBeUndefined()
    expect((await destination(ledger.db, nobody)).probe_delivery).toBeNull()
  })
})

describe('the deliveries of a dead worker', () => {
  it('are found, and those of a living worker are not', async () => {
    const [dead, living] = [uuid(), uuid()]
    for (const id of [dead, living]) await heartbeat(ledger.db, id, 'worker')
    const room = { destination: name, room: 1, departs: false }
    await change(ledger.db, 'deliveries', idsOf('waiting')[0]!, { next_attempt_at: new Date(0) })
    const [one] = (await claim(ledger.db, dead, [room])).claimed
    const [two] = (await claim(ledger.db, living, [room])).claimed
    const mine = async () =>
      (await abandoned(ledger.db, firstId, 1_000)).filter((left) => [one!.id, two!.id].includes(left.id))
    expect(await mine()).toEqual([])
    await removeWorker(ledger.db, dead)
    expect(await mine()).toMatchObject([
      { id: one!.id, worker: dead, attempts: 1, generation: 1, sendingSince: expect.any(Date) },
    ])
  })
})

/** Performs each move on one delivery. */
const worker = uuid()
const byAnna = { actor: 'anna', how: 'word' } as const
const asRead = async ({ id }: MadeDelivery) => {
  const { state, generation } = await delivery(ledger.db, id)
  return { id, state, generation }
}
const elsewhere = { afterLead: firstId, afterDestination: '' }
const closed = (state: string) => change(ledger.db, 'destinations', name, { state, refusal: 'BAD' })
const perform: Record<keyof typeof moves, (one: MadeDelivery) => Promise<unknown>> = {
  claim: () => claim(ledger.db, worker, [{ destination: name, room: 99, departs: false }]),
  settle: (one) =>
    settle(ledger.db, [
      settlement(one, worker, { generation: 0, state: 'waiting', receipt: undefined, failure: busy }),
    ]),
  prove: (one) => settle(ledger.db, [settlement(one, uuid(), { generation: 7 })]),
  giveBack: () => giveBack(ledger.db, worker, []),
  hold: () => ledger.db.transaction().execute((tx) => stopDue(tx, name, 'hold', undefined)),
  rest: () => ledger.db.transaction().execute((tx) => stopDue(tx, name, 'rest', 60_000)),
  holdRefused: async (one) => {
    await closed('held')
    return holdRefused(ledger.db, name, [one.id])
  },
  release: () => releasePart(ledger.db, name, { from: deliveryStates, after: firstId, limit: 100 }),
  probe: async () => {
    await closed('held')
    return takeProbe(ledger.db, name)
  },
  replay: async (one) => {
    await replayOne(ledger.db, one.id, deliveryStates, 'anna')
    const replay = await endlessReplay(ledger.db)
    return replayPart(ledger.db, { replay, actor: 'anna', filter: { lead: one.leadId }, ...elsewhere }, 9)
  },
  undo: async (one) => {
    const replay = await endlessReplay(ledger.db)
    await sql`update deliveries set replay = ${replay} where id = ${one.id}`.execute(ledger.db)
    await sql`
      insert into replayed (delivery, actor, replay, state, generation, queued_at)
      values (${one.id}, 'anna', ${replay}, 'rejected', 0, now())`.execute(ledger.db)
    return undoPart(ledger.db, { replay, ...elsewhere }, 9)
  },
  confirm: async (one) => confirm(ledger.db, await asRead(one), { outcome: 'already-there' }, byAnna),
  deny: async (one) => deny(ledger.db, await asRead(one), byAnna),
  cancel: async (one) => {
    await cancelDelivery(ledger.db, one.id, deliveryStates)
    return cancelPart(ledger.db, { lead: one.leadId }, '2099-01-01', 9)
  },
  erase: async (one) => {
    await ledger.db.transaction().execute((tx) => cancelLeads(tx, [one.leadId]))
    return cancelErased(ledger.db)
  },
}

describe.each(Object.entries(moves) as [keyof typeof moves, Move][])('the move %s', (move, { from, to }) => {
  it.each(deliveryStates)('changes a delivery that is %s as states.ts says', async (state) => {
    const [one] = await routedLeads(ledger.db, 1, [(name = `d-${uuid()}`)])
    const about = {
      class: 'rejected',
      code: 'BAD',
      next_attempt_at: new Date(0),
      may_be_there: true,
      changed_at: new Date(0),
    }
    await change(ledger.db, 'deliveries', one!.id, { ...about, state, worker: state === 'sending' ? worker : null })
    await perform[move](one!)
    const after: DeliveryState = (await delivery(ledger.db, one!.id)).state
    if (from.includes(state)) expect(to).toContain(after)
    else expect(after).toBe(state)
    const { changed_at: changed } = await delivery(ledger.db, one!.id)
    expect([from.includes(state), changed.getTime() > 0]).toEqual([from.includes(state), from.includes(state)])
  })
})

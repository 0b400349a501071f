import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { firstId } from '../../src/delivery/release.ts'
import { abandoned, countLater, dueAfter, dueBefore, hasState, requeue } from '../../src/ledger/backlog.ts'
import { claim } from '../../src/ledger/claims.ts'
import { takeProbe } from '../../src/ledger/probes.ts'
import { beat, leave } from '../../src/ledger/workers.ts'
import { change, delivery, destination, freshLedger, type MadeDelivery, routedLeads, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

const begin = '00000000-0000-0000-0000-000000000000'
const states = [
  ...['queued', 'sending', 'delivered', 'waiting', 'held', 'rejected'],
  ...['uncertain', 'exhausted', 'cancelled'],
] as const

let name: string
let all: MadeDelivery[]
/** One delivery in each state, and a stranger's beside them. */
beforeEach(async () => {
  name = `d-${uuid()}`
  all = (await routedLeads(ledger.db, states.length, [name, 'stranger'])).filter((one) => one.destination === name)
  for (const [at, state] of states.entries()) await change(ledger.db, 'deliveries', all[at]!.id, { state })
})

const idsOf = (...wanted: (typeof states)[number][]) => wanted.map((state) => all[states.indexOf(state)]!.id)

describe('putting back in line', () => {
  it('takes the states asked for, in the order the leads came, each under a new turn', async () => {
    await change(ledger.db, 'deliveries', idsOf('waiting')[0]!, {
      next_attempt_at: new Date(),
      retry_since: new Date(),
    })
    const queued = await requeue(ledger.db, name, ['held', 'waiting', 'queued'], begin, 100)
    expect(queued.map(({ id, turn }) => [id, turn])).toEqual(idsOf('queued', 'waiting', 'held').map((id) => [id, 1]))
    for (const id of idsOf('queued', 'waiting', 'held')) {
      expect(await delivery(ledger.db, id)).toMatchObject({ state: 'queued', next_attempt_at: null, retry_since: null })
    }
    for (const state of ['sending', 'delivered', 'rejected', 'uncertain', 'exhausted', 'cancelled'] as const) {
      expect(await delivery(ledger.db, idsOf(state)[0]!)).toMatchObject({ state, turn: 0 })
    }
  })

  it('goes on after the last lead of the part before', async () => {
    const seen: string[] = []
    for (let after = begin; ; ) {
      const part = await requeue(ledger.db, name, ['held', 'waiting', 'queued'], after, 2)
      expect(part.length).toBeLessThanOrEqual(2)
      seen.push(...part.map(({ id }) => id))
      const last = part.at(-1)
      if (!last) break
      after = last.leadId
    }
    expect(seen).toEqual(idsOf('queued', 'waiting', 'held'))
  })

  it('keeps the retry window of those tried while it was closed, but for its last part', async () => {
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)
    const [waiting, held, queued] = idsOf('waiting', 'held', 'queued')
    const tried = (id: string | undefined, queuedAt: number, since: number) =>
      change(ledger.db, 'deliveries', id!, { queued_at: minutesAgo(queuedAt), retry_since: minutesAgo(since) })
    await tried(waiting, 1, 7)
    await tried(held, 1, 300)
    await tried(queued, 20, 300)
    const kept = { closedSince: minutesAgo(10), most: 60 * 60_000 }
    await requeue(ledger.db, name, ['held', 'waiting', 'queued'], begin, 100, kept)
    const minutes = async (id: string | undefined) => {
      const { retry_since: since } = await delivery(ledger.db, id!)
      return since && Math.round((Date.now() - since.getTime()) / 60_000)
    }
    expect([await minutes(waiting), await minutes(held), await minutes(queued)]).toEqual([7, 60, null])
  })

  it.each(['held', 'resting', 'paused'])('takes nothing where the destination is %s meanwhile', async (state) => {
    await change(ledger.db, 'destinations', name, { state })
    expect(await requeue(ledger.db, name, ['held', 'waiting', 'queued'], begin, 100)).toEqual([])
    expect(await delivery(ledger.db, idsOf('held')[0]!)).toMatchObject({ state: 'held', turn: 0 })
  })

  it('by two at once gives every delivery one turn that both agree on', async () => {
    await Promise.all([1, 2].map(() => requeue(ledger.db, name, ['held'], begin, 100)))
    expect(await delivery(ledger.db, idsOf('held')[0]!)).toMatchObject({ state: 'queued', turn: 1 })
  })
})

describe('what the queue ought to hold', () => {
  const inMs = (ms: number) => new Date(Date.now() + ms)
  const later = new Date('2099-01-01T00:00:00Z')
  const queued = () => idsOf('queued')[0]!
  const waiting = () => idsOf('waiting')[0]!
  const set = (id: string, values: Parameters<typeof change<'deliveries'>>[3]) =>
    change(ledger.db, 'deliveries', id, values)
  const overdueAt = async (moment: Date, before?: string) =>
    (await dueBefore(ledger.db, name, moment, before, 100)).map(({ id }) => id)

  it('is what was due by then, since it was queued or since its moment came, the newest lead first', async () => {
    await set(queued(), { queued_at: inMs(-20_000), turn: 4 })
    await set(waiting(), { next_attempt_at: inMs(-10_000) })
    expect(await overdueAt(inMs(-5_000))).toEqual([waiting(), queued()])
    expect(await overdueAt(inMs(-15_000))).toEqual([queued()])
    expect(await overdueAt(inMs(-25_000))).toEqual([])
    const [newest] = await dueBefore(ledger.db, name, inMs(0), undefined, 1)
    expect(newest?.id).toBe(waiting())
    const [oldest] = await dueBefore(ledger.db, name, inMs(0), newest?.leadId, 1)
    expect(oldest).toMatchObject({ id: queued(), turn: 4, destination: name })
    expect(oldest?.dueFor).toBeGreaterThan(19_000)
    expect(oldest?.dueFor).toBeLessThan(60_000)
  })

  it('and, for later, what is due only then', async () => {
    await set(waiting(), { next_attempt_at: later, turn: 4 })
    const [one, ...more] = await dueAfter(ledger.db, name, inMs(0), begin, 100)
    expect(one).toMatchObject({ id: waiting(), turn: 4, destination: name })
    expect(Math.abs((one?.dueIn ?? 0) + Date.now() - later.getTime())).toBeLessThan(60_000)
    expect(more).toEqual([])
    expect(await dueAfter(ledger.db, name, later, begin, 100)).toEqual([])
    expect(await overdueAt(inMs(60_000))).not.toContain(waiting())
  })

  it('is counted for later when it has been there for a while, by the ledger’s clock', async () => {
    const count = async (settledFor: number, of = name) => (await countLater(ledger.db, of, settledFor)).later
    await set(waiting(), { next_attempt_at: later, queued_at: inMs(-10_000) })
    expect([await count(5_000), await count(15_000), await count(5_000, 'nowhere')]).toEqual([1, 0, 0])
    await set(waiting(), { next_attempt_at: new Date(0) })
    expect(await count(5_000)).toBe(0)
    expect(Math.abs((await countLater(ledger.db, name, 0)).now.getTime() - Date.now())).toBeLessThan(60_000)
  })

  it('can be asked by state', async () => {
    expect(await hasState(ledger.db, name, ['held'])).toBe(true)
    expect(await hasState(ledger.db, name, ['held', 'cancelled'])).toBe(true)
    expect(await hasState(ledger.db, 'nowhere', ['held'])).toBe(false)
  })
})

describe('the probe', () => {
  it('is the newest undelivered lead; it alone can be claimed, and says what it is', async () => {
    await change(ledger.db, 'destinations', name, { state: 'held' })
    await change(ledger.db, 'deliveries', idsOf('held')[0]!, { state: 'delivered' })
    const probe = await takeProbe(ledger.db, name)
    expect(probe).toMatchObject({ id: idsOf('waiting')[0], turn: 1, destination: name, dueIn: 0 })
    expect(await delivery(ledger.db, probe!.id)).toMatchObject({ state: 'queued', turn: 1 })
    expect((await destination(ledger.db, name)).probe_delivery).toBe(probe!.id)
    const claimed = await claim(ledger.db, uuid(), [probe!, { id: idsOf('queued')[0]!, turn: 0 }])
    expect([...claimed.values()].map(({ id, probe: isProbe }) => [id, isProbe])).toEqual([[probe!.id, true]])
  })

  it('is a lead of the code that is to come last only where there is no other', async () => {
    await change(ledger.db, 'destinations', name, { state: 'held' })
    const [queued, waiting, held] = idsOf('queued', 'waiting', 'held')
    const code = 'EARLIER_UNCERTAIN'
    const waits = { code, class: 'transient' } as const
    for (const id of [queued!, waiting!]) await change(ledger.db, 'deliveries', id, waits)
    expect((await takeProbe(ledger.db, name, [code]))?.id).toBe(held)
    await change(ledger.db, 'deliveries', held!, waits)
    expect((await takeProbe(ledger.db, name, [code]))?.id).toBe(queued)
  })

  it('is none when nothing waits', async () => {
    const nobody = `d-${uuid()}`
    await routedLeads(ledger.db, 0, [nobody])
    expect(await takeProbe(ledger.db, nobody)).toBeUndefined()
    expect((await destination(ledger.db, nobody)).probe_delivery).toBeNull()
  })
})

describe('what a dead worker left', () => {
  it('is found, and what a living one sends is not', async () => {
    const [dead, living] = [uuid(), uuid()]
    for (const id of [dead, living]) await beat(ledger.db, id, 'worker')
    const [one, two] = [idsOf('queued')[0]!, idsOf('waiting')[0]!]
    await claim(ledger.db, dead, [{ id: one, turn: 0 }])
    await claim(ledger.db, living, [{ id: two, turn: 0 }])
    const mine = async () => (await abandoned(ledger.db, firstId, 1_000)).filter((left) => [one, two].includes(left.id))
    expect(await mine()).toEqual([])
    await leave(ledger.db, dead)
    expect(await mine()).toMatchObject([
      { id: one, worker: dead, attempts: 1, turn: 0, sendingSince: expect.any(Date) },
    ])
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { storeArrivals } from '../../../src/ledger/arrivals.ts'
import { hold, open } from '../../../src/ledger/destinations.ts'
import { openAlerts } from '../../../src/ledger/notify/alerts.ts'
import { check } from '../../../src/notify/alerts/check.ts'
import { checks } from '../../../src/notify/alerts/checks/index.ts'
import { arrival, change, routedLeads } from '../../ledger/rows.ts'
import { type LedgerRig, openLedgerRig } from './ledger-rig.ts'

const trouble = { problem: '', code: 'AADSTS7000222', status: 401, message: 'expired' }
const minute = 60_000
const day = 24 * 60 * minute
// Later than everything that the ledger itself dates.
const start = Date.now() + 1_800_000
const later = (ms: number) => new Date(start + ms)

let rig: LedgerRig
beforeEach(async () => {
  rig = await openLedgerRig({ ops: {}, pager: { type: 'pager' } })
})
afterEach(() => rig.close())

const alerts = () => rig.ledger.db.selectFrom('alerts').selectAll().orderBy('key').execute()
const openAlertsNow = async () => (await alerts()).filter(({ closed_at }) => !closed_at).map(({ key }) => key)

describe('of many workers at once', () => {
  test('exactly one opens an alert, without any lock but the index', async () => {
    const { db } = rig.ledger
    for (let round = 0; round < 20; round++) {
      const key = `held:d${round}`
      const seen = {
        ...{ key, kind: 'held', severity: 'critical' as const, subject: `d${round}`, size: 0, detail: {} },
        ...{ since: new Date(), dueAt: new Date() },
      }
      const opened = await Promise.all(Array.from({ length: 8 }, () => openAlerts(db, [seen], new Date())))
      expect(opened.flat()).toHaveLength(1)
    }
    expect(await alerts()).toHaveLength(20)
  })

  test('each thing is told once, however they look', async () => {
    const { db } = rig.ledger
    await routedLeads(db, 3, ['crm', 'table', 'partner'])
    for (const id of ['crm', 'table', 'partner']) await hold(db, id, trouble, { probeIn: 60_000 })
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 3 }, () => rig.look(later(round * 30_000))))
    }
    const told = await rig.messages()
    const keys = (channel: string) =>
      told.filter((one) => one.channel === channel).flatMap(({ alerts }) => alerts.map(({ key }) => key))
    expect(keys('ops').sort()).toEqual(['held:crm', 'held:partner', 'held:table'])
    expect(keys('pager').sort()).toEqual(['held:crm', 'held:partner', 'held:table'])
    expect(told.filter(({ channel }) => channel === 'ops')).toHaveLength(1)
  })
})

test('what is told later, when no alert changes, is told once, too, by many workers', async () => {
  const made = await routedLeads(rig.ledger.db, 1, ['crm'])
  await change(rig.ledger.db, 'deliveries', made[0]!.id, { state: 'rejected' })
  for (let round = 0; round < 8; round++) {
    await Promise.all(Array.from({ length: 8 }, () => rig.look(later(round * 20_000))))
  }
  expect(await rig.messages('ops')).toHaveLength(1)
})

test('a held destination is told with what waits, and its end in a reply', async () => {
  const { db } = rig.ledger
  await routedLeads(db, 12, ['crm'])
  await hold(db, 'crm', trouble, { probeIn: 60_000 })
  await rig.look(later(0))
  await rig.sendAll()
  await open(db, 'crm')
  await rig.look(later(10 * minute))
  await rig.look(later(16 * minute))
  await rig.look(later(18 * minute))
  const [opened, closed] = await rig.messages('ops')
  expect(opened?.subject).toBe('Held: crm. 12 leads wait')
  expect(opened?.text).toContain('AADSTS7000222 (status 401)')
  expect(closed).toMatchObject({ subject: 'Open again: crm', inReplyTo: opened?.id })
  const incidents = await rig.messages('pager')
  expect(incidents.map(({ alerts }) => alerts[0]?.type)).toEqual(['alert.opened', 'alert.closed'])
  expect(await alerts()).toMatchObject([{ finished: true }])
})

test('an operator’s own hold is an info, and its reason is told without addresses', async () => {
  await routedLeads(rig.ledger.db, 1, ['crm'])
  const message = 'the vendor moves, ask jo@contoso.com'
  await change(rig.ledger.db, 'destinations', 'crm', { state: 'held', held_by: 'anna', message })
  await rig.look(later(0))
  await rig.look(later(2 * minute))
  expect(await alerts()).toMatchObject([{ key: 'held:crm', severity: 'info' }])
  const [told] = await rig.messages('ops')
  expect(told?.text).toMatch(
    /An operator \(anna\) holds crm since .*: the vendor moves, ask \[hidden\]\n0 leads wait\./,
  )
})

test('deliveries that need a person, leads without a route and late leads are found; tests are not', async () => {
  const { db } = rig.ledger
  const made = await routedLeads(db, 4, ['crm'])
  await change(db, 'deliveries', made[0]!.id, { state: 'rejected' })
  await change(db, 'deliveries', made[1]!.id, { state: 'exhausted' })
  await change(db, 'deliveries', made[2]!.id, { state: 'rejected', test: true })
  const long = new Date(start - 2 * 60 * minute)
  const old = '01900000-0000-7000-8000-000000000001'
  await storeArrivals(db, [arrival({ id: old, offer: 'contoso.old', receivedAt: long })])
  await change(db, 'deliveries', made[3]!.id, { lead_id: old, queued_at: long })
  await storeArrivals(db, [arrival({ state: 'received' }), arrival({ state: 'unreadable', receivedAt: long })])
  await rig.look(later(0))
  expect(await openAlertsNow()).toEqual(['late:contoso.old', 'unreadable:marketplace', 'waiting-for-person:crm'])
  expect(await alerts()).toMatchObject([{}, {}, { size: 2, detail: { rejected: 1, exhausted: 1 } }])
})

test('a check that fails closes nothing, and the others go on', async () => {
  await routedLeads(rig.ledger.db, 1, ['crm'])
  await hold(rig.ledger.db, 'crm', trouble, { probeIn: 60_000 })
  const one = { key: 'flood:web', kind: 'flood' as const, subject: 'web', detail: {} }
  let fails = false
  const own = check<number>({
    kinds: ['flood'],
    look: async () => {
      if (fails) throw new Error('away')
      return 1
    },
    find: (_, seen) => (seen === 1 ? [one] : []),
  })
  await rig.look(later(0), { checks: [...checks, own] })
  fails = true
  await open(rig.ledger.db, 'crm')
  await rig.look(later(10 * minute), { checks: [...checks, own] })
  await rig.look(later(20 * minute), { checks: [...checks, own] })
  expect(await openAlertsNow()).toEqual(['flood:web'])
})

test('while a message waits, what is new goes into the next one', async () => {
  const { db } = rig.ledger
  await routedLeads(db, 1, ['a', 'b', 'c'])
  await hold(db, 'a', trouble, { probeIn: 60_000 })
  await rig.look(later(0))
  await db.updateTable('messages').set({ state: 'waiting' }).execute()
  await hold(db, 'b', trouble, { probeIn: 60_000 })
  await rig.look(later(10 * minute))
  await hold(db, 'c', trouble, { probeIn: 60_000 })
  await rig.look(later(20 * minute))
  expect(await rig.messages('ops')).toHaveLength(1)
  await rig.sendAll()
  await rig.look(later(30 * minute))
  expect((await rig.messages('ops')).at(-1)?.alerts.map(({ key }) => key)).toEqual(['held:b', 'held:c'])
})

describe('how many messages', () => {
  test('a destination that is held for a week brings', async () => {
    const { db } = rig.ledger
    await routedLeads(db, 5, ['crm'])
    await hold(db, 'crm', trouble, { probeIn: 60_000 })
    for (let at = 0; at <= 7 * day; at += 60 * minute) {
      await rig.look(later(at))
      await rig.sendAll()
    }
    const told = (await rig.messages('ops')).length
    const pager = (await rig.messages('pager')).flatMap(({ alerts }) => alerts)
    console.info(`held for a week: ${told} messages, ${pager.length} events of an incident`)
    // The first word, then after four hours, a day, and daily.
    expect(told).toBe(8)
    expect(pager.map(({ type }) => type)).toEqual(['alert.opened', ...Array(8).fill('alert.reminder')])
    expect(new Set(pager.map(({ key }) => key))).toEqual(new Set(['held:crm']))
  }, 180_000)

  test('a storm of 10,000 failures brings', async () => {
    const { db } = rig.ledger
    const made = await routedLeads(db, 10_000, ['crm'])
    for (let step = 0; step < 20; step++) {
      const some = made.slice(step * 500, (step + 1) * 500).map(({ id }) => id)
      await db.updateTable('deliveries').set({ state: 'rejected', code: 'TOO_LONG' }).where('id', 'in', some).execute()
      await rig.look(later(step * 30_000))
      await rig.sendAll()
    }
    for (let at = 10; at <= 180; at += 5) {
      await rig.look(later(at * minute))
      await rig.sendAll()
    }
    const told = await rig.messages('ops')
    console.info(`a storm of 10,000 failures in ten minutes: ${told.length} messages in three hours`)
    expect(told.length).toBeGreaterThan(0)
    expect(told.length).toBeLessThanOrEqual(3)
    expect(told.at(-1)?.subject).toBe('Needs a person: 10000 deliveries to crm')
  }, 180_000)

  test('the worst hour of the demonstration brings', async () => {
    const { db } = rig.ledger
    const destinations = ['crm-eu', 'crm-us', 'marketing', 'partner', 'leads-table', 'mail']
    const made = await routedLeads(db, 60, destinations)
    await rig.look(later(0))
    const at = async (minutes: number, what: () => Promise<unknown>) => {
      await what()
      for (let now = minutes; now < minutes + 10; now += 0.5) {
        await rig.look(later(now * minute))
        await rig.sendAll()
      }
    }
    await at(0, () => hold(db, 'crm-eu', trouble, { probeIn: 60_000 }))
    await at(10, async () => {
      await change(db, 'destinations', 'crm-us', { state: 'resting', since: later(0) })
      await change(db, 'destinations', 'partner', { state: 'resting', since: later(0) })
    })
    await at(20, async () => {
      const some = made.filter(({ destination }) => destination === 'marketing').map(({ id }) => id)
      await db.updateTable('deliveries').set({ state: 'rejected' }).where('id', 'in', some).execute()
      const unsure = made.filter(({ destination }) => destination === 'mail').map(({ id }) => id)
      await db.updateTable('deliveries').set({ state: 'uncertain' }).where('id', 'in', unsure).execute()
    })
    await at(30, () => storeArrivals(db, [arrival({ state: 'unreadable', receivedAt: later(20 * minute) })]))
    await at(40, () => open(db, 'crm-eu'))
    await at(50, () => change(db, 'destinations', 'crm-us', { state: 'open' }))
    const told = await rig.messages('ops')
    console.info(`the worst hour: ${told.length} messages\n${told.map(({ subject }) => `  ${subject}`).join('\n')}`)
    expect(told.length).toBeLessThanOrEqual(7)
    const keys = told.flatMap(({ alerts }) => alerts.map(({ key, type }) => `${type} ${key}`))
    expect(new Set(keys).size).toBe(keys.length)
  }, 180_000)
})

import { describe, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import type { DestinationSnapshot } from '../../../src/ledger/notify/snapshot.ts'
import type { Snapshot } from '../../../src/notify/alerts/check.ts'
import { checks } from '../../../src/notify/alerts/checks/index.ts'

const now = new Date('2026-11-29T10:00:00Z')
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000)

const calm: Snapshot = {
  ...{ now, destinations: [], stranded: [], late: [], polls: [], channels: [], beatAt: now },
  recent: { deliveries: [], leads: [] },
  ...{
    alerts: alertsSchema.parse({}),
    sources: new Map(),
    complaints: [],
    uncheckable: new Set(),
    wordingOf: () => [],
    expiries: [],
  },
  ...{ queueAwaySince: undefined, disk: undefined, queued: new Map(), open: new Map() },
  silence: { at: now, standings: [], canaries: [] },
}

const crm: DestinationSnapshot = {
  ...{ id: 'crm', connector: 'https', state: 'open', configured: true, since: ago(60), heldBy: '', heldFor: '' },
  ...{ problem: '', code: '', status: null, probeAt: null, forRefusals: false, excerpt: '' },
  ...{ queued: 0, waiting: 0, held: 0, rejected: 0, uncertain: 0, exhausted: 0 },
}

const openAlerts = (...keys: string[]) => new Map(keys.map((key) => [key, {}]))

/** What the check of the daily proof reads. */
const nothingMissing = { missing: [], odd: { odd: 0, day: null, days: 0 } }

const find = (more: Partial<Snapshot>) => checks.flatMap((one) => one.find({ ...calm, ...more }, nothingMissing))
const keys = (more: Partial<Snapshot>) => find(more).map(({ key }) => key)

test('a calm hub has no alert', () => {
  expect(find({ destinations: [crm] })).toEqual([])
})

test.each([
  ['held', { state: 'held', held: 4 }, ['held:crm']],
  ['resting', { state: 'resting' }, ['resting:crm']],
  ['paused by an operator', { state: 'paused' }, []],
  ['held and no longer configured', { state: 'held', configured: false }, []],
  ['with decisions to make', { uncertain: 1, rejected: 2 }, ['waiting-for-person:crm']],
] as const)('a destination that is %s', (_, more, expected) => {
  expect(keys({ destinations: [{ ...crm, ...more }] })).toEqual(expected)
})

test.each([
  ['was held by a failure', { state: 'held' }, [], false],
  ['was held for refusals', { state: 'held', forRefusals: true }, [], true],
  ['cannot be checked', { state: 'held' }, ['crm'], true],
  ['rests, so that its check may pass', { state: 'resting' }, [], true],
] as const)('whether only a lead shows the fault, of a destination that %s', (_, more, uncheckable, byLead) => {
  const found = find({ destinations: [{ ...crm, ...more }], uncheckable: new Set(uncheckable) })
  expect(found.map(({ detail }) => detail['byLead'])).toEqual([byLead])
})

test('a quote is a sentence of the catalogue that the far end said, and never its other words', () => {
  const wordingOf = (id: string) => (id === 'known' ? ['400 Bad Request', 'The field  is wrong'] : [])
  const why = { state: 'held', problem: 'known', code: 'X' } as const
  const found = find({
    ...{
      wordingOf,
      destinations: [{ ...crm, ...why, excerpt: '{"error":"the FIELD is\\nwrong for ann@contoso.com"}' }],
    },
  })
  expect(found[0]?.detail['said']).toBeUndefined()
  const said = (excerpt: string) => find({ wordingOf, destinations: [{ ...crm, ...why, excerpt }] })[0]?.detail
  expect(said('ann@contoso.com: the FIELD\nis wrong')?.['said']).toBe('The field  is wrong')
  expect(JSON.stringify(said('ann@contoso.com: the FIELD is wrong'))).not.toContain('ann@')
})

describe('a backlog', () => {
  const at = (queued: number, earlier: number[], open: string[] = []) =>
    keys({ destinations: [{ ...crm, queued }], queued: new Map([['crm', earlier]]), open: openAlerts(...open) })

  test('is more than 100 in line, and more than at each of the last three looks', () => {
    expect(at(400, [100, 200, 300])).toEqual(['backlog:crm'])
    expect(at(400, [100, 500, 300])).toEqual([])
    expect(at(400, [200, 300])).toEqual([])
    expect(at(90, [10, 20, 30])).toEqual([])
  })

  test('closes under 50', () => {
    expect(at(60, [400, 300, 200], ['backlog:crm'])).toEqual(['backlog:crm'])
    expect(at(49, [400, 300, 200], ['backlog:crm'])).toEqual([])
  })
})

describe('late leads', () => {
  const late = (minutes: number) => [{ offer: 'contoso.router', destination: 'crm', count: 3, oldest: ago(minutes) }]

  test('are older than the target of their offer', () => {
    expect(keys({ late: late(59) })).toEqual([])
    expect(keys({ late: late(61) })).toEqual(['late:contoso.router'])
    const alerts = alertsSchema.parse({ late: { offers: { 'contoso.*': '15m' } } })
    expect(keys({ late: late(16), alerts })).toEqual(['late:contoso.router'])
  })

  test('may be more than were counted', () => {
    const details = (count: number) => find({ late: [{ ...late(61)[0]!, count }] }).map(({ detail }) => detail)
    expect(details(999)).toMatchObject([{ count: 999, more: false }])
    expect(details(1_000)).toMatchObject([{ count: 1_000, more: true }])
  })

  test('are so until they are younger than half of it', () => {
    const open = openAlerts('late:contoso.router')
    expect(keys({ late: late(31), open })).toEqual(['late:contoso.router'])
    expect(keys({ late: late(29), open })).toEqual([])
  })
})

test('bodies without a lead count by source, but not those of a public form', () => {
  const stranded = ['web', 'form', 'gone'].map((source) => ({
    ...{ state: 'unreadable' as const, source, count: 2, oldest: ago(10) },
  }))
  const sources = new Map([
    ['web', { type: 'marketplace', key: 'x' }],
    ['form', { type: 'form' }],
  ]) as unknown as Snapshot['sources']
  expect(keys({ stranded, sources })).toEqual(['unreadable:web', 'unreadable:gone'])
})

test.each([
  [31, []],
  [30, ['info']],
  [7, ['warning']],
  [1, ['critical']],
  [-1, ['critical']],
])('a secret that ends in %d days', (days, severities) => {
  const expiries = [{ destination: 'crm', setting: 'clientSecret', at: new Date(now.getTime() + days * 86_400_000) }]
  expect(find({ expiries }).map(({ severity }) => severity)).toEqual(severities)
})

describe('the disk', () => {
  const gigabyte = 1024 ** 3
  const of = (free: number, size: number, open: string[] = []) =>
    find({ disk: { free: free * gigabyte, size: size * gigabyte }, open: openAlerts(...open) }).map(
      ({ severity }) => severity,
    )

  test('is told under a tenth or 2 GB, and is critical at 3 %', () => {
    expect(of(20, 100)).toEqual([])
    expect(of(9, 100)).toEqual(['warning'])
    expect(of(1.5, 8)).toEqual(['warning'])
    expect(of(3, 100)).toEqual(['critical'])
  })

  test('is told until there is a little more', () => {
    expect(of(10.5, 100)).toEqual([])
    expect(of(10.5, 100, ['disk'])).toEqual(['warning'])
  })
})

test('without a worker, what is due is told', () => {
  const destinations = [{ ...crm, queued: 2 }]
  expect(keys({ destinations, beatAt: ago(3) })).toEqual(['workers'])
  expect(keys({ destinations, beatAt: null })).toEqual(['workers'])
  expect(keys({ destinations, beatAt: ago(1) })).toEqual([])
  expect(keys({ beatAt: ago(60) })).toEqual([])
})

test('an unread table, an absent queue and a refused file are told', () => {
  const polls = [{ source: 'microsoft', failures: 3, succeededAt: null, code: '', status: 403, problem: '' }]
  expect(keys({ polls, queueAwaySince: ago(2), complaints: ['x: wrong'] })).toEqual([
    'config',
    'table:microsoft',
    'queue',
  ])
})

/** Floods, refused shares and wrong keys, as the pure checks find them. */
import { describe, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import { readConfig } from '../../../src/config/config.ts'
import type { RecentDeliveries, RecentLeads } from '../../../src/ledger/notify/recent.ts'
import type { BusyHour, Usual } from '../../../src/ledger/notify/usual.ts'
import type { Snapshot } from '../../../src/notify/alerts/check.ts'
import { floods } from '../../../src/notify/alerts/checks/flood.ts'
import { refusedShares } from '../../../src/notify/alerts/checks/refused.ts'
import { wrongKeys } from '../../../src/notify/alerts/checks/wrong-key.ts'
import { inhibitors } from '../../../src/notify/alerts/inhibition.ts'

const now = new Date('2026-11-29T10:00:00Z')
const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000)

const { sources } = readConfig(
  JSON.stringify({
    sources: { web: { type: 'marketplace', key: '${env:KEY}' }, open: { type: 'form' } },
    destinations: {},
  }),
  { connectors: [], env: { KEY: 'a-key-of-the-source' } },
)

const calm: Snapshot = {
  ...{ now, destinations: [], stranded: [], late: [], polls: [], channels: [], beatAt: now },
  ...{
    alerts: alertsSchema.parse({}),
    sources,
    complaints: [],
    uncheckable: new Set<string>(),
    wordingOf: () => [],
    expiries: [],
  },
  ...{ queueAwaySince: undefined, disk: undefined, queued: new Map(), open: new Map() },
  ...{ recent: { deliveries: [], leads: [] }, silence: { at: now, standings: [], canaries: [] } },
}

const crm: RecentDeliveries = { destination: 'crm', ended: 50, refused: 0, oldest: ago(9) }
const web: RecentLeads = {
  ...{ source: 'web', came: 50, unrouted: 0, unreadable: 0, oldest: ago(9), newest: ago(1), twoHours: 0 },
  ...{ wrongKeys: 0, wrongKeysSinceLead: 0, wrongKeyHours: 0, wrongKeySince: null, wrongKeyLast: null },
}
const open = (...keys: string[]) => new Map(keys.map((key) => [key, {}]))

describe('refused deliveries', () => {
  const keys = (refused: number, usual: Usual, more: Partial<Snapshot> = {}) =>
    refusedShares
      .find(
        { ...calm, recent: { deliveries: [{ ...crm, refused }], leads: [] }, ...more },
        { destinations: new Map([['crm', usual]]), sources: new Map() },
      )
      .map(({ key }) => key)

  test('are told when they are more than chance brings', () => {
    expect(keys(6, { refused: 9, all: 998 })).toEqual([])
    expect(keys(7, { refused: 9, all: 998 })).toEqual(['refused:crm'])
    expect(keys(23, { refused: 199, all: 998 })).toEqual([])
    expect(keys(24, { refused: 199, all: 998 })).toEqual(['refused:crm'])
  })

  test('are told later while little is known of the destination', () => {
    expect(keys(5, { refused: 0, all: 1_000 })).toEqual(['refused:crm'])
    expect(keys(5, { refused: 0, all: 20 })).toEqual([])
    expect(keys(40, { refused: 0, all: 0 })).toEqual([])
  })

  test('are over below half of it', () => {
    const usual = { refused: 9, all: 998 }
    expect(keys(4, usual, { open: open('refused:crm') })).toEqual(['refused:crm'])
    expect(keys(3, usual, { open: open('refused:crm') })).toEqual([])
  })

  test('may be judged otherwise', () => {
    const alerts = alertsSchema.parse({ refused: { of: 20, chance: 0.001 } })
    expect(keys(3, { refused: 0, all: 1_000 }, { alerts })).toEqual(['refused:crm'])
  })
})

describe('refused leads of a source', () => {
  const find = (one: Partial<RecentLeads>) =>
    refusedShares.find(
      { ...calm, recent: { deliveries: [], leads: [{ ...web, ...one }] } },
      { destinations: new Map(), sources: new Map([[one.source ?? 'web', { refused: 0, all: 1_000 }]]) },
    )

  test('are unrouted and unreadable ones', () => {
    expect(find({ unrouted: 3, unreadable: 2 })).toMatchObject([
      {
        key: 'refused:source:web',
        subject: 'web',
        detail: { of: 'source', refused: 5, all: 50, limit: 5, usual: 0.5 },
      },
    ])
    expect(find({ unrouted: 2, unreadable: 2 })).toEqual([])
  })

  test('are unrouted ones alone at a form to which anybody posts', () => {
    expect(find({ source: 'open', unreadable: 40 })).toEqual([])
    expect(find({ source: 'open', unrouted: 5, unreadable: 40 })).toMatchObject([{ subject: 'open' }])
  })
})

describe('a flood', () => {
  const busy: BusyHour = { source: 'web', leads: 81, most: 40, firstAt: ago(24 * 30) }
  const find = (one: Partial<BusyHour>, more: Partial<Snapshot> = {}) =>
    floods.find({ ...calm, recent: { deliveries: [], leads: [{ ...web, twoHours: 81 }] }, ...more }, [
      { ...busy, ...one },
    ])

  test('is told with what was usual', () => {
    expect(find({})).toMatchObject([{ key: 'flood:web', subject: 'web', detail: { count: 81, most: 40 } }])
    expect(find({ leads: 80 })).toEqual([])
  })

  test('is none in the first week of a source', () => {
    expect(find({ firstAt: ago(24 * 6) })).toEqual([])
    expect(find({ firstAt: null })).toEqual([])
  })

  test('is measured by the hours before it, as long as it lasts', () => {
    const during = { open: new Map([['flood:web', { count: 500, most: 40 }]]) }
    expect(find({ leads: 60, most: 500 }, during)).toMatchObject([{ detail: { count: 60, most: 40 } }])
    expect(find({ leads: 40, most: 500 }, during)).toEqual([])
  })
})

describe('posts with a wrong key', () => {
  const find = (one: Partial<RecentLeads>) =>
    wrongKeys.find({ ...calm, recent: { deliveries: [], leads: [{ ...web, ...one }] } }, undefined)

  test('are told when no lead came in since', () => {
    const some = { wrongKeys: 4, wrongKeyHours: 1, wrongKeySince: ago(3), wrongKeyLast: ago(1) }
    expect(find({ ...some, wrongKeysSinceLead: 2 })).toEqual([])
    expect(find({ ...some, wrongKeysSinceLead: 3 })).toMatchObject([
      { key: 'wrong-key:web', since: ago(3), detail: { count: 4, alone: true } },
    ])
    expect(find({ ...some, wrongKeysSinceLead: 3 })[0]).not.toHaveProperty('severity')
  })

  test('are a warning when they come again and again among leads', () => {
    expect(find({ wrongKeys: 900, wrongKeyHours: 2 })).toEqual([])
    expect(find({ wrongKeys: 3, wrongKeyHours: 3 })).toMatchObject([{ severity: 'warning', detail: { alone: false } }])
  })
})

describe('the cause is told instead', () => {
  const alert = (key: string, detail: object = {}) => {
    const [kind = '', subject = ''] = key.split(':')
    return { id: `id of ${key}`, key, kind, subject, detail: { ...detail } }
  }
  const explains = (cause: string, effect: ReturnType<typeof alert>) =>
    inhibitors([alert(cause), effect]).get(effect.id) === `id of ${cause}`

  test.each(['held:crm', 'resting:crm', 'ledger'])('%s explains refused deliveries', (cause) => {
    expect(explains(cause, alert('refused:crm', { of: 'destination' }))).toBe(true)
  })

  test('a source is not explained by a destination of the same name', () => {
    expect(explains('held:crm', { ...alert('refused:source:crm', { of: 'source' }), subject: 'crm' })).toBe(false)
  })

  test('a delivery that waits for a person does not hide that far more are refused than usual', () => {
    expect(explains('waiting-for-person:crm', alert('refused:crm', { of: 'destination' }))).toBe(false)
  })

  test('a wrong key explains a silent source and its silent offers', () => {
    expect(explains('wrong-key:web', alert('silent:source:web'))).toBe(true)
    expect(explains('wrong-key:web', alert('silent:offer:web/contoso.app'))).toBe(true)
  })
})

import { describe, expect, test } from 'vitest'
import { day, forPerson, held, hour, late, minute, openWorld, resting } from './world.ts'

const subjects = (told: readonly { subject: string }[]) => told.map(({ subject }) => subject)

describe('an alert', () => {
  test('that is critical is told at once, and its end in a reply after it stayed so', () => {
    const world = openWorld()
    const [opened] = world.look([held()])
    expect(opened).toMatchObject({ subject: 'Held: crm-eu. 12 leads wait', important: true })
    expect(world.during(10 * minute, [held()])).toEqual([])
    const closed = world.during(10 * minute, [])
    expect(subjects(closed)).toEqual(['Open again: crm-eu'])
    expect(closed[0]?.inReplyTo).toBeDefined()
    expect(world.row('held:crm-eu')).toMatchObject({ finished: true })
  })

  test('ends in a reply of its own, also when something else is told at that time', () => {
    const world = openWorld()
    world.look([held()])
    const told = world.during(20 * minute, [late('contoso.router', ['crm-us'])])
    const end = told.find(({ subject }) => subject === 'Open again: crm-eu')
    expect(end?.inReplyTo).toBeDefined()
    expect(subjects(told).filter((subject) => subject !== 'Open again: crm-eu')).toHaveLength(1)
  })

  test('that ends and opens again is told in that order', () => {
    const world = openWorld()
    const web = {
      key: 'silent:source:web',
      kind: 'silent' as const,
      severity: 'critical' as const,
      subject: 'web',
      detail: {},
    }
    world.look([web])
    world.pass(minute)
    world.look([])
    world.pass(minute)
    world.look([web])
    world.pass(10 * minute)
    world.look([web])
    expect(subjects(world.told).map((subject) => subject.split(':')[0])).toEqual([
      'No leads',
      'Leads again',
      'No leads',
    ])
  })

  test('that returns before it is settled is no news', () => {
    const world = openWorld()
    world.look([held()])
    world.during(30 * minute, (now) => (now.getUTCMinutes() % 4 < 2 ? [held()] : []))
    expect(world.told).toHaveLength(1)
    expect(world.row('held:crm-eu')?.reopened).toBeGreaterThan(5)
  })

  test('is told only after its wait, and forgotten if it is over before', () => {
    const world = openWorld()
    const since = world.now
    world.during(14 * minute, [resting('crm-us', since)])
    world.during(20 * minute, [])
    expect(world.told).toEqual([])
    expect(world.rows()).toEqual([])
    const again = world.now
    world.during(14 * minute, [resting('crm-us', again)])
    expect(world.told).toEqual([])
    expect(subjects(world.during(3 * minute, [resting('crm-us', again)]))).toEqual([
      'Resting: crm-us does not answer as it should',
    ])
  })

  test('is neither ended nor closed by a look that failed', () => {
    const world = openWorld()
    world.look([held()])
    for (let minutes = 0; minutes < 60; minutes++) {
      world.pass(minute)
      world.look([], new Set(['late']))
    }
    expect(world.told).toHaveLength(1)
    expect(world.row('held:crm-eu')).toMatchObject({ ended_at: null, closed_at: null })
  })

  test('of a removed kind opens no more, if its kind is switched off', () => {
    const world = openWorld({ alerts: { kinds: { held: { off: true } } } })
    expect(world.during(hour, [held()])).toEqual([])
  })

  test('is told again when what waits for a person has doubled, at most hourly', () => {
    const world = openWorld()
    world.during(hour, [forPerson('crm-eu', 3)])
    world.during(hour, [forPerson('crm-eu', 5)])
    expect(world.told).toHaveLength(1)
    expect(subjects(world.during(10 * minute, [forPerson('crm-eu', 6)]))).toEqual([
      'Needs a person: 6 deliveries to crm-eu',
    ])
    expect(world.during(50 * minute, [forPerson('crm-eu', 600)])).toEqual([])
  })

  test('is told again when it becomes more severe', () => {
    const ends = (days: number, severity: 'info' | 'warning' | 'critical') => [
      {
        ...{ key: 'secret:crm.clientSecret', kind: 'secret' as const, severity, subject: 'crm.clientSecret' },
        detail: { destination: 'crm', setting: 'clientSecret', at: '2026-12-29T00:00:00Z', days },
      },
    ]
    const settings = { remindAfter: [] }
    const quiet = openWorld({ alerts: settings })
    quiet.during(day, ends(30, 'info'))
    quiet.during(day, ends(7, 'warning'))
    quiet.during(day, ends(1, 'critical'))
    expect(subjects(quiet.told)).toEqual([
      'Ends in 30 days: clientSecret of crm',
      'Ends in 7 days: clientSecret of crm',
      'Ends in 1 day: clientSecret of crm',
    ])
  })
})

describe('what happens at once', () => {
  test('within a minute is one message; the next comes five minutes later at the earliest', () => {
    const world = openWorld()
    const few = (count: number) => Array.from({ length: count }, (_, at) => late(`contoso.offer-${at}`, ['x']))
    world.look(few(1))
    world.pass(30_000)
    world.look(few(3))
    expect(world.told).toEqual([])
    world.pass(30_000)
    expect(world.look(few(3))[0]?.alerts).toHaveLength(3)
    const later = world.during(5 * minute, few(5))
    expect(later).toHaveLength(0)
    expect(world.during(minute, few(5))[0]?.alerts).toHaveLength(2)
  })

  test('a first critical alert waits for nothing, and further ones come together', () => {
    const world = openWorld()
    world.look([late()])
    world.pass(60_000)
    world.look([late()])
    world.pass(30_000)
    expect(world.look([late(), held('a')])).toHaveLength(1)
    world.pass(30_000)
    expect(world.look([late(), held('a'), held('b')])).toEqual([])
    expect(world.during(5 * minute, [late(), held('a'), held('b'), held('c')])[0]?.alerts).toHaveLength(2)
  })

  test('more than 20 changes are counted, and ten are named', () => {
    const world = openWorld()
    const [message] = world.look(Array.from({ length: 34 }, (_, at) => held(`crm-${at}`)))
    expect(message?.text).toContain('34 opened (34 held).')
    expect(message?.text).toContain('And 24 more: leadyard alerts')
    expect(message?.text.match(/^Held: /gm)).toHaveLength(10)
    expect(message?.alerts).toHaveLength(34)
  })

  test('many of one kind do not hide another kind, and numbers are in their order', () => {
    const world = openWorld()
    const web = { key: 'silent:source:web', kind: 'silent' as const, severity: 'critical' as const, subject: 'web' }
    const storm = Array.from({ length: 35 }, (_, at) => held(`crm-${at}`))
    const [message] = world.look([...storm, { ...web, detail: {} }])
    expect(message).toMatchObject({ brief: true })
    const named = message?.alerts?.slice(0, 10).map(({ subject }) => subject)
    expect(named).toEqual(['crm-0', 'web', ...Array.from({ length: 8 }, (_, at) => `crm-${at + 1}`)])
    expect(message?.text).toMatch(/^No leads: web/m)
  })

  test('what is critical leads a message with reminders, and the subject counts the reminders', () => {
    const world = openWorld()
    world.during(4 * hour - 2 * minute, [held(), late('a', ['x'])])
    const told = world.during(10 * minute, [held(), late('a', ['x']), late('b', ['x'])])
    expect(subjects(told)).toEqual(['Still open: Held: crm-eu. 12 leads wait (and 2 more, 1 of them reminders)'])
  })

  test('each alert is a message of its own where the far end opens incidents', () => {
    const world = openWorld({ channels: { pager: { groups: false } } })
    expect(world.look([held('a'), held('b'), late()])).toHaveLength(3)
    expect(world.during(3 * hour, [held('a'), held('b'), late()])).toEqual([])
    const closed = world.during(10 * minute, [])
    expect(closed.flatMap(({ alerts = [] }) => alerts.map(({ type }) => type))).toEqual(Array(3).fill('alert.closed'))
  })
})

describe('reminders', () => {
  test('go to a far end that opens incidents too, one for each alert, unless it is acknowledged', () => {
    const world = openWorld({ channels: { pager: { groups: false } } })
    world.look([held('a'), held('b')])
    Object.assign(world.row('held:b')!, { acknowledged_by: 'anna', acknowledged_at: world.now })
    world.during(5 * hour, [held('a'), held('b')])
    const told = world.told.flatMap(({ alerts = [] }) => alerts.map(({ type, subject }) => [type, subject]))
    expect(told.slice(2)).toEqual([
      ['alert.acknowledged', 'b'],
      ['alert.reminder', 'a'],
    ])
  })

  test('come after four hours, a day, then daily; several alerts share them', () => {
    const world = openWorld()
    const told: number[] = []
    world.during(5 * minute, [held('a')])
    const start = world.now.getTime()
    world.during(7 * day, (now) => {
      if (world.told.length > told.length + 1) told.push(now.getTime() - start)
      return now.getTime() - start > 20 * minute ? [held('a'), held('b')] : [held('a')]
    })
    const reminders = world.told.filter(({ subject }) => /^(Reminder|Still open)/.test(subject))
    expect(reminders.length).toBeGreaterThanOrEqual(8)
    expect(reminders.length).toBeLessThanOrEqual(10)
    expect(reminders[0]?.subject).toBe('Reminder: 2 alerts are still open')
  })

  test('end with an acknowledgement, and come again when it has ended', () => {
    const world = openWorld()
    world.look([held()])
    const row = world.row('held:crm-eu')!
    const until = new Date(world.now.getTime() + 2 * day)
    Object.assign(row, { acknowledged_by: 'anna', acknowledged_at: world.now, acknowledged_until: until })
    row.note = 'the vendor knows'
    const [told, ...more] = world.during(2 * day, [held()])
    expect(told).toMatchObject({ subject: 'Acknowledged: Held: crm-eu. 12 leads wait', inReplyTo: expect.any(String) })
    expect(told?.text).toContain('By anna. the vendor knows')
    expect(more).toEqual([])
    expect(world.during(hour, [held()])).toHaveLength(1)
    Object.assign(row, { acknowledged_by: 'ben', acknowledged_until: null, note: '' })
    expect(subjects(world.during(hour, [held()]))).toEqual(['Acknowledged: Held: crm-eu. 12 leads wait'])
    expect(subjects(world.during(10 * minute, []))).toEqual(['Open again: crm-eu'])
  })
})

describe('escalation', () => {
  const escalating = { alerts: { escalate: { to: ['boss'] } }, channels: { ops: {}, boss: {} } }

  test('tells the next channel once, if nobody acknowledges a critical alert in half an hour', () => {
    const world = openWorld(escalating)
    world.during(29 * minute, [held(), late('other', ['x'])])
    expect(world.told.every(({ channel }) => channel === 'ops')).toBe(true)
    world.during(3 * hour, [held(), late('other', ['x'])])
    const boss = world.told.filter(({ channel }) => channel === 'boss')
    expect(subjects(boss)).toEqual(['Held: crm-eu. 12 leads wait'])
    world.during(10 * minute, [])
    expect(subjects(world.told.filter(({ channel }) => channel === 'boss')).at(-1)).toBe('Open again: crm-eu')
  })

  test('does not happen after an acknowledgement', () => {
    const world = openWorld(escalating)
    world.look([held()])
    Object.assign(world.row('held:crm-eu')!, { acknowledged_by: 'anna', acknowledged_at: world.now })
    world.during(3 * hour, [held()])
    expect(world.told.filter(({ channel }) => channel === 'boss')).toEqual([])
  })
})

describe('a cause', () => {
  test('hides its effects until it is over', () => {
    const world = openWorld()
    world.during(2 * hour, [held(), late()])
    expect(subjects(world.told)).toEqual(['Held: crm-eu. 12 leads wait'])
    const after = world.during(15 * minute, [late()])
    expect(subjects(after).join()).toContain('Late: 7 leads for contoso.router')
  })

  test('hides an effect only if it explains all of it', () => {
    const world = openWorld()
    world.during(10 * minute, [held(), late('contoso.router', ['crm-eu', 'crm-us'])])
    expect(world.told.flatMap(({ alerts = [] }) => alerts.map(({ key }) => key))).toContain('late:contoso.router')
  })

  test.each([
    ['front-door:web', 'front-door', 'silent:source:web'],
    ['table:web', 'table', 'silent:source:web'],
    ['silent:source:web', 'silent', 'silent:offer:web/contoso.desk'],
    ['held:crm', 'held', 'silent:destination:crm'],
  ])('%s hides silence that it explains', (cause, kind, effect) => {
    const world = openWorld()
    const of = (key: string, kind: string) => ({ key, kind: kind as 'silent', subject: key, detail: {} })
    world.during(20 * minute, [of(cause, kind), of(effect, 'silent')])
    const told = world.told.flatMap(({ alerts = [] }) => alerts.map(({ key }) => key))
    expect(told).toContain(cause)
    expect(told).not.toContain(effect)
  })
})

describe('a channel', () => {
  test('hears of its own failure from the others', () => {
    const world = openWorld({ channels: { ops: {}, mail: {} } })
    const detail = { type: 'smtp', state: 'open', code: 'ECONNREFUSED', status: null, problem: '' }
    world.during(20 * minute, [{ key: 'channel:mail', kind: 'channel', subject: 'mail', since: world.now, detail }])
    expect(world.told.map(({ channel }) => channel)).toEqual(['ops'])
  })

  test('is told only what it asks for', () => {
    const channels = { ops: { alerts: { severity: 'critical' } }, late: { alerts: { kinds: ['late'] } } }
    const world = openWorld({ channels })
    world.during(10 * minute, [held(), late('other', ['x'])])
    expect(world.told.map(({ channel, subject }) => [channel, subject.split(':')[0]])).toEqual([
      ['ops', 'Held'],
      ['late', 'Late'],
    ])
  })
})

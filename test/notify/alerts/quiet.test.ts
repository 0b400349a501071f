import { describe, expect, test } from 'vitest'
import { quietHoursSchema } from '../../../src/config/quiet-hours.ts'
import { isQuiet } from '../../../src/notify/alerts/quiet.ts'
import { held, hour, late, minute, openWorld } from './world.ts'

const nights = { windows: [{ from: '20:00', until: '07:00' }], zone: 'Europe/Berlin' }
const quiet = quietHoursSchema.parse(nights)
const at = (text: string) => isQuiet(quiet, 'Europe/Berlin', new Date(text))

test.each([
  ['2026-11-29T18:59:59Z', false],
  ['2026-11-29T19:00:00Z', true],
  ['2026-11-30T05:59:00Z', true],
  ['2026-11-30T06:00:00Z', false],
  // Summer time begins on 28 March 2027 at 01:00Z: the night ends an hour earlier by UTC.
  ['2027-03-27T19:00:00Z', true],
  ['2027-03-28T04:59:00Z', true],
  ['2027-03-28T05:00:00Z', false],
  // It ends on 31 October 2027 at 01:00Z: the night is an hour longer.
  ['2027-10-30T18:00:00Z', true],
  ['2027-10-31T05:30:00Z', true],
  ['2027-10-31T06:00:00Z', false],
])('at %s it is quiet: %s', (moment, expected) => {
  expect(at(moment)).toBe(expected)
})

test('a window belongs to the day on which it begins', () => {
  const weekend = quietHoursSchema.parse({
    windows: [
      { on: ['Fr'], from: '18:00', until: '24:00' },
      { on: ['Sa'], from: '00:00', until: '24:00' },
      { on: ['Su'], from: '00:00', until: '08:00' },
      { on: ['Su'], from: '22:00', until: '06:00' },
    ],
  })
  const is = (text: string) => isQuiet(weekend, 'UTC', new Date(text))
  expect(is('2026-11-27T17:59:00Z')).toBe(false)
  expect(is('2026-11-27T18:00:00Z')).toBe(true)
  expect(is('2026-11-28T23:59:00Z')).toBe(true)
  expect(is('2026-11-29T08:00:00Z')).toBe(false)
  // Sunday's window ends on Monday; Saturday's has no such end.
  expect(is('2026-11-30T05:59:00Z')).toBe(true)
  expect(is('2026-11-30T06:00:00Z')).toBe(false)
  expect(is('2026-12-01T05:00:00Z')).toBe(false)
})

describe('in quiet hours', () => {
  const options = { alerts: { quietHours: nights }, start: '2026-11-29T18:30:00Z' }

  test('warnings wait for their end and come as one message; what is over by then is one line', () => {
    const world = openWorld(options)
    world.during(hour, [])
    world.during(2 * hour, [late('contoso.a', ['x'])])
    world.during(hour, [])
    world.during(7 * hour + 29 * minute, [late('contoso.b', ['x']), late('contoso.c', ['x'])])
    expect(world.told).toEqual([])
    const [morning, ...more] = world.during(30 * minute, [late('contoso.b', ['x']), late('contoso.c', ['x'])])
    expect(more).toEqual([])
    expect(morning?.alerts?.map(({ key, type }) => [key, type])).toEqual([
      ['late:contoso.b', 'alert.opened'],
      ['late:contoso.c', 'alert.opened'],
      ['late:contoso.a', 'alert.closed'],
    ])
    expect(morning?.text).toContain('Over: Late: 7 leads for contoso.a')
    expect(world.row('late:contoso.a')?.finished).toBe(true)
  })

  test('critical alerts pass, unless the channel says otherwise', () => {
    const strict = { quietHours: { ...nights, critical: 'waits' } }
    const world = openWorld({ ...options, channels: { ops: {}, desk: { alerts: strict } } })
    world.during(hour, [])
    world.during(2 * hour, [held()])
    expect(world.told.map(({ channel }) => channel)).toEqual(['ops'])
    world.during(10 * hour, [held()])
    expect(world.told.filter(({ channel }) => channel === 'desk')).toHaveLength(1)
  })

  test('a channel may have none', () => {
    const world = openWorld({ ...options, channels: { ops: { alerts: { quietHours: 'none' } } } })
    world.during(hour, [])
    expect(world.during(10 * minute, [late('contoso.a', ['x'])])).toHaveLength(1)
  })
})

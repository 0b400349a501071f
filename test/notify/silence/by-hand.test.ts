import { describe, expect, it } from 'vitest'
import type { ConfigError } from '../../../src/config/problems.ts'
import { openTime, windowEnd, windowStart } from '../../../src/notify/silence/by-hand.ts'
import { nextAt } from '../../../src/notify/silence/canary.ts'
import { quietDayOf } from '../../../src/notify/silence/quiet-days.ts'
import { silenceConfig } from './config.ts'

const hour = 3_600_000
const at = (text: string) => Date.parse(text)

function office(on = 'Mo-Fr 08:00-18:00', zone = 'Europe/Berlin') {
  const { silence } = silenceConfig({ silence: { zone, sources: { web: { expect: 'at least 1 per 8h', on } } } })
  const watch = silence.sources['web']
  if (!watch || watch === 'off') throw new Error('it is set by hand')
  return { ...watch.expect, on: watch.on, zone }
}

describe('open time', () => {
  it.each([
    ['a night counts nothing', '2026-11-24T17:00:00Z', '2026-11-25T07:00:00Z', 0],
    ['a weekend counts nothing', '2026-11-27T16:00:00Z', '2026-11-30T08:00:00Z', 2],
    ['a day counts its hours', '2026-11-25T00:00:00Z', '2026-11-26T00:00:00Z', 10],
    ['in summer the office opens an hour earlier by UTC', '2026-07-01T06:00:00Z', '2026-07-01T07:00:00Z', 1],
    ['over the end of summer time', '2026-10-23T15:00:00Z', '2026-10-26T08:00:00Z', 2],
  ])('%s', (_, from, to, hours) => {
    expect(openTime(office(), at(from), at(to)) / hour).toBe(hours)
  })

  it('of a day that loses or gains an hour is as long as the day', () => {
    const always = office('Mo-Su')
    const local = (from: string, to: string) => openTime(always, at(from), at(to)) / hour
    expect(local('2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z')).toBe(23)
    expect(local('2026-10-24T22:00:00Z', '2026-10-25T23:00:00Z')).toBe(25)
  })

  it('begins as much later as a skipped hour is long', () => {
    const night = office('Su 02:30-06:00')
    expect(openTime(night, at('2026-03-29T00:00:00Z'), at('2026-03-29T05:00:00Z')) / hour).toBe(2.5)
  })

  it('has passed at the end of a window', () => {
    const end = (from: string) => new Date(windowEnd(office(), at(from)) ?? 0).toISOString()
    // A lead on Friday at 17:00: from Monday at 15:00 on it is a silence.
    expect(end('2026-11-27T16:00:00Z')).toBe('2026-11-30T14:00:00.000Z')
    expect(windowEnd({ ...office(), on: undefined }, at('2026-11-30T08:00:00Z'))).toBe(at('2026-11-30T16:00:00Z'))
  })

  it('has passed since the start of a window', () => {
    expect(new Date(windowStart(office(), at('2026-11-30T08:00:00Z'))).toISOString()).toBe('2026-11-27T10:00:00.000Z')
    expect(windowStart({ ...office(), on: undefined }, at('2026-11-30T08:00:00Z'))).toBe(at('2026-11-30T00:00:00Z'))
  })
})

describe('quiet days', () => {
  const quiet = (quietDays: string[] | undefined, zone: string, now: string) => {
    const { silence } = silenceConfig({
      silence: { zone, ...(quietDays ? { quietDays } : { quietDays: ['12-24..01-01'] }) },
    })
    const of = quietDayOf(silence, new Date(now))
    return (moment: string) => of(at(moment) / hour)
  }

  it('go over the turn of the year, in the zone of the configuration', () => {
    const is = quiet(undefined, 'Europe/Berlin', '2026-12-30T00:00:00Z')
    expect(
      ['2026-12-23T22:00Z', '2026-12-23T23:00Z', '2026-12-31T12:00Z', '2027-01-01T22:00Z', '2027-01-01T23:00Z'].map(is),
    ).toEqual([false, true, true, true, false])
  })

  it('come every year without a year, and once with one', () => {
    const is = quiet(['10-03', '2026-05-14'], 'UTC', '2026-06-01T00:00:00Z')
    expect(['2025-10-03T12:00Z', '2026-10-03T12:00Z', '2026-05-14T12:00Z', '2025-05-14T12:00Z'].map(is)).toEqual([
      true,
      true,
      true,
      false,
    ])
  })
})

it('a canary is sent at its local time, in summer and in winter', () => {
  const next = (now: string) =>
    new Date(nextAt({ at: '06:00', zone: undefined }, 'Europe/Berlin', at(now))).toISOString()
  expect(next('2026-11-29T04:59:00Z')).toBe('2026-11-29T05:00:00.000Z')
  expect(next('2026-11-29T05:00:00Z')).toBe('2026-11-30T05:00:00.000Z')
  expect(next('2026-07-01T00:00:00Z')).toBe('2026-07-01T04:00:00.000Z')
})

describe('the configuration', () => {
  const problems = (silence: object, listen = {}) => {
    try {
      silenceConfig({ silence, listen })
      return []
    } catch (error) {
      return (error as ConfigError).problems.map(({ path, message }) => `${path}: ${message}`)
    }
  }

  it.each([
    [{ sources: { wbe: 'off' } }, 'silence.sources.wbe: no source is named wbe'],
    [{ destinations: { crm: 'off' } }, 'silence.destinations.crm: no destination is named crm'],
    [
      { sources: { web: { expect: 'often' } } },
      'silence.sources.web.expect: must be such as: at least 1 per 8h; it is “often”',
    ],
    [
      { sources: { web: { expect: '1 per 90d' } } },
      'silence.sources.web.expect: must be per 1m to 28d; it is “1 per 90d”',
    ],
    [
      { offers: { a: { expect: '1 per 8h', on: 'Mon-Fri' } } },
      'silence.offers.a.on: must be days and hours such as Mo-Fr 08:00-18:00, or Mo,We,Fr; it is “Mon-Fri”',
    ],
    [
      { offers: { a: { expect: '1 per 8h', on: 'Mo 18:00-08:00' } } },
      'silence.offers.a.on: must end after it begins, at 24:00 at the latest; it is “Mo 18:00-08:00”',
    ],
    [
      { zone: 'Berlin' },
      'silence.zone: must be a time zone such as Europe/Berlin, America/New_York or UTC; it is “Berlin”',
    ],
    [{ quietDays: ['02-30'] }, 'silence.quietDays.0: has a day that does not exist; it is “02-30”'],
    [
      { quietDays: ['2026-12-24..01-02'] },
      'silence.quietDays.0: needs a year on both sides, or none; it is “2026-12-24..01-02”',
    ],
    [{ canary: { web: {} } }, 'silence.canary.web.url: is required while listen.publicUrl is not set'],
    [
      { canary: { web: { url: 'https://a.example/ingest/web?key=x' } } },
      'silence.canary.web.url: must stand here without the key; the hub adds it',
    ],
  ])('refuses %o', (silence, problem) => {
    expect(problems(silence)).toEqual([problem])
  })

  it('takes what the documents show', () => {
    expect(problems({ canary: { web: {} } }, { publicUrl: 'https://leads.example' })).toEqual([])
    expect(problems({ falseAlarms: 0.3, offers: { 'contoso.app': 'off' }, quietDays: ['2027-05-06'] })).toEqual([])
    expect(
      silenceConfig({ silence: { sources: { web: { expect: '2 per 90m', on: 'Sa-Mo,We' } } } }).silence.sources['web'],
    ).toEqual({
      expect: { leads: 2, within: 90 * 60_000 },
      on: { days: [6, 7, 1, 3], from: 0, until: 1440 },
    })
  })
})

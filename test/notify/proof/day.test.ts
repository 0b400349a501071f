import { describe, expect, test } from 'vitest'
import { dayOf, dueDays } from '../../../src/notify/proof/calendar.ts'
import { dayAfter, dayAt, momentAt, spanOf } from '../../../src/notify/proof/day.ts'

const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000

describe('a day', () => {
  test.for([
    ['Europe/Berlin', '2027-03-28', 23, '2027-03-27T23:00:00.000Z'],
    ['Europe/Berlin', '2027-10-31', 25, '2027-10-30T22:00:00.000Z'],
    ['Europe/Berlin', '2027-07-01', 24, '2027-06-30T22:00:00.000Z'],
    ['America/New_York', '2027-03-14', 23, '2027-03-14T05:00:00.000Z'],
    ['America/New_York', '2027-11-07', 25, '2027-11-07T04:00:00.000Z'],
    ['Asia/Kolkata', '2027-03-28', 24, '2027-03-27T18:30:00.000Z'],
    ['Pacific/Auckland', '2027-04-04', 25, '2027-04-03T11:00:00.000Z'],
    // Clocks go from 24:00 to 01:00, so that the day begins at 01:00.
    ['Africa/Cairo', '2026-04-24', 23, '2026-04-23T22:00:00.000Z'],
    ['UTC', '2028-02-29', 24, '2028-02-29T00:00:00.000Z'],
  ] as const)('in %s, %s has %i hours', ([zone, day, length, from]) => {
    const span = spanOf(zone, day)
    expect([span.from.toISOString(), hours(span)]).toEqual([from, length])
    expect(dayAt(zone, span.from)).toBe(day)
    expect(dayAt(zone, new Date(span.to.getTime() - 1))).toBe(day)
  })

  test.for(['Europe/Berlin', 'America/Havana', 'Africa/Cairo', 'Australia/Lord_Howe', 'Atlantic/Azores'])(
    'in %s begins where the day before ends, all year round',
    (zone) => {
      for (let day = '2026-01-01'; day < '2027-01-01'; day = dayAfter(day, 1)) {
        expect(spanOf(zone, day).to).toEqual(spanOf(zone, dayAfter(day, 1)).from)
        expect(hours(spanOf(zone, day))).toBeGreaterThanOrEqual(23)
      }
    },
  )
})

describe('a time of the day', () => {
  test('that clocks show twice is the first one, and one that they never show is the one after it', () => {
    expect(momentAt('Europe/Berlin', '2027-10-31', '02:30').toISOString()).toBe('2027-10-31T00:30:00.000Z')
    expect(momentAt('Europe/Berlin', '2027-03-28', '02:30').toISOString()).toBe('2027-03-28T01:30:00.000Z')
  })
})

describe('the days that are due', () => {
  test('are the seven before today, from the time of the day on', () => {
    const { since, days } = dueDays('Europe/Berlin', '02:00', new Date('2027-03-29T00:00:00Z'))
    expect(since.toISOString()).toBe('2027-03-29T00:00:00.000Z')
    expect(days.map(({ day }) => day)).toEqual([
      ...['2027-03-28', '2027-03-27', '2027-03-26', '2027-03-25', '2027-03-24', '2027-03-23', '2027-03-22'],
    ])
    expect(days[0]).toEqual(dayOf('Europe/Berlin', '2027-03-28'))
  })

  test('do not include yesterday before that time', () => {
    const { since, days } = dueDays('Europe/Berlin', '02:00', new Date('2027-03-28T23:59:59Z'))
    expect([since.toISOString(), days[0]?.day]).toEqual(['2027-03-28T01:00:00.000Z', '2027-03-27'])
  })
})

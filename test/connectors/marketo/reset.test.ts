import { describe, expect, test } from 'vitest'
import { nextCentralMidnight, quotaReset } from '../../../connectors/marketo/reset.ts'

describe('the daily quota is whole again', () => {
  test.for([
    ['in winter time, six hours behind UTC', '2026-01-15T18:00:00Z', '2026-01-16T06:00:00Z'],
    ['in summer time, five hours behind UTC', '2026-07-15T18:00:00Z', '2026-07-16T05:00:00Z'],
    ['when it is tomorrow in UTC but not yet in Chicago', '2026-07-16T04:59:59Z', '2026-07-16T05:00:00Z'],
    ['at midnight itself: the next one', '2026-07-16T05:00:00Z', '2026-07-17T05:00:00Z'],
    ['the night summer time begins: 24 hours to it', '2026-03-07T12:00:00Z', '2026-03-08T06:00:00Z'],
    ['the day summer time begins: 23 hours long', '2026-03-08T06:30:00Z', '2026-03-09T05:00:00Z'],
    ['the day summer time ends: 25 hours long', '2026-11-01T05:30:00Z', '2026-11-02T06:00:00Z'],
    ['at the end of the year', '2026-12-31T23:00:00Z', '2027-01-01T06:00:00Z'],
    ['on a leap day', '2028-02-28T12:00:00Z', '2028-02-29T06:00:00Z'],
  ] as const)('%s', ([, now, midnight]) => {
    expect(nextCentralMidnight(new Date(now)).toISOString()).toBe(new Date(midnight).toISOString())
  })

  test('a refusal soon after midnight is asked again in a quarter of an hour, not a day later', () => {
    expect(quotaReset(new Date('2026-07-16T05:00:20Z')).toISOString()).toBe('2026-07-16T05:15:20.000Z')
    expect(quotaReset(new Date('2026-07-16T06:00:05Z')).toISOString()).toBe('2026-07-16T06:15:05.000Z')
    expect(quotaReset(new Date('2026-07-16T07:00:00Z')).toISOString()).toBe('2026-07-17T05:00:00.000Z')
  })
})

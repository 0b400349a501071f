import { describe, expect, it } from 'vitest'
import { nextRun, type Recurrence } from '../../src/settings/recurrence.ts'

const berlin = { zone: 'Europe/Berlin', on: [] as number[], at: 0 }

function runs(recurrence: Recurrence, from: string, count: number): string[] {
  const found: string[] = []
  for (let after = new Date(from); found.length < count; ) {
    after = nextRun(recurrence, after)
    found.push(after.toISOString().slice(0, 16))
  }
  return found
}

describe('the runs of a recurrence', () => {
  it.each<[string, Recurrence, string, string[]]>([
    [
      'every 15 minutes from the hour',
      { ...berlin, every: 15, unit: 'minute' },
      '2026-11-29T10:07:00Z',
      ['2026-11-29T10:15', '2026-11-29T10:30'],
    ],
    [
      'every hour at ten past',
      { ...berlin, every: 1, unit: 'hour', at: 10 },
      '2026-11-29T10:10:00Z',
      ['2026-11-29T11:10', '2026-11-29T12:10'],
    ],
    [
      'every day at 08:00, by the clock before and after the end of summer time',
      { ...berlin, every: 1, unit: 'day', at: 480 },
      '2027-10-30T05:00:00Z',
      ['2027-10-30T06:00', '2027-10-31T07:00', '2027-11-01T07:00'],
    ],
    [
      'once in the night that leaves 02:30 out',
      { ...berlin, every: 1, unit: 'day', at: 150 },
      '2027-03-27T12:00:00Z',
      ['2027-03-28T01:30', '2027-03-29T00:30'],
    ],
    [
      'once in the night that has 02:30 twice',
      { ...berlin, every: 1, unit: 'day', at: 150 },
      '2027-10-30T12:00:00Z',
      ['2027-10-31T00:30', '2027-11-01T01:30'],
    ],
    [
      'every hour in the night that has an hour twice',
      { ...berlin, every: 1, unit: 'hour' },
      '2027-10-30T23:30:00Z',
      ['2027-10-31T00:00', '2027-10-31T01:00', '2027-10-31T02:00'],
    ],
    [
      'on working days',
      { ...berlin, every: 1, unit: 'day', at: 480, on: [1, 2, 3, 4, 5] },
      '2026-11-27T08:00:00Z',
      ['2026-11-30T07:00', '2026-12-01T07:00'],
    ],
    [
      'every week on two days, whatever their order',
      { ...berlin, every: 1, unit: 'week', at: 480, on: [4, 2] },
      '2026-11-30T08:00:00Z',
      ['2026-12-01T07:00', '2026-12-03T07:00', '2026-12-08T07:00'],
    ],
    [
      'every second week',
      { ...berlin, every: 2, unit: 'week', at: 480 },
      '2026-11-30T08:00:00Z',
      ['2026-12-14T07:00', '2026-12-28T07:00'],
    ],
    [
      'every month on the first',
      { ...berlin, every: 1, unit: 'month', at: 480 },
      '2026-11-29T08:00:00Z',
      ['2026-12-01T07:00', '2027-01-01T07:00'],
    ],
    [
      'every third day, whatever the zone',
      { every: 3, unit: 'day', at: 0, on: [], zone: 'Pacific/Auckland' },
      '2026-11-29T08:00:00Z',
      ['2026-11-30T11:00', '2026-12-03T11:00'],
    ],
  ])('%s', (_, recurrence, from, expected) => {
    expect(runs(recurrence, from, expected.length)).toEqual(expected)
  })

  it('come one after the other over years, whatever the clock does', () => {
    for (const unit of ['minute', 'hour', 'day', 'week', 'month'] as const) {
      const recurrence = { ...berlin, every: unit === 'minute' ? 50 : 1, unit, at: 150 }
      let last = new Date('2027-01-01T00:00:00Z')
      for (let n = 0; n < 900; n++) {
        const next = nextRun(recurrence, last)
        expect(next.getTime()).toBeGreaterThan(last.getTime())
        // Asked in between, the answer is the same.
        const between = new Date((last.getTime() + next.getTime()) / 2)
        expect(nextRun(recurrence, between)).toEqual(next)
        last = next
      }
    }
  })
})

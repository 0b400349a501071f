import { describe, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import { isFlood } from '../../../src/notify/alerts/checks/flood.ts'
import { day, hour, hourOf, week } from '../../../src/notify/silence/week.ts'
import { seeded } from '../../random.ts'
import { type PatternName, patterns } from '../silence/patterns.ts'

const { flood } = alertsSchema.parse({})

test.each([
  ['fewer than 30 leads', 29, 0, false],
  ['30 leads, where none came before', 30, 0, true],
  ['twice the busiest hour', 80, 40, false],
  ['more than that', 81, 40, true],
])('%s in an hour', (_, leads, most, expected) => {
  expect(isFlood(leads, most, flood)).toBe(expected)
})

test('an open flood ends at half of what opened it', () => {
  expect(isFlood(41, 40, flood, true)).toBe(true)
  expect(isFlood(40, 40, flood, true)).toBe(false)
  expect(isFlood(14, 0, flood, true)).toBe(false)
})

/** A Monday. */
const start = Date.UTC(2024, 0, 1)

/** How often a flood is told, looking at every lead. @param floods times at which an hour brings forty times as much */
function told(leads: readonly number[], until: number): number[] {
  const hours = new Map<number, number>()
  const found: number[] = []
  const last: number[] = []
  let [most, mostFor, open] = [0, 0, undefined as number | undefined]
  for (const at of leads) {
    last.push(at)
    while (last[0]! < at - hour) last.shift()
    const before = hourOf(at - hour)
    if (before !== mostFor) {
      mostFor = before
      most = 0
      for (let one = before - 1; one >= before - 84 * 24; one--) most = Math.max(most, hours.get(one) ?? 0)
    }
    hours.set(hourOf(at), (hours.get(hourOf(at)) ?? 0) + 1)
    if (at < start + 12 * week || at > until) continue
    const is = isFlood(last.length, open ?? most, flood, open !== undefined)
    if (is && open === undefined) found.push(at)
    open = is ? (open ?? most) : undefined
  }
  return found
}

describe('simulated with a clock of its own', () => {
  const names: PatternName[] = [
    'even, day and night',
    'office hours (Berlin)',
    'days vary by 50 %',
    'campaigns ×5, 3 days a month',
  ]
  test.each(names)('%s make at most 0.3 floods a year', (name) => {
    const [years, senders] = [1, 4]
    const until = start + 12 * week + years * 365 * day
    const found = [30, 200].map((perDay) =>
      Array.from({ length: senders }, (_, at) =>
        told(patterns[name].arrivals(perDay, start, until, seeded(at)), until),
      ),
    )
    for (const one of found) expect(one.flat().length / years / senders).toBeLessThanOrEqual(0.3)
  })

  test('of hours with forty times as much, the first in twelve weeks is told', () => {
    const until = start + 40 * week
    const random = seeded(5)
    const usual = patterns['even, day and night'].arrivals(48, start, until, random)
    const at = [13, 14, 30].map((weeks) => start + weeks * week + 10 * hour)
    const more = at.flatMap((from) => Array.from({ length: 80 }, () => from + random.next() * hour))
    const found = told(
      [...usual, ...more].sort((a, b) => a - b),
      until,
    )
    expect(found.map((one) => Math.floor((one - start) / week))).toEqual([13, 30])
  })
})

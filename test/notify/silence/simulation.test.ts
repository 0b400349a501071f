/**
 * The model on a year or more of made-up senders, with seeds and a clock of its own. The bands are the figures that the
 * design was measured by, with room for chance: `npm run bench -- silence` measures all of them.
 */
import { describe, expect, it } from 'vitest'
import type { PatternName } from './patterns.ts'
import { quantile, simulate } from './simulation.ts'

interface Band {
  perDay: number
  /** False alarms a year and sender, at most. */
  falseAlarms: number
  /** Hours from a stop to the alarm, at the median, from and to. */
  delay: readonly [number, number]
}

const bands: Record<PatternName, readonly Band[]> = {
  'even, day and night': [
    { perDay: 10, falseAlarms: 1, delay: [15, 28] },
    { perDay: 100, falseAlarms: 1, delay: [1.8, 4] },
  ],
  'office hours (Berlin)': [
    { perDay: 10, falseAlarms: 1, delay: [14, 26] },
    { perDay: 100, falseAlarms: 1, delay: [0.7, 1.8] },
  ],
  'office hours (New York)': [{ perDay: 10, falseAlarms: 1.5, delay: [6, 21] }],
  'days vary by 50 %': [{ perDay: 10, falseAlarms: 2.5, delay: [18, 45] }],
  'slow waves': [{ perDay: 10, falseAlarms: 2, delay: [16, 36] }],
  'clumps of 3 in 20 min': [{ perDay: 10, falseAlarms: 1.5, delay: [36, 90] }],
  'campaigns ×5, 3 days a month': [{ perDay: 10, falseAlarms: 2, delay: [14, 28] }],
  'Christmas week ×0.2': [{ perDay: 10, falseAlarms: 2, delay: [14, 28] }],
  'August ×0.6': [{ perDay: 10, falseAlarms: 1.5, delay: [14, 28] }],
  'halves every 3 months': [{ perDay: 10, falseAlarms: 2, delay: [24, 100] }],
  'drops to 0.3 for good': [{ perDay: 10, falseAlarms: 2, delay: [24, 96] }],
  'weeks ×1.7 and ×0.3': [{ perDay: 10, falseAlarms: 2, delay: [24, 80] }],
  'one batch a weekday, 06:00': [{ perDay: 10, falseAlarms: 0.5, delay: [30, 60] }],
}

const cases = Object.entries(bands).flatMap(([name, all]) =>
  all.map((band) => ({ name: name as PatternName, ...band })),
)

describe('a sender', () => {
  it.each(cases)('$name, $perDay a day', ({ name, perDay, falseAlarms, delay: [from, to] }) => {
    const found = simulate(name, perDay, { senders: 2, years: 2, seed: 7 })
    expect(found.falseAlarms).toBeLessThanOrEqual(falseAlarms)
    expect(quantile(found.delays, 0.5)).toBeGreaterThan(from)
    expect(quantile(found.delays, 0.5)).toBeLessThan(to)
  })

  it('of a lead a day is missed after about a week', () => {
    const { falseAlarms, delays } = simulate('even, day and night', 1, { senders: 4, years: 2, seed: 7 })
    expect(falseAlarms).toBeLessThanOrEqual(1.2)
    expect(quantile(delays, 0.5) / 24).toBeGreaterThan(4)
    expect(quantile(delays, 0.95) / 24).toBeLessThan(12)
  })

  it('is told less often, and later, with fewer false alarms wanted', () => {
    const rare = simulate('days vary by 50 %', 10, { senders: 2, years: 2, seed: 7, budget: 0.3 })
    const usual = simulate('days vary by 50 %', 10, { senders: 2, years: 2, seed: 7 })
    expect(rare.falseAlarms).toBeLessThanOrEqual(usual.falseAlarms)
    expect(quantile(rare.delays, 0.5)).toBeGreaterThan(quantile(usual.delays, 0.5))
  })
})

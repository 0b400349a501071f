import { describe, expect, test } from 'vitest'
import { alertsSchema } from '../../../src/config/alerts.ts'
import { refusedLimit, usualShare } from '../../../src/notify/alerts/refused-share.ts'
import { type Random, seeded } from '../../random.ts'

const { of, chance } = alertsSchema.parse({}).refused

test.each([
  [0.005, 5],
  [0.01, 7],
  [0.02, 8],
  [0.05, 12],
  [0.1, 17],
  [0.2, 24],
])('with a usual share of %f, %i of 50 are more than chance brings', (usual, limit) => {
  expect(refusedLimit(usual, of, chance)).toBe(limit)
})

test('where nearly all is refused, no number is unlikely', () => {
  expect(refusedLimit(0.99, 50, 1e-5)).toBe(51)
  expect(refusedLimit(1, 50, 1e-5)).toBe(51)
})

test.each([
  ['of nothing', 0, 0, 0.5],
  ['of few', 0, 8, 0.1],
  ['of many without a refusal, but never less than 0.5 %', 0, 10_000, 0.005],
  ['of many', 99, 998, 0.1],
])('what is usual %s', (_, refused, all, share) => {
  expect(usualShare({ refused, all })).toBeCloseTo(share, 10)
})

interface Simulated {
  /** False alarms a year. */
  falseAlarms: number
  /** Leads after the jump until the alarm. */
  delays: number[]
}

/** A clock of whole days: each day brings as many leads, and what is usual is that of the twelve weeks before. */
function simulate(share: number, perDay: number, years: number, random: Random, by = chance): Simulated {
  const days: { refused: number; all: number }[] = []
  let window: boolean[] = []
  let [alarms, open] = [0, false]
  const usual = () => {
    // The window itself is not part of what is usual.
    const before = days.slice(-84 - Math.ceil(of / perDay), -Math.ceil(of / perDay))
    const sum = (key: 'refused' | 'all') => before.reduce((total, one) => total + one[key], 0)
    return usualShare({ refused: sum('refused'), all: sum('all') })
  }
  const lead = (refused: boolean, limit: number) => {
    window = [...window.slice(1 - of), refused]
    const count = window.filter(Boolean).length
    const was = open
    open = count >= (open ? limit / 2 : limit)
    return open && !was
  }
  const learning = 84
  for (let on = 0; on < learning + years * 365; on++) {
    const limit = refusedLimit(usual(), of, by)
    const today = { refused: 0, all: perDay }
    for (let n = 0; n < perDay; n++) {
      const refused = random.next() < share
      if (refused) today.refused++
      if (lead(refused, limit) && on >= learning) alarms++
    }
    days.push(today)
  }
  const limit = refusedLimit(usual(), of, by)
  const calm = [...window]
  const delays = Array.from({ length: 200 }, () => {
    ;[window, open] = [[...calm], false]
    for (let after = 1; after <= 500; after++) if (lead(random.next() < 0.5, limit)) return after
    return 500
  })
  return { falseAlarms: alarms / years, delays: delays.toSorted((a, b) => a - b) }
}

const shares = [0, 0.005, 0.01, 0.02, 0.05, 0.1]

describe('simulated with a clock of its own', () => {
  const falseAlarms = (perDay: number, years: number, by?: number) => {
    const random = seeded(7)
    return shares.map((share) => simulate(share, perDay, years, random, by).falseAlarms)
  }

  test.each([
    [10, 20],
    [100, 5],
  ])('with %i leads a day, chance alone makes at most 0.3 false alarms a year', (perDay, years) => {
    expect(Math.max(...falseAlarms(perDay, years))).toBeLessThanOrEqual(0.3)
    // A limit for chances that are not so small would not do.
    expect(Math.max(...falseAlarms(perDay, years, 0.001))).toBeGreaterThan(0.3)
  })

  test.each(shares)('with %f usual, a jump to a half is told after 9 to 30 leads', (share) => {
    const { delays } = simulate(share, 100, 1, seeded(11))
    const middle = delays[delays.length / 2]!
    expect(middle).toBeGreaterThanOrEqual(9)
    expect(middle).toBeLessThanOrEqual(30)
  })
})

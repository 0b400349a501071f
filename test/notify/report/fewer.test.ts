import { describe, expect, it } from 'vitest'
import { usualIfFewer } from '../../../src/notify/report/fewer.ts'
import { mostOfEach, quantile } from '../../../src/notify/report/sampling.ts'

/** The same numbers on every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A Poisson number. */
function chance(mean: number, next: () => number): number {
  let [count, product] = [0, next()]
  for (; product > Math.exp(-mean); count++) product *= next()
  return count
}

/** How many weeks of these expectations are named, each by the twelve before it. */
function named(expected: readonly number[], seed: number): number[] {
  const next = random(seed)
  const weeks = expected.map((mean) => chance(mean, next))
  return weeks.flatMap((now, at) => (usualIfFewer(weeks.slice(Math.max(0, at - 12), at), now) === undefined ? [] : at))
}

const repeated = (mean: number, weeks: number) => Array.from({ length: weeks }, () => mean)

describe('fewer leads than usual', () => {
  it.each([10, 50, 300])('is hardly ever said of %i a week by chance', (mean) => {
    const weeks = 2_000
    expect(named(repeated(mean, weeks), mean).length / weeks).toBeLessThan(0.015)
  })

  it.each([
    ['a tenth a week', 40, (at: number) => 40 * 0.9 ** at, 9],
    ['a fifth of its level at once', 40, () => 8, 1],
    ['to half over two months', 100, (at: number) => 100 - 6 * at, 8],
  ])('is said of a decline: %s', (_, before, after, within) => {
    const declines = Array.from({ length: within + 1 }, (_, at) => after(at + 1))
    for (const seed of [1, 2, 3, 4, 5]) {
      const found = named([...repeated(before, 14), ...declines], seed).filter((at) => at >= 14)
      expect(found[0], `seed ${seed}`).toBeLessThan(14 + within + 1)
    }
  })

  it('is not said of the weeks after a campaign, nor before much is known', () => {
    expect(usualIfFewer([100, 100, 500, 100, 100, 520, 90, 100], 95)).toBeUndefined()
    expect(usualIfFewer([0, 0, 0, 7, 100, 100], 20)).toBeUndefined()
    expect(usualIfFewer([], 0)).toBeUndefined()
    expect(usualIfFewer([0, 40, 41, 38, 42, 40], 9)).toBeCloseTo(40.25)
  })
})

describe('a part of the leads', () => {
  it.each([
    [[5, 10, 20], 35, Number.POSITIVE_INFINITY],
    [[5, 10, 20], 34, 19],
    [[5, 1_000, 1_000], 105, 50],
    [[1_000_000], 100_000, 100_000],
    [[], 10, Number.POSITIVE_INFINITY],
  ])('of hours with %j leads and %i in all has at most %f an hour', (counts, budget, most) => {
    expect(mostOfEach(counts, budget)).toBe(most)
    expect(counts.reduce((sum, count) => sum + Math.min(count, most), 0)).toBeLessThanOrEqual(budget)
  })

  it('has quantiles by weight', () => {
    const counts = [
      { value: 9, count: 1 },
      { value: 1, count: 94 },
      { value: 5, count: 5 },
    ]
    expect([0.5, 0.95, 1].map((share) => quantile(counts, share))).toEqual([1, 5, 9])
    expect(quantile([], 0.5)).toBeNull()
  })
})

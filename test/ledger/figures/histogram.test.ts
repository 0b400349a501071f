import { describe, expect, it } from 'vitest'
import { bounds, percentile, together } from '../../../src/ledger/figures/histogram.ts'

const counts = (given: Record<number, number>) => Array.from({ length: bounds.length + 1 }, (_, at) => given[at] ?? 0)

describe('a percentile', () => {
  it('of no attempts is unknown', () => expect(percentile(counts({}), 0.5)).toBeNull())

  it('lies within the class that reaches the share', () => {
    // 90 attempts of 10 to 15 ms, 10 of 300 to 500 ms.
    const some = counts({ 1: 90, 10: 10 })
    expect(percentile(some, 0.5)).toBe(13)
    expect(percentile(some, 0.95)).toBe(400)
  })

  it('of attempts beyond the last bound is that bound', () => {
    expect(percentile(counts({ [bounds.length]: 3 }), 0.5)).toBe(60_000)
  })
})

it('histograms add up class by class', () => {
  expect(together([counts({ 0: 1, 3: 2 }), counts({ 3: 5 })])).toEqual(counts({ 0: 1, 3: 7 }))
})

import { describe, expect, it } from 'vitest'
import { learn, newServed, roomOf, type Served, slotsOf } from '../../src/delivery/served.ts'
import type { Claimed } from '../../src/ledger/claims.ts'

const served = (concurrency: number, atRate = false): Served => ({
  ...newServed('crm', { concurrency, atRate, departs: true }),
  wanted: Number.POSITIVE_INFINITY,
})

const ready = (one: Served, count: number) => {
  const work = { claimed: {} as Claimed } as Served['ready'][number]['work']
  one.ready = Array.from({ length: count }, () => ({ work, claimedAt: 0 }))
}

/** @returns what may be claimed while all attempts are under way, after attempts that took so long */
function aheadAfter(tookMs: readonly (number | undefined)[], one = served(4)): number {
  for (const ms of tookMs) learn(one.pace, ms)
  one.attempts = one.concurrency
  return roomOf(one)
}

describe('what may be claimed ahead', () => {
  it('is what attempts begin for within 25 ms', () => {
    expect(aheadAfter([2, 2, 2, 2])).toBe(4)
    expect(aheadAfter([50, 50, 50, 50])).toBe(2)
    expect(aheadAfter([90, 90, 90, 90])).toBe(1)
    expect(aheadAfter([101, 101, 101, 101])).toBe(0)
    expect(aheadAfter([0, 0, 0, 0])).toBe(4)
  })

  it('is nothing until as many attempts as are made at once got a receipt in a row', () => {
    expect(aheadAfter([2, 2, 2])).toBe(0)
    expect(aheadAfter([2, 2, 2, 2, undefined])).toBe(0)
    expect(aheadAfter([2, 2, 2, 2, undefined, 2, 2, 2])).toBe(0)
    expect(aheadAfter([2, 2, 2, 2, undefined, 2, 2, 2, 2])).toBe(4)
  })

  it('is nothing with a rate or with `concurrency: 1`', () => {
    expect(aheadAfter([2, 2, 2, 2], served(4, true))).toBe(0)
    expect(aheadAfter([2, 2, 2, 2], served(1))).toBe(0)
  })

  it('is claimed when less than half of it is ready, so that a claim carries several', () => {
    const one = served(4)
    expect(aheadAfter([2, 2, 2, 2], one)).toBe(4)
    ready(one, 2)
    expect(roomOf(one)).toBe(0)
    ready(one, 1)
    expect(roomOf(one)).toBe(3)
  })

  it('is no more than may begin where nothing is ahead', () => {
    expect(roomOf({ ...served(4), recording: 6 })).toBe(2)
    expect(roomOf({ ...served(4), recording: 8 })).toBe(0)
  })

  it('is not more than is wanted', () => {
    const one = { ...served(4), wanted: 1 }
    expect(aheadAfter([2, 2, 2, 2], one)).toBe(1)
  })
})

describe('the attempts that may begin', () => {
  it('are never more than `concurrency`, and twice that with those whose outcome is being recorded', () => {
    expect(slotsOf({ ...served(4), attempts: 3 })).toBe(1)
    expect(slotsOf({ ...served(4), attempts: 3, recording: 4 })).toBe(1)
    expect(slotsOf({ ...served(4), attempts: 3, recording: 5 })).toBe(0)
    expect(slotsOf({ ...served(4), attempts: 0, recording: 8 })).toBe(0)
  })
})

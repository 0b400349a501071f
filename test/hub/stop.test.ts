import { describe, expect, it } from 'vitest'
import { openSteps, stopTimes } from '../../src/hub/stop.ts'

describe('the time of a stop', () => {
  it.each([
    [20_000, 15_000, 19_000],
    [60_000, 55_000, 59_000],
    [4_000, 3_000, 3_800],
    [1_000, 750, 950],
  ])('of %i ms leaves %i for what is under way, and is over after %i', (within, cut, end) => {
    expect(stopTimes(within)).toEqual({ cut, end, exit: within })
  })

  it('is a second at least, and a shorter stop cuts at once', () => {
    expect(stopTimes(0)).toEqual({ cut: 0, end: 950, exit: 1_000 })
  })
})

describe('a step', () => {
  it('that is done returns true, and reports nothing', async () => {
    const told: unknown[] = []
    const { step, end } = openSteps(60_000, (...problem) => void told.push(problem))
    expect(await step('quick', async () => 'done')).toBe(true)
    expect(await step('nothing to do', () => undefined)).toBe(true)
    expect(told).toEqual([])
    end()
  })

  it('that fails, at once or later, is reported with its error, and the stop goes on', async () => {
    const told: unknown[] = []
    const { step, end } = openSteps(60_000, (...problem) => void told.push(problem))
    const later = new Error('later')
    const atOnce = new Error('at once')
    expect(await step('later', () => Promise.reject(later))).toBe(false)
    const thrown = () => {
      throw atOnce
    }
    expect(await step('at once', thrown)).toBe(false)
    expect(told).toEqual([
      ['later', later],
      ['at once', atOnce],
    ])
    end()
  })

  it('that hangs is waited for until the time is over; the next steps begin and are not waited for', async () => {
    const told: unknown[] = []
    const { step } = openSteps(50, (name) => void told.push(name))
    const begun: string[] = []
    const hang = (name: string) => () => {
      begun.push(name)
      return new Promise<never>(() => undefined)
    }
    expect(await step('first', hang('first'))).toBe(false)
    expect(await step('second', hang('second'))).toBe(false)
    expect(begun).toEqual(['first', 'second'])
    expect(told).toEqual(['first', 'second'])
  })
})

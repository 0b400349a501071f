import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { throttle } from '../../src/async/throttle.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

it('reports the first event at once, and counts events within the period in the next report', () => {
  const told: [string, number][] = []
  const tell = throttle<string>(1_000, (one, untold) => void told.push([one, untold]))
  for (const one of ['a', 'b', 'c']) tell(one)
  expect(told).toEqual([['a', 0]])
  vi.advanceTimersByTime(1_000)
  tell('d')
  vi.advanceTimersByTime(5_000)
  tell('e')
  expect(told).toEqual([
    ['a', 0],
    ['d', 2],
    ['e', 0],
  ])
})

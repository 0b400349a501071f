import { describe, expect, it } from 'vitest'
import { waitAfter } from '../../src/poll/failure.ts'

describe('the wait after a failure', () => {
  const minute = 60_000
  const detail = { message: '' }

  it('doubles up to ten minutes', () => {
    expect([0, 1, 2, 3, 4, 50].map((failures) => waitAfter(failures, minute, detail) / minute)).toEqual([
      1, 2, 4, 8, 10, 10,
    ])
  })

  it('is never shorter than the time between two readings', () => {
    expect(waitAfter(0, 60 * minute, detail)).toBe(60 * minute)
  })

  it('is the service’s Retry-After, within limits', () => {
    const now = new Date(0)
    expect(waitAfter(0, minute, { ...detail, retryAt: new Date(3 * minute) }, now)).toBe(3 * minute)
    expect(waitAfter(0, minute, { ...detail, retryAt: new Date(300 * minute) }, now)).toBe(10 * minute)
  })
})

import { v7 as uuid } from 'uuid'
import { expect, it } from 'vitest'
import { timeOf } from '../../src/lead/id.ts'

it('tells the millisecond of an id', () => {
  expect(timeOf('017f22e2-79b0-7cc3-98c4-dc0c0c07398f').toISOString()).toBe('2022-02-22T19:22:22.000Z')
  const before = Date.now()
  const made = timeOf(uuid()).getTime()
  expect(made).toBeGreaterThanOrEqual(before - 1)
  expect(made).toBeLessThanOrEqual(Date.now() + 1)
})

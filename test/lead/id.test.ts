import { validate, version } from 'uuid'
import { expect, it } from 'vitest'
import { newId, timeOf } from '../../src/lead/id.ts'

it('tells the millisecond of an id', () => {
  expect(timeOf('017f22e2-79b0-7cc3-98c4-dc0c0c07398f').toISOString()).toBe('2022-02-22T19:22:22.000Z')
  const before = Date.now()
  const made = timeOf(newId()).getTime()
  expect(made).toBeGreaterThanOrEqual(before - 1)
  expect(made).toBeLessThanOrEqual(Date.now() + 1)
})

it('makes UUIDs of version 7, each greater than the last', () => {
  const ids = Array.from({ length: 20_000 }, newId)
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true)
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  // The last 48 bits are random in each.
  expect(new Set(ids.map((id) => id.slice(-12))).size).toBe(ids.length)
})

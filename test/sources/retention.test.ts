import { expect, it } from 'vitest'
import { sources } from '../../src/sources/index.ts'
import { retention } from '../../src/sources/retention.ts'

it('is a duration of at least a day, or absent: then leads are kept for ever', () => {
  expect(retention.parse('365d')).toBe(365 * 86_400_000)
  expect(retention.parse(undefined)).toBeUndefined()
  expect(retention.safeParse('23h').error?.issues).toMatchObject([{ message: 'must be at least 1d' }])
})

it('is a setting of every type of source', () => {
  expect(sources.filter(({ settings }) => !('retention' in settings.shape))).toEqual([])
})

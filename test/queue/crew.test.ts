import { expect, it } from 'vitest'
import { policySchema } from '../../src/config/policy.ts'
import { roomFor } from '../../src/queue/crew.ts'

const served = (concurrency: number, repeat: 'harmless' | 'doubles') => ({
  policy: policySchema.parse({ concurrency }),
  repeat,
})

it('deliveries are claimed ahead on Redis alone, and only where a repeat is harmless', () => {
  expect(roomFor(served(5, 'harmless'), 'redis')).toEqual({ jobs: 15, ahead: 5 })
  expect(roomFor(served(5, 'doubles'), 'redis')).toEqual({ jobs: 10, ahead: 0 })
  expect(roomFor(served(5, 'harmless'), 'postgres')).toEqual({ jobs: 10, ahead: 0 })
})

it('a destination that takes one at a time gets one at a time', () => {
  expect(roomFor(served(1, 'harmless'), 'redis')).toEqual({ jobs: 1, ahead: 0 })
})

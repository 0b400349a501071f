import { expect, test } from 'vitest'
import { openRefusalTally } from '../../src/upkeep/refusal-tally.ts'

const at = (time: string) => new Date(`2026-11-29T${time}Z`)

test('refused posts are counted by source, hour and status', () => {
  const tally = openRefusalTally()
  tally.add('web', 401, at('10:59:59'))
  tally.add('web', 401, at('10:02:00'))
  tally.add('web', 401, at('11:00:00'))
  tally.add('web', 413, at('10:30:00'))
  tally.add('shop', 401, at('10:30:00'))
  expect(tally.take()).toEqual([
    { source: 'web', hour: at('10:00:00'), status: 401, posts: 2, firstAt: at('10:02:00'), lastAt: at('10:59:59') },
    { source: 'web', hour: at('11:00:00'), status: 401, posts: 1, firstAt: at('11:00:00'), lastAt: at('11:00:00') },
    { source: 'web', hour: at('10:00:00'), status: 413, posts: 1, firstAt: at('10:30:00'), lastAt: at('10:30:00') },
    { source: 'shop', hour: at('10:00:00'), status: 401, posts: 1, firstAt: at('10:30:00'), lastAt: at('10:30:00') },
  ])
  expect(tally.take()).toEqual([])
})

test('what could not be written counts together with what came since', () => {
  const tally = openRefusalTally()
  tally.add('web', 401, at('10:01:00'))
  const taken = tally.take()
  tally.add('web', 401, at('10:05:00'))
  tally.putBack(taken)
  expect(tally.take()).toMatchObject([{ posts: 2, firstAt: at('10:01:00'), lastAt: at('10:05:00') }])
})

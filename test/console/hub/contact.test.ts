import { expect, it } from 'vitest'
import { contactOf } from '../../../console/hub/contact.ts'

const never = Number.NEGATIVE_INFINITY
const now = 1_000_000
const ago = (seconds: number) => now - seconds * 1_000

it.each([
  ['a beat just came', { beatAt: ago(5), answeredAt: ago(60), failedAt: never }, { is: 'live' }],
  [
    'a beat came, but a question failed since',
    { beatAt: ago(1), answeredAt: ago(60), failedAt: ago(2) },
    { is: 'away', asOf: ago(1) },
  ],
  [
    'a question failed, and a later one was answered',
    { beatAt: ago(1), answeredAt: ago(2), failedAt: ago(3) },
    { is: 'live' },
  ],
  ['there is no stream, but an answer', { beatAt: never, answeredAt: ago(20), failedAt: never }, { is: 'polls' }],
  [
    'there is no stream and no answer for long',
    { beatAt: never, answeredAt: ago(50), failedAt: never },
    { is: 'away', asOf: ago(50) },
  ],
  [
    'the beats stopped, and nothing was answered since',
    { beatAt: ago(20), answeredAt: ago(21), failedAt: never },
    { is: 'away', asOf: ago(20) },
  ],
  [
    'the beats stopped, but a question was answered since',
    { beatAt: ago(20), answeredAt: ago(2), failedAt: never },
    { is: 'polls' },
  ],
])('when %s', (_, at, expected) => {
  expect(contactOf(at, now)).toEqual(expected)
})

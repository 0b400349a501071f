import { describe, expect, it } from 'vitest'
import { openJsonReader } from '../../src/lead/json.ts'

it('each part of the lead is the result of its expression', () => {
  const fields = { 'person.email': 'mail', 'offer.id': 'n', description: 'list', sent: 'no', 'campaign.x': 'yes' }
  const reader = openJsonReader({ fields })
  expect(reader.flat({ mail: ' a@b.c\u0000', n: 5, list: [1], yes: true })).toEqual({
    'person.email': 'a@b.c',
    'offer.id': '5',
    description: '',
    sent: '',
    'campaign.x': 'true',
  })
})

describe('the leads of a body', () => {
  it('are the body itself without a list', () => {
    const body = [1]
    expect(openJsonReader({ fields: {} }).parts(body)).toEqual([body])
  })

  it('are the results of the list expression', () => {
    const { parts } = openJsonReader({ fields: {}, list: 'entry[].leads[]' })
    expect(parts({ entry: [{ leads: [{ a: 1 }] }, { leads: [{ a: 2 }, { a: 3 }] }] })).toEqual([
      { a: 1 },
      { a: 2 },
      { a: 3 },
    ])
    for (const body of [{}, { entry: 'x' }, [], null]) expect(parts(body)).toBeUndefined()
  })
})

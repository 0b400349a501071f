import { describe, expect, test } from 'vitest'
import type { Problem } from '../../src/connector.ts'
import { failureBy, meaningOf } from '../../src/outside/answer.ts'

const words = {
  wording: ['Acme says so'],
  cause: 'The key is wrong. It was rotated.',
  remedy: ['Fix it.'],
  link: 'https://acme.example',
}
const symptom: Problem = { ...words, id: 'acme-symptom', patterns: [/busy/] }
const busy: Problem = {
  ...words,
  id: 'acme-busy',
  wording: ['Slow down'],
  class: 'transient',
  codes: ['BUSY'],
  patterns: [/busy/],
  retryIn: 20,
  everyLead: true,
}
const failed: Problem = {
  ...words,
  id: 'acme-failed',
  wording: ['It failed'],
  class: 'transient',
  ifRepeatDoubles: 'uncertain',
  codes: ['FAILED'],
}
const gone: Problem = { ...words, id: 'acme-gone', wording: ['Gone'], class: 'configuration', statuses: [410] }
const table = [symptom, busy, failed, gone]
const now = new Date('2026-03-01T12:00:00Z')

describe('meaningOf', () => {
  test.each([
    ['the machine code', { code: 'FAILED', text: 'busy' }, 'acme-failed'],
    ['the words where the code is unknown', { code: 'OTHER', text: 'I am busy' }, 'acme-busy'],
    [
      'the words before a status that stands in for a code',
      { code: 'HTTP_410', text: 'I am busy', status: 410 },
      'acme-busy',
    ],
    ['the vendor’s own sentence in any case and spacing', { text: 'SLOW\n  down, please' }, 'acme-busy'],
    ['the status last', { status: 410 }, 'acme-gone'],
  ])('reads %s', (_, answer, id) => {
    expect(meaningOf(table, answer)?.id).toBe(id)
  })

  test('ignores entries without a class', () => {
    expect(meaningOf([symptom], { text: 'busy' })).toBeUndefined()
  })

  test('finds no entry for an empty answer', () => {
    expect(meaningOf(table, {})).toBeUndefined()
  })

  test('reads only the beginning of a long answer', () => {
    expect(meaningOf(table, { text: `${' '.repeat(20_000)}busy` })).toBeUndefined()
  })
})

describe('failureBy', () => {
  test('takes class, id and the first sentence of the cause from the entry', () => {
    const failure = failureBy(gone, { who: 'Acme', now }, { code: 'HTTP_410', status: 410, excerpt: 'gone' })
    expect(failure.class).toBe('configuration')
    expect(failure.detail).toEqual({
      message: 'Acme (HTTP_410): The key is wrong.',
      problem: 'acme-gone',
      code: 'HTTP_410',
      status: 410,
      excerpt: 'gone',
    })
  })

  test('waits for the seconds of the entry if the far end names no time', () => {
    const { detail } = failureBy(busy, { who: 'Acme', now }, {})
    expect(detail).toMatchObject({ everyLead: true, retryAt: new Date('2026-03-01T12:00:20Z') })
  })

  test('waits until the far end’s time', () => {
    const retryAt = new Date('2026-03-01T13:00:00Z')
    expect(failureBy(busy, { who: 'Acme', now }, { retryAt }).detail.retryAt).toBe(retryAt)
  })

  test('is uncertain if a repeat doubles and the record may exist', () => {
    expect(failureBy(failed, { who: 'Acme', now, doubles: true }, {}).class).toBe('uncertain')
    expect(failureBy(failed, { who: 'Acme', now }, {}).class).toBe('transient')
  })

  test('refuses an entry without a class', () => {
    expect(() => failureBy(symptom, { who: 'Acme', now }, {})).toThrow('acme-symptom has no class')
  })
})

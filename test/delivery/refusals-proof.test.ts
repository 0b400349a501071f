import { describe, expect, it } from 'vitest'
import { provesFault, refusedInARow } from '../../src/delivery/refusals.ts'
import type { Refusal } from '../../src/ledger/refusals.ts'

const refusal = (person: string, more: Partial<Refusal> = {}): Refusal => ({
  ...{ deliveryId: `d-${person}`, class: 'rejected', code: 'BAD', source: 'form', person, before: false },
  ...more,
})

const many = (count: number) => Array.from({ length: count }, (_, n) => refusal(`n${n}`))
const proves = (row: Refusal[], deliveredLately = false) => provesFault(row, { enough: 3, deliveredLately })

describe('refusals in a row', () => {
  it.each<[string, Refusal[], number]>([
    ['are all of them, if no attempt had another outcome', many(4), 4],
    ['end where a lead was delivered', [...many(2), refusal('x', { class: '', code: '' }), ...many(2)], 2],
    ['end where a lead was refused with another code', [...many(2), refusal('x', { code: 'OTHER' })], 2],
    ['end at an attempt with another failure', [...many(1), refusal('x', { class: 'transient' })], 1],
    ['are none, if there was no attempt', [], 0],
  ])('%s', (_, recent, length) => {
    expect(refusedInARow(recent)).toEqual(recent.slice(0, length))
  })
})

describe('a fault of the destination', () => {
  it.each<[string, Refusal[], boolean, boolean]>([
    ['is proven by leads of three people', many(3), false, true],
    ['is not proven by leads of two', many(2), false, false],
    ['is not proven by three posts of one person', [refusal('a'), refusal('a'), refusal('a')], false, false],
    [
      'is not proven by one person through three sources',
      ['x', 'y', 'z'].map((source) => refusal('a', { source })),
      false,
      false,
    ],
    ['is proven by three people among more posts', [refusal('a'), refusal('a'), ...many(2)], false, true],
    ['is not proven by leads that were refused before', [...many(2), refusal('x', { before: true })], false, false],
    ['is not proven by three of one source, where another was just delivered', many(3), true, false],
    ['is proven there by ten times as many', many(30), true, true],
    ['is not proven there by one less', many(29), true, false],
    ['is proven there by three of two sources', [...many(2), refusal('x', { source: 'import' })], true, true],
  ])('%s', (_, row, lately, proven) => {
    expect(proves(row, lately)).toBe(proven)
  })
})

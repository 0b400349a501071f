import type { Request } from 'express'
import { describe, expect, it } from 'vitest'
import { presentedKey } from '../../src/ingest/key.ts'
import { sameKey } from '../../src/web/key.ts'

const presented = (query: object, authorization?: string) =>
  presentedKey({
    query,
    get: (name: string) => (name === 'authorization' ? authorization : undefined),
  } as unknown as Request)

const basic = (pair: string, scheme = 'Basic') => `${scheme} ${Buffer.from(pair).toString('base64')}`

describe('the key of a sender', () => {
  it.each<[string, object, string | undefined, string]>([
    ['in the URL', { key: 'k1' }, undefined, 'k1'],
    ['in the URL, before any header', { key: 'k1' }, 'Bearer k2', 'k1'],
    ['as Bearer', {}, 'Bearer k2', 'k2'],
    ['as Bearer in another casing and with more blanks', {}, 'bearer   k2 ', 'k2'],
    ['as the password of Basic', {}, basic('anyone:k3'), 'k3'],
    ['as the password of Basic with no name', {}, basic(':k3', 'BASIC'), 'k3'],
    ['as a password with colons', {}, basic('anyone:k:3:'), 'k:3:'],
    ['as Basic with umlauts', {}, basic('jürgen:schlüssel'), 'schlüssel'],
    ['as nothing', {}, undefined, ''],
    ['as an empty header', {}, '', ''],
    ['as an empty query', { key: '' }, undefined, ''],
    ['as another scheme', {}, 'Digest k2', ''],
    ['as a bare word', {}, 'k2', ''],
    ['as a list in the URL', { key: ['k1', 'k2'] }, undefined, ''],
    ['as an object in the URL', { key: { a: 'k1' } }, 'Bearer k2', 'k2'],
    ['as Basic without a colon', {}, basic('k3'), 'k3'],
    ['as Basic that is none', {}, 'Basic %%%', ''],
  ])('%s', (_how, query, authorization, key) => {
    expect(presented(query, authorization)).toBe(key)
  })
})

it.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['', 'a', false],
  ['\u0000', '', false],
  ['ä', 'a\u0308', false],
  ['x'.repeat(100_000), 'x'.repeat(99_999), false],
])('keys are compared whole (%#)', (one, other, same) => {
  expect(sameKey(one, other)).toBe(same)
  expect(sameKey(other, one)).toBe(same)
})

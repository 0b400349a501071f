import { expect, it } from 'vitest'
import { readCliEnvironment, readEnvironment } from '../src/env.ts'

it('a line break at the end of a variable is no part of it', () => {
  const url = 'postgres://leadyard:secret@localhost/leadyard'
  expect(readEnvironment({ DATABASE_URL: `${url}\n` }).databaseUrl).toBe(url)
  expect(readCliEnvironment({ LEADYARD_TOKEN: 'a-token\r\n', LEADYARD_KEY: '\tkey ' })).toMatchObject({
    token: 'a-token',
    key: 'key',
  })
})

it('a variable of nothing but blanks is not set', () => {
  expect(readEnvironment({ DATABASE_URL: '\n', LEADYARD_ROLE: ' ' })).toMatchObject({
    databaseUrl: undefined,
    role: 'all',
  })
})

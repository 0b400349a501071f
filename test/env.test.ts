import { describe, expect, it } from 'vitest'
import { readCliEnvironment, readEnvironment } from '../src/env.ts'

it('a line break at the end of a variable is removed', () => {
  const url = 'postgres://leadyard:secret@localhost/leadyard'
  expect(readEnvironment({ DATABASE_URL: `${url}\n` }).databaseUrl).toBe(url)
  expect(readCliEnvironment({ LEADYARD_TOKEN: 'a-token\r\n', LEADYARD_KEY: '\tkey ' })).toMatchObject({
    token: 'a-token',
    key: 'key',
  })
})

it('a blank variable counts as not set', () => {
  expect(readEnvironment({ DATABASE_URL: '\n', LEADYARD_ROLE: ' ' })).toMatchObject({
    databaseUrl: undefined,
    role: 'all',
  })
})

function told(variables: Record<string, string>): string {
  try {
    readEnvironment(variables)
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('an address whose password is not percent-encoded is refused, without showing it:', () => {
  const passwords = [
    'Frag/ment',
    'Frag?ment',
    'Frag#ment',
    'Frag@x/ment',
    'Frag@x?ment',
    'Frag%ment',
    '12/ment',
    '12?ment',
    '12#ment',
  ]

  it.each(passwords)('PostgreSQL’s with %s', (password) => {
    const problem = told({ DATABASE_URL: `postgres://leadyard:${password}@db.internal:5432/leadyard?sslmode=require` })
    expect(problem).toMatch(/^DATABASE_URL: .*percent-encoded/)
    expect(problem).not.toMatch(/Frag|ment|12|db\.internal/)
  })

  it.each(passwords)('Redis’s with %s', (password) => {
    for (const kind of ['redis://', 'rediss-cluster://', 'redis-sentinel://']) {
      const problem = told({ REDIS_URL: `${kind}:${password}@redis.internal:6379` })
      expect(problem).toMatch(/^REDIS_URL: .*percent-encoded/)
      expect(problem).not.toMatch(/Frag|ment|12|redis\.internal/)
    }
  })

  it.each(['postgres://u:p@host:port/x', 'postgres://u:p@ho st/x', 'postgres://u:p@[::1/x'])(
    '%s is no address',
    (url) => {
      expect(told({ DATABASE_URL: url })).toMatch(/^DATABASE_URL: .*percent-encoded/)
    },
  )
})

it.each([
  'postgres://leadyard:Fr%2Fag%40x%23%3F%25@db:5432/leadyard?sslmode=verify-full&sslrootcert=/a/b.pem',
  'postgresql://leadyard:p!$&()*+,;=:~-._ss@[::1]:5432/leadyard',
  'postgres://leadyard@db/leadyard',
  'postgres://db/leadyard',
  'postgres:///leadyard?host=/var/run/postgresql',
  'postgres://leadyard:a@b@db/leadyard',
])('%s is an address of PostgreSQL', (url) => {
  expect(told({ DATABASE_URL: url })).toBe('')
})

it.each([
  'redis://127.0.0.1:6379',
  'rediss://user:p%40ss@redis.internal:6380/3',
  'redis://:p!ss@redis',
  'redis-cluster://a:6379,b:6379,c:6379',
  'rediss-sentinel://user:p%2Fss@a:26379,b:26379/mymaster',
])('%s is an address of Redis', (url) => {
  expect(told({ REDIS_URL: url })).toBe('')
})

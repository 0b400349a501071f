import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { lead, useIngest } from './rig.ts'

const { hub, sql, log, client, post, taken, problem, reconnect, databaseUrl } = useIngest()

describe('while PostgreSQL cannot be reached', () => {
  const admin = async (statement: string) => {
    const url = new URL(databaseUrl())
    const name = url.pathname.slice(1)
    url.pathname = '/postgres'
    const opened = await client(url.href)
    try {
      await opened.query(statement.replaceAll('$name', name))
    } finally {
      await opened.end()
    }
  }
  afterEach(async () => {
    await admin('alter database $name allow_connections true')
    await reconnect()
  })

  it('503 asks to send again, nothing is stored, and ingest continues when the database is back', async () => {
    await taken(post(lead()))
    await sql().end()
    await admin('alter database $name allow_connections false')
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '$name'`)
    const body = lead()
    const answers = await Promise.all([1, 2, 3].map(() => post(body)))
    for (const answer of answers) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await problem(Promise.resolve(answer), 503))['detail']).toContain('again')
    }
    expect((await fetch(`${hub().url}/health/live`)).status).toBe(200)
    expect((await fetch(`${hub().url}/health/ready`)).status).toBe(503)
    await admin('alter database $name allow_connections true')
    const answer = await eventually(() => taken(post(body)))
    expect(answer).not.toHaveProperty('duplicateOf')
  })
})

it('the log holds no leads and no keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})

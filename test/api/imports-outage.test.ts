import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} } })
})
afterAll(() => rig.close())

it('a batch is answered 503 while the ledger is away, and taken when it is back', async () => {
  const { rows } = await sql<{ name: string }>`select current_database() as name`.execute(rig.ledger.db)
  const name = rows[0]?.name ?? ''
  const admin = new pg.Client({ connectionString: inject('postgresUrl') })
  await admin.connect()
  const send = () => rig.ask('POST', '/api/imports/web/batches', { lines: ['{"userDetails":{"email":"a@away.com"}}'] })
  try {
    await admin.query(`alter database ${name} allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    const { status, body } = await send()
    expect([status, body.detail]).toEqual([503, expect.stringContaining('Send it again')])
  } finally {
    await admin.query(`alter database ${name} allow_connections true`)
    await admin.end()
  }
  const again = await eventually(async () => {
    const answer = await send()
    expect(answer.status).toBe(200)
    return answer
  })
  expect(again.body).toMatchObject({ received: 1, repeats: 0 })
})

import pg from 'pg'
import { afterEach, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { startHub } from '../../src/hub/hub.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { openLog } from '../../src/log.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { freePort } from '../setup/server.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const key = 'a-key-of-the-marketplace'

it('leads are taken while the rest of the start waits for a lock', async () => {
  const database = await freshDatabase()
  closing.push(database.drop)
  await (await openLedger(database.url, () => undefined, 1)).close()
  const other = new pg.Client({ connectionString: database.url })
  await other.connect()
  closing.push(() => other.end())
  await other.query('begin; lock table destinations')

  const port = await freePort()
  const text = `{ listen: { port: ${port} }, sources: { marketplace: { type: marketplace, key: "\${env:KEY}" } }, destinations: {} }`
  const starting = startHub({
    config: readConfig(text, { connectors: [], env: { KEY: key } }),
    ...{ role: 'all', databaseUrl: database.url, redisUrl: undefined, stopWithin: 1_000 },
    log: openLog('silent', () => (line) => line, { write: () => undefined }),
  })
  closing.push(async () => (await starting).close())
  const url = `http://127.0.0.1:${port}`
  const body = JSON.stringify({ userDetails: { email: 'n@contoso.com' }, leadSource: 'SPZA-INS|contoso.app' })
  const headers = { 'content-type': 'application/json' }
  await eventually(async () => {
    const reply = await fetch(`${url}/ingest/marketplace?key=${key}`, { method: 'POST', headers, body })
    expect(reply.status).toBe(202)
  })
  // Its workers still wait.
  expect((await fetch(`${url}/health/ready`)).status).toBe(503)
  await other.query('rollback')
  await eventually(async () => expect((await fetch(`${url}/health/ready`)).status).toBe(200), { timeout: 40_000 })
})

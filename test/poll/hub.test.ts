import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { azureTable } from '../../connectors/azure-table/index.ts'
import { sourceListShape } from '../../src/api/shapes/source.ts'
import { readConfig } from '../../src/config/config.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { openLog } from '../../src/log.ts'
import { run } from '../cli/run.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { row, startTable, type Table } from './table.ts'

let table: Table
let database: Awaited<ReturnType<typeof freshDatabase>>
let ledger: Ledger
let hub: Hub
const log: string[] = []

const tableSource = () => ({
  type: 'azure-table',
  connectionString: '${env:STORAGE}',
  table: table.table,
  every: '1s',
  allowNetworks: ['127.0.0.1/32'],
})
const configure = (sources: Record<string, object>, storage = table.connectionString) =>
  readConfig(JSON.stringify({ listen: { port: 0 }, sources, destinations: {} }), {
    connectors: [azureTable],
    env: { STORAGE: storage, KEY: 'a-key-of-the-source' },
  })
const localToken = 'a-token-of-the-data-folder'
const web = { type: 'marketplace', key: '${env:KEY}' }
const start = (role: 'all' | 'ingest' | 'worker', sources: Record<string, object>) =>
  startHub({
    config: configure(sources),
    role,
    databaseUrl: database.url,
    redisUrl: undefined,
    log: openLog('debug', () => (text) => text, { write: (line: string) => void log.push(line) }),
    stopWithin: 500,
    localToken: () => localToken,
  })
const states = async () => {
  const rows = await ledger.db.selectFrom('leads').select(['email', 'state']).orderBy('id').execute()
  return rows.map(({ email, state }) => `${email} ${state}`)
}
const sources = async () => {
  const reply = await fetch(`${hub.url}/api/sources`, { headers: { authorization: `Bearer ${localToken}` } })
  return sourceListShape.parse(await reply.json()).items
}

beforeAll(async () => {
  ;[database, table] = await Promise.all([freshDatabase(), startTable()])
  ledger = await openLedger(database.url, () => undefined, 2)
  await table.write(row('ann@contoso.com'))
})
afterAll(async () => {
  await table.close()
  await ledger.close()
  await database.drop()
})

it('a worker does not poll', async () => {
  const worker = await start('worker', { table: tableSource() })
  await worker.close()
  expect([table.pagesAsked(), await ledger.db.selectFrom('polls').selectAll().execute()]).toEqual([0, []])
})

describe('a hub', () => {
  beforeAll(async () => {
    hub = await start('all', { web })
  })
  afterAll(() => hub.close())

  it('begins to read a table when the configuration names it, and routes its leads', async () => {
    expect(await sources()).toMatchObject([{ id: 'web', type: 'marketplace', reading: null }])
    await hub.reload(configure({ web, table: tableSource() }))
    await eventually(async () => expect(await states()).toEqual(['ann@contoso.com unrouted']))
  })

  it('tells how far it has read', async () => {
    const [, one] = await eventually(async () => {
      const found = await sources()
      expect(found[1]?.reading?.watermark).toBeTruthy()
      return found
    })
    expect(one).toMatchObject({
      id: 'table',
      type: 'azure-table',
      reading: { failing: false, trouble: null, scanning: false },
    })
    const { out } = await run(['sources'], { LEADYARD_URL: hub.url, LEADYARD_TOKEN: localToken })
    expect(out).toMatch(/^SOURCE +TYPE +STATE +LAST READ +READ UP TO$/m)
    expect(out).toMatch(/^web +marketplace +takes posts$/m)
    expect(out).toMatch(/^table +azure-table +read +20\S+ \S+Z +20\S+ \S+Z$/m)
  })

  it('refuses posts to a table’s source', async () => {
    for (const key of ['', '?key=', '?key=undefined', '?key=a-key-of-the-source']) {
      const body = JSON.stringify({ userDetails: { email: 'eve@contoso.com' } })
      const headers = { 'content-type': 'application/json' }
      const reply = await fetch(`${hub.url}/ingest/table${key}`, { method: 'POST', headers, body })
      expect(reply.status).toBe(401)
    }
  })

  it('tells the problem in the catalogue’s words, and that it is fixed', async () => {
    const wrong = table.connectionString.replace('AccountKey=Eby8', 'AccountKey=AAAA')
    await hub.reload(configure({ web, table: tableSource() }, wrong))
    const [, one] = await eventually(async () => {
      const found = await sources()
      expect(found[1]?.reading?.failing).toBe(true)
      return found
    })
    expect(one?.reading?.trouble).toMatchObject({
      status: 403,
      problem: { id: expect.stringMatching(/^azure-table-/) },
    })
    expect(one?.reading?.watermark).toBeTruthy()
    const { out } = await run(['sources'], { LEADYARD_URL: hub.url, LEADYARD_TOKEN: localToken })
    expect(out).toMatch(/^table +azure-table +failing; next reading at 20/m)
    expect(out).toMatch(/^table: Azure Table/m)
    const metrics = async () => (await fetch(`${hub.url}/metrics`)).text()
    expect(await metrics()).toContain('leadyard_source_failing{source="table"} 1')
    await hub.reload(configure({ web, table: tableSource() }))
    await eventually(async () => expect(await metrics()).toContain('leadyard_source_failing{source="table"} 0'))
    expect(await metrics()).toMatch(/leadyard_source_last_success_timestamp_seconds\{source="table"\} 1\d{9}/)
    expect(await metrics()).toContain('leadyard_ingest_total{source="table",answer="received"} 1')
    const told = log.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('a table'))
    expect(told.map(({ msg, source }) => [msg, source])).toEqual([
      ['a table cannot be read; it is tried again', 'table'],
      ['a table is read again', 'table'],
    ])
  })

  it('stops reading a removed table, and continues at the same place later', async () => {
    await hub.reload(configure({ web }))
    expect(await sources()).toHaveLength(1)
    const asked = table.pagesAsked()
    await table.write(row('bob@contoso.com'))
    await hub.reload(configure({ web, table: tableSource() }))
    await eventually(async () =>
      expect(await states()).toEqual(['ann@contoso.com unrouted', 'bob@contoso.com unrouted']),
    )
    expect(table.pagesAsked()).toBeGreaterThan(asked)
  })

  it('logs no leads and no keys', () => {
    expect(log.join('\n')).not.toMatch(/contoso\.com|Fabrikam|AccountKey|Eby8/)
  })
})

it('an ingest hub polls too, and takes no row that another hub took', async () => {
  await table.write(row('cid@contoso.com'))
  hub = await start('ingest', { table: tableSource() })
  await eventually(async () => expect(await states()).toHaveLength(3))
  await hub.close()
  expect((await states()).map((one) => one.split(' ')[0])).toEqual([
    'ann@contoso.com',
    'bob@contoso.com',
    'cid@contoso.com',
  ])
})

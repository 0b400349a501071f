/** A hub whose clock is an hour off: everything is due when the ledger's clock says so. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace } from './process.ts'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const shifted = new URL('../setup/shifted-clock.ts', import.meta.url)
const hour = 3_600_000

/** How each path answers the first attempt; later attempts succeed, except at `/down`. */
const firstAnswers: Record<string, { status: number; headers?: Record<string, string> }> = {
  '/retries': { status: 503 },
  '/rests': { status: 429, headers: { 'retry-after': '1' } },
  '/held': { status: 401 },
  '/held-long': { status: 401 },
  '/rests-long': { status: 429, headers: { 'retry-after': '1800' } },
}

function answerTo(path: string, first: boolean): { status: number; headers?: Record<string, string> } {
  if (path === '/down') return { status: 503 }
  return (first && firstAnswers[path]) || { status: 201 }
}

async function startReceiver() {
  const asked = new Map<string, number>()
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      const path = request.url ?? ''
      asked.set(path, (asked.get(path) ?? 0) + 1)
      const { status, headers } = answerTo(path, asked.get(path) === 1)
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end('{"id":"r-1"}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

function config(): object {
  const soon = { first: '1s', most: '1s' }
  const late = { first: '30m', most: '30m' }
  const to = (path: string, delivery: object) => ({
    ...{ type: 'https', url: `\${env:URL}/${path}`, receipt: 'body.id' },
    delivery: { allowNetworks: ['127.0.0.0/8'], ...delivery },
  })
  const destinations = {
    retries: to('retries', { retry: { ...soon, within: '20m' } }),
    rests: to('rests', { rest: soon }),
    held: to('held', { hold: soon }),
    down: to('down', { retry: soon, rest: { after: 2, ...late } }),
    'held-long': to('held-long', { hold: late }),
    'rests-long': to('rests-long', { rest: late }),
  }
  return {
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations,
    routes: [{ name: 'all', to: Object.keys(destinations) }],
  }
}

describe.each([
  ['ahead', hour],
  ['behind', -hour],
] as const)('a hub whose clock is an hour %s', { timeout: 120_000 }, (_, offBy) => {
  it('retries, probes and rests for as long as it should, by the ledger’s clock', async () => {
    const { url, asked } = await startReceiver()
    const [place, database] = await Promise.all([openPlace(), freshDatabase()])
    closing.push(place.remove, database.drop)
    await place.configure(config())
    const options = `--import=${fileURLToPath(shifted)}`
    const env = {
      KEY: key,
      URL: url,
      DATABASE_URL: database.url,
      NODE_OPTIONS: options,
      CLOCK_OFF_BY_MS: String(offBy),
    }
    const hub: HubProcess = await place.start(env)
    closing.push(() => hub.kill('SIGKILL'))
    const ledger = new pg.Client({ connectionString: database.url })
    await ledger.connect()
    closing.push(() => ledger.end())
    expect(await post(hub.url, lead(1))).toBeDefined()

    const stateOf = async (destination: string) =>
      (await ledger.query<{ state: string }>('select state from deliveries where destination = $1', [destination]))
        .rows[0]?.state
    for (const destination of ['retries', 'rests', 'held']) {
      await eventually(async () => expect(await stateOf(destination)).toBe('delivered'), { timeout: 30_000 })
    }
    const restsNow = () => ledger.query("select from destinations where id = 'down' and state = 'resting'")
    await eventually(async () => expect((await restsNow()).rowCount).toBe(1))
    // No destination got a request before its half hour was over.
    const { rows } = await ledger.query<{ id: string; state: string; minutes: number }>(
      `select id, state, extract(epoch from probe_at - now())::float / 60 as minutes from destinations
       where state <> 'open' order by id`,
    )
    expect(rows.map(({ id, state }) => [id, state])).toEqual([
      ['down', 'resting'],
      ['held-long', 'held'],
      ['rests-long', 'resting'],
    ])
    for (const { minutes } of rows) {
      expect(minutes).toBeGreaterThan(25)
      expect(minutes).toBeLessThan(35)
    }
    expect([asked.get('/held-long'), asked.get('/rests-long')]).toEqual([1, 1])
  })
})

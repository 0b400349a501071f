/**
 * A stop ends, whatever the clients, PostgreSQL and Redis do meanwhile, and no lead that was answered 202 is lost by
 * it.
 */
import http from 'node:http'
import { connect, type Socket } from 'node:net'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { type Gate, openGate } from './gate.ts'
import { key, lead, post, type Receivers, startReceivers } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

/** Longer than any test here, so that it cannot have ended the stop. */
const long = { LEADYARD_STOP_WITHIN: '600000' }
const short = { LEADYARD_STOP_WITHIN: '4000' }

let place: Place
let receivers: Receivers
let database: Awaited<ReturnType<typeof freshDatabase>>
let hub: HubProcess
let gates: Gate[]
let sockets: Socket[]

beforeEach(async () => {
  ;[place, receivers, database] = await Promise.all([openPlace(), startReceivers(), freshDatabase()])
  gates = []
  sockets = []
})
afterEach(async () => {
  await hub.kill('SIGKILL')
  for (const socket of sockets) socket.destroy()
  await Promise.all(gates.map((gate) => gate.close()))
  await receivers.close()
  await place.remove()
  await database.drop()
})

async function start(env: Record<string, string>, delivery: object = {}): Promise<void> {
  await configure(delivery)
  hub = await place.start({ KEY: key, URL: receivers.url, DATABASE_URL: database.url, ...env })
}

async function configure(delivery: object): Promise<void> {
  await place.configure({
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      hook: {
        type: 'https',
        url: '${env:URL}/hook',
        receipt: 'body.id',
        delivery: { concurrency: 5, allowNetworks: ['127.0.0.0/8'], ...delivery },
      },
    },
    routes: [{ name: 'all', to: ['hook'] }],
  })
}

async function gate(service: string): Promise<Gate> {
  const opened = await openGate(service)
  gates.push(opened)
  return opened
}

/** A connection on which only this text is sent. */
async function say(text: string): Promise<Socket> {
  const { hostname, port } = new URL(hub.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  sockets.push(socket)
  await new Promise((resolve) => socket.once('connect', resolve))
  if (text) await new Promise((resolve) => socket.write(text, resolve))
  return socket
}

/** @returns the exit code. @throws if the process does not end */
async function stopped(): Promise<number | null> {
  const ended = hub.kill('SIGTERM')
  let code: number | null | undefined
  void ended.then((with_) => (code = with_))
  await eventually(() => expect(code).toBeDefined(), { timeout: 40_000, what: 'the hub to stop' })
  return code as number | null
}

/** The hub's last lines may be read a moment after its end. */
async function told(message: string): Promise<void> {
  await eventually(() => expect(hub.lines.some((line) => line.includes(`"msg":"${message}"`))).toBe(true))
}

const head = 'POST /ingest/marketplace HTTP/1.1\r\nhost: hub\r\n'

describe('a stop is not kept waiting by', { timeout: 120_000 }, () => {
  it.each([
    ['a connection that says nothing', ''],
    ['a head that never ends', head],
    ['a body that never ends', `${head}authorization: Bearer ${key}\r\ncontent-length: 1000\r\n\r\n{"userDetails":`],
    ['a second head that never ends', `GET /health/live HTTP/1.1\r\nhost: hub\r\n\r\n${head}`],
  ])('%s', async (_, text) => {
    await start(long)
    await say(text)
    // The hub knows the connection by now, since it has answered a later one.
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200)
    expect(await stopped()).toBe(0)
    await told('stopped')
  })

  it('a client that does not read its answers', async () => {
    await start(long)
    const socket = await say('')
    socket.pause()
    socket.write('GET /metrics HTTP/1.1\r\nhost: hub\r\n\r\n'.repeat(2_000))
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200)
    expect(await stopped()).toBe(0)
  })

  it('busy senders on kept connections, and every lead they heard a 202 for is there', async () => {
    await start(long)
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 })
    const accepted: string[] = []
    let refused = 0
    async function sender(number: number): Promise<void> {
      for (let n = 0; refused < 8; n++) {
        const answer = await send(agent, lead(number * 1_000_000 + n)).catch(() => undefined)
        if (answer?.id) accepted.push(answer.id)
        else refused++
      }
    }
    const senders = Promise.all(Array.from({ length: 8 }, (_, number) => sender(number)))
    await eventually(() => expect(accepted.length).toBeGreaterThan(200), { timeout: 30_000 })
    expect(await stopped()).toBe(0)
    await senders
    agent.destroy()
    expect(await missing(accepted)).toEqual([])
  })

  it('PostgreSQL that refuses connections', async () => {
    const postgres = await gate(database.url)
    await start({ ...short, DATABASE_URL: postgres.url })
    receivers.latency = 1_000
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    await postgres.shut()
    expect(await stopped()).toBe(0)
    await told('stopped')
    // An uncaught error would be told by Node itself, on lines that are no JSON.
    expect(hub.lines.filter((line) => !line.startsWith('{'))).toEqual([])
  })

  it('PostgreSQL that no longer answers, during an arrival and an attempt', async () => {
    const postgres = await gate(database.url)
    await start({ ...short, DATABASE_URL: postgres.url })
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    receivers.latency = 1_000
    expect(await post(hub.url, lead(2))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(2))
    postgres.stall()
    const answer = post(hub.url, lead(3))
    expect(await stopped()).toBe(0)
    expect(await answer).toBeUndefined()
    await told('stopped')
  })

  it('a far end that answers after the stop', async () => {
    await start(short, { deadline: '10m' })
    receivers.latency = 600_000
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    expect(await stopped()).toBe(0)
    expect(await query("select state from deliveries where state <> 'sending'")).toHaveLength(1)
    expect(await query('select 1 from workers')).toEqual([])
  })

  const onRedis = inject('redisUrl') ? it : it.skip
  onRedis.each(['shut', 'stall'] as const)('Redis that is gone (%s)', async (how) => {
    const redis = await gate((await freshRedis())!.url)
    await start({ ...short, REDIS_URL: redis.url })
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    await redis[how]()
    expect(await stopped()).toBe(0)
    await told('stopped')
  })
})

describe('from the first moment of a stop', { timeout: 120_000 }, () => {
  it('no lead is taken to its destination any more, while a request is still under way', async () => {
    await start({ LEADYARD_STOP_WITHIN: '8000' }, { concurrency: 1 })
    receivers.latency = 200
    for (let n = 0; n < 60; n++) expect(await post(hub.url, lead(n))).toBeTruthy()
    // A body that never ends holds the web open for a while.
    await say(`${head}authorization: Bearer ${key}\r\ncontent-length: 1000\r\n\r\n{`)
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200)
    const ended = stopped()
    await told('stopping')
    const before = receivers.taken.get('/hook')?.length ?? 0
    expect(await ended).toBe(0)
    // Deliveries claimed at that moment are attempted.
    expect(receivers.taken.get('/hook')?.length ?? 0).toBeLessThanOrEqual(before + 2)
    expect(await query("select 1 from deliveries where state = 'sending'")).toEqual([])
  })

  it('nothing listens', async () => {
    await start(long)
    receivers.latency = 3_000
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    const ended = stopped()
    await told('stopping')
    await expect(fetch(`${hub.url}/health/live`)).rejects.toThrow()
    expect(await ended).toBe(0)
    expect(await query('select state from deliveries')).toEqual([{ state: 'delivered' }])
  })
})

describe.each(backends())('a stop during a reload, with the queue on %s', { timeout: 120_000 }, (name) => {
  it('waits for the attempts of the destination that changed, and the log reports no failure', async () => {
    const redis: Record<string, string> = name === 'redis' ? { REDIS_URL: (await freshRedis())!.url } : {}
    await start({ ...long, ...redis }, { concurrency: 1 })
    receivers.latency = 4_000
    expect(await post(hub.url, lead(1))).toBeTruthy()
    await eventually(() => expect(receivers.taken.get('/hook')).toHaveLength(1))
    await configure({ concurrency: 2 })
    // The version in force is the new one as soon as the workers are told to change.
    const before = JSON.parse(hub.lines.find((line) => line.includes('"msg":"ready"'))!) as { config: string }
    await eventually(async () => {
      const health = (await (await fetch(`${hub.url}/health/ready`)).json()) as { config: { version: string } }
      expect(health.config.version).not.toBe(before.config)
    })
    expect(await stopped()).toBe(0)
    await told('stopped')
    expect(await query('select state from deliveries')).toEqual([{ state: 'delivered' }])
    expect(await query('select 1 from workers')).toEqual([])
    expect(hub.lines.filter((line) => /config.yaml|"level":"(warn|error)"/.test(line))).toEqual([])
  })
})

async function query(text: string, values: unknown[] = []): Promise<object[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  return (await client.query(text, values).finally(() => client.end())).rows
}

async function missing(ids: readonly string[]): Promise<string[]> {
  const stored = (await query('select id from leads where id = any($1::uuid[])', [ids])) as { id: string }[]
  const known = new Set(stored.map(({ id }) => id))
  return ids.filter((id) => !known.has(id))
}

interface Answer {
  id: string | undefined
  connection: string | undefined
}

function send(agent: http.Agent, body: object): Promise<Answer> {
  const url = `${hub.url}/ingest/marketplace?key=${key}&offer=contoso.app`
  return new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } })
    request.on('error', reject)
    request.on('response', (response) => {
      let text = ''
      response.on('data', (data: Buffer) => (text += data))
      response.on('error', reject)
      response.on('end', () => {
        const id = response.statusCode === 202 ? (JSON.parse(text) as { id: string }).id : undefined
        resolve({ id, connection: response.headers.connection })
      })
    })
    request.end(JSON.stringify(body))
  })
}

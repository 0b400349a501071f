/** 202 means on disk: after any kill in mid-load, every accepted lead is delivered or shown as waiting. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, type Receivers, sendAll, startReceivers } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

const leads = 500
let place: Place
let receivers: Receivers
let hub: HubProcess | undefined

beforeEach(async () => {
  place = await openPlace()
  receivers = await startReceivers()
  await place.configure(config())
})
afterEach(async () => {
  await hub?.kill('SIGKILL')
  await receivers.close()
  await place.remove()
})

describe.each(backends())('with the queue on %s', { timeout: 240_000 }, (backend) => {
  const environment = async () => {
    const redis = backend === 'redis' ? await freshRedis() : undefined
    return { KEY: key, URL: receivers.url, ...(redis ? { REDIS_URL: redis.url } : {}) }
  }

  it('loses no accepted lead when the hub is killed in mid-load', async () => {
    const database = await freshDatabase()
    const env = { ...(await environment()), DATABASE_URL: database.url }
    const accepted = await loadWhile(env, async () => {
      await hub!.kill('SIGKILL')
      hub = await place.start(env)
    })
    await everyLeadIsAccountedFor(database.url, accepted)
    await hub!.kill('SIGTERM')
    await database.drop()
  })

  it('loses no accepted lead when PostgreSQL is killed in mid-load', async () => {
    const env = await environment()
    const accepted = await loadWhile(env, async () => {
      process.kill(postmaster(), 'SIGKILL')
    })
    await everyLeadIsAccountedFor(await embeddedUrl(), accepted)
  })

  const onRedis = backend === 'redis' ? it : () => undefined
  onRedis('loses no accepted lead when Redis is flushed in mid-load', async () => {
    const database = await freshDatabase()
    const env = { ...(await environment()), DATABASE_URL: database.url }
    const accepted = await loadWhile(env, async () => {
      const redis = new Redis((env as { REDIS_URL?: string }).REDIS_URL!)
      await redis.flushdb().finally(() => redis.disconnect())
    })
    await everyLeadIsAccountedFor(database.url, accepted)
    await hub!.kill('SIGTERM')
    await database.drop()
  })

  /** Sends 500 leads and does the damage when 200 were accepted. */
  async function loadWhile(env: Record<string, string>, damage: () => Promise<void>): Promise<Set<string>> {
    hub = await place.start(env)
    let damaged: Promise<void> | undefined
    const accepted = await sendAll(
      () => hub!.url,
      leads,
      (soFar) => {
        if (soFar >= 200) damaged ??= damage()
      },
    )
    await damaged
    return accepted
  }
})

/** Waits until nothing is on its way any more, then compares ledger, receivers and what the sender was told. */
async function everyLeadIsAccountedFor(url: string, accepted: ReadonlySet<string>): Promise<void> {
  const database = new pg.Client({ connectionString: url })
  database.on('error', () => undefined)
  await database.connect()
  const query = async <R>(text: string) => (await database.query(text)).rows as R[]
  try {
    await eventually(
      async () => {
        const open = await query("select 1 from leads where state = 'received' limit 1")
        const moving = await query(
          "select state from deliveries where state in ('queued', 'sending', 'waiting') limit 1",
        )
        expect([...open, ...moving]).toEqual([])
      },
      { timeout: 150_000, what: 'every delivery to come to an end' },
    )
    const stored = await query<{ id: string; state: string }>('select id, state from leads')
    const states = new Map(stored.map(({ id, state }) => [id, state]))
    expect([...accepted].filter((id) => states.get(id) !== 'routed')).toEqual([])

    const deliveries = await query<{ id: string; lead_id: string; destination: string; state: string }>(
      'select id, lead_id, destination, state from deliveries',
    )
    expect(deliveries).toHaveLength(stored.length * 3)
    const received = new Set([...receivers.taken.values()].flat())
    // If a repeat is harmless, every lead is delivered; if it would double, some leads may wait for a person.
    expect(deliveries.filter(({ destination, state }) => state !== 'delivered' && destination !== 'plain')).toEqual([])
    expect(deliveries.filter(({ state }) => state !== 'delivered' && state !== 'uncertain')).toEqual([])
    expect(deliveries.filter(({ id, state }) => state === 'delivered' && !received.has(id))).toEqual([])
    // A double is the same delivery again, under its own id; `plain` cannot tell, so it gets none.
    const ids = new Set(deliveries.map(({ id }) => id))
    expect([...received].filter((id) => !ids.has(id))).toEqual([])
    const plain = receivers.taken.get('/plain') ?? []
    expect(plain.length).toBe(new Set(plain).size)
  } finally {
    await database.end()
  }
}

function config(): object {
  const delivery = {
    concurrency: 10,
    allowNetworks: ['127.0.0.0/8'],
    retry: { first: '200ms', most: '2s' },
    rest: { first: '500ms', most: '2s' },
  }
  const to = (path: string, more: object) => ({
    type: 'https',
    url: `\${env:URL}${path}`,
    receipt: 'body.id',
    delivery,
    ...more,
  })
  return {
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      one: to('/one', { receiverDedupes: true }),
      two: to('/two', { receiverDedupes: true }),
      plain: to('/plain', {}),
    },
    routes: [{ name: 'all', to: ['one', 'two', 'plain'] }],
  }
}

function pidFile(): string[] {
  return readFileSync(path.join(place.folder, 'data', 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')
}

function postmaster(): number {
  return Number(pidFile()[0])
}

/** The embedded server's address, as the hub has it: the password is in a file next to the data. */
async function embeddedUrl(): Promise<string> {
  const password = readFileSync(path.join(place.folder, 'data', 'postgres', 'password'), 'utf8').trim()
  return `postgres://leadyard:${password}@127.0.0.1:${pidFile()[3]}/leadyard`
}

/** Three workers at one destination: together they keep the order of the leads, also when one of them is killed. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backends } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

const leads = 300
const concurrency = 2

let database: Awaited<ReturnType<typeof freshDatabase>>
let client: pg.Client
let server: http.Server
/** Numbers of leads, in the order of their first arrival. */
let arrived: number[]
let requests: number
const places: Place[] = []
const hubs: HubProcess[] = []

beforeEach(async () => {
  arrived = []
  requests = 0
  server = http.createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const n = Number(/person(\d+)@/.exec(text)?.[1])
    requests++
    if (!arrived.includes(n)) arrived.push(n)
    await pause(20)
    response.writeHead(201).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const { lines } of hubs) console.log(lines.join('\n'))
  for (const hub of hubs.splice(0)) await hub.kill('SIGKILL')
  await client.end()
  for (const place of places.splice(0)) await place.remove()
  server.closeAllConnections()
  server.close()
  await database.drop()
})

async function startHub(env: Record<string, string>): Promise<{ hub: HubProcess; place: Place }> {
  const place = await openPlace()
  places.push(place)
  const { port } = server.address() as AddressInfo
  const delivery = { allowNetworks: ['127.0.0.0/8'], concurrency, deadline: '5s' }
  await place.configure({
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: { crm: { type: 'https', url: '${env:CRM_URL}', receiverDedupes: true, delivery } },
    routes: [{ name: 'all', to: ['crm'] }],
  })
  const hub = await place.start({
    KEY: key,
    CRM_URL: `http://127.0.0.1:${port}/leads`,
    DATABASE_URL: database.url,
    ...env,
  })
  hubs.push(hub)
  return { hub, place }
}

const count = async (where: string) =>
  (await client.query(`select count(*)::int as n from deliveries where ${where}`)).rows[0].n as number

describe.each(backends())('three workers, with the queue on %s', { timeout: 180_000 }, (backend) => {
  it('attempt the leads in the order of their arrival, share them, and go on when one is killed', async () => {
    const redis = backend === 'redis' ? await freshRedis() : undefined
    const env: Record<string, string> = redis ? { REDIS_URL: redis.url } : {}
    const { hub, place } = await startHub(env)
    const setPause = async (method: 'PUT' | 'DELETE') => {
      const reply = await fetch(`${hub.url}/api/destinations/crm/pause`, { method, headers: place.localToken() })
      expect(reply.ok).toBe(true)
    }
    await setPause('PUT')
    for (let n = 0; n < leads; n++) expect(await post(hub.url, lead(n))).toBeDefined()
    await eventually(async () => expect(await count("state = 'queued'")).toBe(leads))
    const second = await startHub({ ...env, LEADYARD_ROLE: 'worker' })
    await startHub({ ...env, LEADYARD_ROLE: 'worker' })

    await setPause('DELETE')
    const shares = async () => {
      const { rows } = await client.query('select count(*)::int as n from attempts group by worker order by 1')
      return rows.map(({ n }) => n as number)
    }
    await eventually(
      async () => {
        const all = await shares()
        expect(all).toHaveLength(3)
        expect(all[0]).toBeGreaterThan(leads / 15)
      },
      { timeout: 60_000, what: 'a share for each worker' },
    )
    await second.hub.kill('SIGKILL')
    await eventually(async () => expect(await count("state = 'delivered'")).toBe(leads), { timeout: 90_000 })

    // By the claims, because a busy machine may delay a request for any time after its claim.
    const claimed = await client.query('select first_attempt_at from deliveries order by lead_id')
    const times = claimed.rows.map(({ first_attempt_at }) => first_attempt_at.getTime() as number)
    // Claims may be under way at once in each worker, and on a busy machine a claim may begin long before it takes leads.
    const overtaken = times.filter((time, n) => times.slice(n + 3 * concurrency).some((later) => later < time))
    expect(overtaken.length).toBeLessThanOrEqual(leads / 10)
    // Under way, or answered and not recorded yet, when the worker was killed.
    expect(requests).toBeLessThanOrEqual(leads + 2 * concurrency)
  })
})

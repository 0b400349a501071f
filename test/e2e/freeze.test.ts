/**
 * A worker that stands still (a paused machine, SIGSTOP) while it sends, and is taken for dead: what it had in hand
 * goes out by another worker. When it wakes it must not send the same again; where that cannot be helped, the double is
 * shown.
 */
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backends } from '../delivery/rig.ts'
import { type Salesforce, startSalesforce } from '../far-ends/salesforce.ts'
import { type Passing, type StepProxy, startStepProxy } from '../far-ends/step-proxy.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { key, lead, post } from './load.ts'
import { type HubProcess, openPlace, type Place } from './process.ts'

let salesforce: Salesforce
let proxy: StepProxy
let database: Awaited<ReturnType<typeof freshDatabase>>
let client: pg.Client
const places: Place[] = []
const hubs: HubProcess[] = []

beforeEach(async () => {
  salesforce = await startSalesforce({ externalId: false })
  proxy = await startStepProxy(String(salesforce.settings['loginUrl']))
  database = await freshDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') for (const { lines } of hubs) console.log(lines.join('\n'))
  for (const hub of hubs.splice(0)) await hub.kill('SIGKILL')
  await client.end()
  for (const place of places.splice(0)) await place.remove()
  await Promise.all([proxy.close(), salesforce.close(), database.drop()])
})

const isToken = ({ path }: Passing) => path.includes('/oauth2/token')
const isDescribe = ({ path }: Passing) => path.endsWith('/describe')
const isLookUp = ({ path }: Passing) => path.includes('/composite/batch')
const isWrite = ({ method, path }: Passing) => method === 'POST' && path.endsWith('/sobjects/Lead')

describe.each(backends())('a frozen worker, with the queue on %s', { timeout: 240_000 }, (backend) => {
  it.each([
    ['while it signs in', isToken],
    ['while it asks for the fields', isDescribe],
  ])('%s sends nothing when it wakes', async (_when, step) => {
    const [first, second] = await bothAfterFreezeOf(step, 'after')
    expect(first).toMatchObject({ state: 'delivered', doubled: false })
    expect(second).toMatchObject({ records: 1 })
  })

  it('after its look-up sends nothing when it wakes', async () => {
    // The first request is lost, so that the second attempt begins with a look-up.
    let lose = true
    proxy.before = (passing) => {
      if (!lose || !isWrite(passing)) return
      lose = false
      throw new Error('lost')
    }
    const [delivery, found] = await bothAfterFreezeOf(isLookUp, 'after')
    expect(delivery).toMatchObject({ state: 'delivered', doubled: false })
    expect(found).toMatchObject({ records: 1 })
  })

  it('whose write was taken is followed by a look-up, and nothing is written again', async () => {
    const [delivery, found] = await bothAfterFreezeOf(isWrite, 'after')
    expect(delivery).toMatchObject({ state: 'delivered', doubled: false, outcome: 'already-there' })
    expect(found).toMatchObject({ records: 1 })
  })

  it('whose write comes through after another worker sent the lead is shown as a double', async () => {
    const [, found] = await bothAfterFreezeOf(isWrite, 'before')
    expect(found).toMatchObject({ records: 2 })
    await eventually(async () => expect(await delivery()).toMatchObject({ state: 'delivered', doubled: true }))
  })

  /**
   * Freezes the first hub at its first such request, starts a second one, and wakes the first when the lead is there.
   */
  async function bothAfterFreezeOf(step: (passing: Passing) => boolean, when: 'before' | 'after') {
    const redis = backend === 'redis' ? await freshRedis() : undefined
    const secret = String(salesforce.settings['clientSecret'])
    const env = { KEY: key, SECRET: secret, DATABASE_URL: database.url, ...(redis ? { REDIS_URL: redis.url } : {}) }
    const first = await startHub(env)
    let thaw: (() => void) | undefined
    const thawed = new Promise<void>((resolve) => (thaw = resolve))
    let frozen = false
    const others = proxy[when]
    proxy[when] = async (passing) => {
      await others(passing)
      if (frozen || !step(passing)) return
      frozen = true
      first.child.kill('SIGSTOP')
      await thawed
    }
    expect(await post(first.url, lead(1))).toBeDefined()
    await eventually(() => expect(frozen).toBe(true), { timeout: 30_000, what: 'the step to freeze at' })
    await startHub(env)
    await eventually(async () => expect(await delivery()).toMatchObject({ state: 'delivered' }), {
      timeout: 90_000,
      what: 'the second hub to deliver',
    })
    first.child.kill('SIGCONT')
    thaw?.()
    // It has heard the answer it waited for, or given it up, when its attempt is written down.
    await eventually(async () => expect(await attemptsByBoth()).toBe(2), { timeout: 60_000, what: 'both attempts' })
    return [await delivery(), { records: salesforce.records() }] as const
  }

  const delivery = async () => (await client.query('select * from deliveries')).rows[0]
  const attemptsByBoth = async () =>
    (await client.query("select count(distinct worker)::int as n from attempts where code <> 'WORKER_DIED'")).rows[0].n
})

async function startHub(env: Record<string, string>): Promise<HubProcess> {
  const place = await openPlace()
  places.push(place)
  await place.configure({
    listen: { port: 0 },
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: {
      crm: {
        type: 'salesforce',
        ...salesforce.settings,
        loginUrl: proxy.url,
        clientSecret: '${env:SECRET}',
        delivery: { allowNetworks: ['127.0.0.0/8'], deadline: '4s', retry: { first: '200ms', most: '2s' } },
      },
    },
    routes: [{ name: 'all', to: ['crm'] }],
  })
  const hub = await place.start(env)
  hubs.push(hub)
  return hub
}

/** What routing and mapping cost a lead when there are a thousand routes, and what a reload of them costs the senders. */
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { connectors } from '../connectors/index.ts'
import { readConfig } from '../src/config/config.ts'
import { openDestination } from '../src/delivery/open-destination.ts'
import type { Lead } from '../src/lead/lead.ts'
import { readMarketplace } from '../src/lead/marketplace.ts'
import { map } from '../src/mapping/map.ts'
import { compileRoutes } from '../src/routing/route.ts'
import type { Bench } from './bench.ts'
import { startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { Section } from './report.ts'
import { configText, countryOf, offerOf, type Size } from './routing/config-text.ts'

const sizes: Size[] = [
  { routes: 1_000, offers: 50, how: 'apart' },
  { routes: 1_000, offers: 50, how: 'shared' },
]

const cost = {
  name: 'Routing and mapping',
  about:
    'Per lead, in one process: 1,000 routes of 50 offers each, with three conditions and a mapping of its own per route, connector `https`. `apart`: every route has offers of its own (50,000 in all). `shared`: all routes are about the same 50 offers, so that each of them is a candidate for every lead. Reversed: the same file with the routes in the opposite order.',
  head: ['offers', 'deliveries per lead', 'median µs', 'p99 µs', 'reversed, median µs', 'read and compiled ms'],
}

const reloaded = {
  name: 'Reload of 1,000 routes',
  about:
    'The file of 1,000 routes with 50 offers each is written again, idle and while 50 connections post leads (role `all`, queue on PostgreSQL): from SIGHUP until the hub tells the new version, and what the senders saw. (A change of the file alone is awaited for 200 ms more: editors write in bursts.)',
  head: ['reloads', 'idle ms', 'under load ms', '202s', 'other answers', 'errors', 'p99 of senders ms'],
}

export async function routing(cli: Bench): Promise<Section[]> {
  const rows = sizes.map((size) => costOf(size, cli))
  return [
    { ...cost, rows },
    { ...reloaded, rows: [await reload(cli)] },
  ]
}

const surroundings = { connectors, env: { KEY: 'the-key-of-the-bench', FAR: 'https://far.example/leads' } }
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

function costOf(size: Size, { quick, say }: Bench): string[] {
  const leads = quick ? 2_000 : 20_000
  const forward = measure(size, leads, false)
  const backward = measure(size, leads, true)
  say(`${size.how}: ${figure(forward.median)} µs, reversed ${figure(backward.median)} µs`)
  const { deliveries, median: middle, p99, ready } = forward
  return [size.how, ...[deliveries, middle, p99, backward.median, ready].map(figure)]
}

function measure(size: Size, amount: number, reversed: boolean) {
  const text = configText(size, 0, reversed)
  const readies: number[] = []
  let opened = open(text, readies)
  for (let n = 0; n < 4; n++) opened = open(text, readies)
  const { router, tracks: allOpened } = opened
  const times: number[] = []
  let deliveries = 0
  for (let n = 0; n < amount * 1.25; n++) {
    const lead = leadFor(size, n)
    const began = performance.now()
    const { targets } = router.route({ lead, repeat: false, approved: false })
    for (const { destination, route } of targets) map(lead, allOpened.get(destination)!.mapping(route))
    const took = performance.now() - began
    // The first fifth warms up.
    if (n < amount * 0.25) continue
    times.push(took * 1_000)
    deliveries += targets.length
  }
  const sorted = times.sort((a, b) => a - b)
  const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
  return { deliveries: deliveries / times.length, median: median(times), p99, ready: median(readies) }
}

function open(text: string, readies: number[]) {
  const began = performance.now()
  const config = readConfig(text, surroundings)
  const router = compileRoutes(config)
  const destinations = [...config.destinations.values()]
  const memory = undefined as never
  const allOpened = new Map(destinations.map((one) => [one.id, openDestination(one, { log: silent, memory })]))
  readies.push(performance.now() - began)
  return { router, tracks: allOpened }
}

function leadFor(size: Size, n: number): Lead {
  const at = n % size.routes
  const body = {
    userDetails: {
      ...{ firstName: 'Ada', lastName: 'Lovelace', email: `ada.${n}@contoso.com`, phone: '+49 30 123456' },
      ...{ country: countryOf(at), company: 'Contoso Ltd', title: 'Director' },
    },
    leadSource: 'AzureMarketplace',
    actionCode: 'INS',
    offerTitle: 'Contoso Product',
    description: at % 7 === 0 ? '{"mktcmpid":"spring-1"}' : 'Please call me',
  }
  const offer = offerOf(size, at, n % size.offers)
  return readMarketplace(body, { id: 'lead', received: new Date(), endpoint: 'marketplace', offer })!
}

async function reload(cli: Bench): Promise<string[]> {
  const ground = await cli.stack.ground('postgres')
  const hub = await startHub(ground, { role: 'all', urls: ['http://127.0.0.1:9/'] })
  const flood = startChild<Flood, Flooded>('flood.ts')
  try {
    const text = configText(sizes[0]!, Number(new URL(hub.url).port)).replaceAll('${env:FAR}', '${env:RECEIVER_0}')
    const amount = cli.quick ? 3 : 10
    const once = (n: number) => reloadOnce(hub, `${text}# ${n}\n`)
    const idle = await inTurn(amount, once)
    const seconds = amount * 3
    const flooding = flood.ask({ url: hub.ingestUrl, seconds })
    const loaded = await inTurn(amount, (n) => once(amount + n))
    const { statuses, errors, p99 } = await flooding
    const { 202: taken = 0, ...others } = statuses
    const refused = Object.values(others).reduce((sum, count) => sum + count, 0)
    cli.say(`reload ${figure(median(idle))} ms, under load ${figure(median(loaded))} ms; ${refused + errors} failed`)
    return [amount, median(idle), median(loaded), taken, refused, errors, p99].map(figure)
  } finally {
    await Promise.all([hub.stop(), flood.stop()])
    await ground.close()
  }
}

async function inTurn(amount: number, act: (n: number) => Promise<number>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < amount; n++) times.push(await act(n))
  return times
}

/** @returns milliseconds */
async function reloadOnce(hub: HubProcess, text: string): Promise<number> {
  const before = await versionOf(hub.url)
  writeFileSync(hub.config, text)
  const began = performance.now()
  process.kill(hub.pid ?? 0, 'SIGHUP')
  while ((await versionOf(hub.url)) === before) await pause(5)
  const took = performance.now() - began
  // The watcher of the file reads it once more.
  await pause(1_000)
  return took
}

async function versionOf(url: string): Promise<string> {
  const reply = await fetch(`${url}/health/ready`)
  return ((await reply.json()) as { config: { version: string } }).config.version
}

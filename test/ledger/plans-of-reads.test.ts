import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { destinations, makePast } from '../../bench/console/past.ts'
import { type Request, requestsOf, type Samples } from '../../bench/console/requests.ts'
import { samplesOf } from '../../bench/console/samples.ts'
import { connectors } from '../../connectors/index.ts'
import type { ApiContext } from '../../src/api/endpoint.ts'
import { endpoints } from '../../src/api/endpoints.ts'
import { readQuery } from '../../src/api/query.ts'
import { readConfig } from '../../src/config/config.ts'
import { storeConfig } from '../../src/ledger/config-versions.ts'
import type { Db } from '../../src/ledger/db.ts'
import { plansOf } from './plans.ts'
import { freshLedger, type TestLedger } from './rows.ts'

const leads = 20_000

const config = readConfig(
  JSON.stringify({
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: Object.fromEntries(destinations.map((id) => [id, { type: 'https', url: '${env:FAR}' }])),
    routes: [{ name: 'all', offers: ['contoso.*'], to: [...destinations] }],
  }),
  { connectors, env: { KEY: 'the-key-of-the-test', FAR: 'https://far.example/' } },
)

/** Calls the operation as the server does, without HTTP. */
async function handle(db: Db, { method, path, body }: Request): Promise<void> {
  const [bare = '', search = ''] = path.split('?')
  const one = endpoints.find(
    (known) =>
      known.method === method.toLowerCase() && new RegExp(`^${known.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  )
  if (!one) throw new Error(`${path} is no operation`)
  const names = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
  const values = one.path.split('/').flatMap((part, at) => (part.startsWith('{') ? [bare.split('/')[at]] : []))
  const request = {
    params: Object.fromEntries(names.map((name, at) => [name, values[at]])),
    query: one.query?.parse(readQuery(search, one.query)) ?? {},
    body: one.body?.parse(body ?? {}) ?? {},
    actor: 'test',
    role: 'operator' as const,
    caller: { name: 'test', role: 'operator' as const, by: 'token' as const },
    visit: {
      signIn: () => Promise.reject(new Error('nobody signs in')),
      refuseOtherSite: () => undefined,
      forget: () => undefined,
    },
    unchanged: async () => undefined,
  }
  const none = () => undefined
  const plan = {
    destinations: new Map(destinations.map((id) => [id, { id, destination: {}, mapping: () => ({ fields: [] }) }])),
    configVersion: config.version,
    repeatsWithin: config.repeatsWithin,
    route: none,
  }
  const api = {
    delivery: { db, plan: () => plan, hide: (text: string) => text, log: { info: none, warn: none }, emit: none },
    config: () => config,
    complaints: () => [],
    closing: new AbortController().signal,
  } as unknown as ApiContext
  await one.handle(request, api)
}

/** Asks one thing after the other. @returns the plans that read a large table as a whole, and what took over a second. */
async function asked(url: string, samples: Samples): Promise<{ scans: string[]; slow: string[] }> {
  const [scans, slow]: [string[], string[]] = [[], []]
  for (const request of requestsOf(samples)) {
    const name = `${request.path} ${JSON.stringify(request.body ?? '')}`
    const ask = async () => {
      const began = performance.now()
      const plans = await plansOf(url, (db) => handle(db, request))
      return { plans, took: performance.now() - began }
    }
    const { plans, took } = await ask()
    const bad = plans.filter((plan) => /Seq Scan on (leads|deliveries|attempts)\b/.test(plan))
    if (bad.length > 0) scans.push([name, ...bad].join('\n'))
    // The machine may be busy with other tests.
    if (took > 1_000 && (await ask()).took > 1_000 && (await ask()).took > 1_000) slow.push(name)
  }
  return { scans, slow }
}

describe.each([
  ['with statistics', true],
  ['without statistics', false],
])('the statements of all read operations, %s,', (_, analysed) => {
  let ledger: TestLedger
  let samples: Samples
  beforeAll(async () => {
    ledger = await freshLedger(2)
    for (const table of ['leads', 'deliveries', 'attempts']) {
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(ledger.db)
    }
    await makePast(ledger.db, leads)
    if (analysed) await sql`vacuum analyze leads, deliveries, attempts`.execute(ledger.db)
    await storeConfig(ledger.db, config.version, config.text)
    await sql`
      insert into reconciliations (day, destination, offer, accepted, delivered, waiting, failed, cancelled, present,
        missing, unchecked, checked_at)
      values ('2026-11-28', 'to-0', 'contoso.offer-0', 1, 1, 0, 0, 0, 1, 0, 0, now())`.execute(ledger.db)
    await sql`
      insert into proof_days (day, zone, since, until, began_at, finished_at)
      values ('2026-11-28', 'UTC', '2026-11-28', '2026-11-29', now(), now())`.execute(ledger.db)
    samples = await samplesOf(ledger.db)
  }, 240_000)
  afterAll(() => ledger.close())

  it('read no large table as a whole, and take less than a second', async () => {
    expect(await asked(ledger.url, samples)).toEqual({ scans: [], slow: [] })
  }, 240_000)
})

/** A hub in this process on real PostgreSQL (and Redis), between a sender and a scripted receiver. */
import { inject } from 'vitest'
import { type Config, readConfig } from '../../src/config/config.ts'
import { type Hub, type HubOptions, startHub } from '../../src/hub/hub.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import type { DeliveryRow } from '../../src/ledger/reads/deliveries.ts'
import { openLog } from '../../src/log.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { post } from './post.ts'
import { type Receiver, startReceiver } from './receiver.ts'

export const key = 'a-key-of-the-source'
const operator = 'a-token-of-the-data-folder'

export interface Rig {
  hub: Hub
  receiver: Receiver
  ledger: Ledger
  log: string[]
  redisUrl: string | undefined
  configure(destinations: Record<string, object>): Config
  /** @returns the lead's id. */
  send(email: string): Promise<string>
  delivery(leadId: string, destination?: string): Promise<DeliveryRow | undefined>
  stateOf(destination: string): Promise<string | undefined>
  /** As an operator, over the API. */
  act(method: string, path: string): Promise<void>
  restart(): Promise<void>
  /** Starts another worker. */
  join(): Promise<void>
  close(): Promise<void>
}

/** Fast enough for a test, slow enough to be seen. */
const quick = {
  retry: { first: '100ms', most: '1s', within: '1h' },
  rest: { after: 3, first: '300ms', most: '1s' },
  hold: { first: '300ms', most: '1s' },
  allowNetworks: ['127.0.0.0/8'],
}

/** A destination that posts to `url`, with quick waits unless `delivery` says otherwise. */
export function destination(url: string, settings: object = {}, delivery: object = {}): object {
  return { type: 'post', url, ...settings, delivery: { ...quick, ...delivery } }
}

export function backends(): readonly ('postgres' | 'redis')[] {
  if (inject('redisUrl')) return ['postgres', 'redis']
  console.warn('The Redis half is skipped: no redis-server is installed here (apt-get install redis-server)')
  return ['postgres']
}

export async function startRig(
  backend: 'postgres' | 'redis',
  destinations: (url: string) => Record<string, object>,
): Promise<Rig> {
  const [database, redis, receiver] = await Promise.all([freshDatabase(), freshRedis(), startReceiver()])
  const redisUrl = backend === 'redis' ? redis?.url : undefined
  const ledger = await openLedger(database.url, () => undefined, 2)
  const log: string[] = []
  const configure = (named: Record<string, object>) =>
    readConfig(configText(named), { connectors: [post], env: { KEY: key } })
  const options: HubOptions = {
    config: configure(destinations(receiver.url)),
    role: 'all',
    databaseUrl: database.url,
    redisUrl,
    log: openLog('debug', () => (text) => text, { write: (line: string) => void log.push(line) }),
    stopWithin: 2_000,
    localToken: () => operator,
  }
  let hub = await startHub(options)
  const others: Hub[] = []
  return {
    get hub() {
      return hub
    },
    receiver,
    ledger,
    log,
    redisUrl,
    configure,
    async send(email) {
      const reply = await fetch(`${hub.url}/ingest/marketplace?key=${key}&offer=contoso.app`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          userDetails: { email, lastName: 'One' },
          leadSource: 'AzureMarketplace',
          actionCode: 'INS',
        }),
      })
      if (reply.status !== 202) throw new Error(`ingest answered ${reply.status}`)
      return ((await reply.json()) as { id: string }).id
    },
    delivery: (leadId, name = 'a') =>
      ledger.db
        .selectFrom('deliveries')
        .selectAll()
        .where('lead_id', '=', leadId)
        .where('destination', '=', name)
        .executeTakeFirst(),
    async stateOf(name) {
      const found = await ledger.db.selectFrom('destinations').select('state').where('id', '=', name).executeTakeFirst()
      return found?.state
    },
    async act(method, path) {
      const reply = await fetch(`${hub.url}${path}`, { method, headers: { authorization: `Bearer ${operator}` } })
      if (!reply.ok) throw new Error(`${method} ${path} was answered ${reply.status}: ${await reply.text()}`)
    },
    async restart() {
      await hub.close()
      hub = await startHub({ ...options, config: hub.config() })
    },
    async join() {
      others.push(await startHub({ ...options, role: 'worker', config: hub.config() }))
    },
    async close() {
      await Promise.all([hub, ...others].map((one) => one.close()))
      await receiver.close()
      await ledger.close()
      await database.drop()
    },
  }
}

function configText(destinations: Record<string, object>): string {
  const lines = Object.entries(destinations).map(([id, text]) => `  ${id}: ${JSON.stringify(text)}`)
  return `
listen: { port: 0 }
sources: { marketplace: { type: marketplace, key: "\${env:KEY}" } }
destinations:
${lines.join('\n')}
routes:
  - { name: all, offers: ["contoso.*"], to: [${Object.keys(destinations).join(', ')}] }
`
}

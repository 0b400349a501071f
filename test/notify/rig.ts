/** A hub in this process that tells a scripted reader, on either queue. */
import { readConfig } from '../../src/config/config.ts'
import { type Hub, type HubOptions, startHub } from '../../src/hub/hub.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { openLog } from '../../src/log.ts'
import { post } from '../delivery/post.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { notes, pager, type Reader, startReader } from './notes.ts'

const operator = 'a-token-of-the-data-folder'

export interface RigOptions {
  backend?: 'postgres' | 'redis'
  role?: HubOptions['role']
  /** Channels by id, without the reader's address. @default one channel `ops` */
  channels?: Record<string, object>
  alerts?: object
  destinations?: Record<string, object>
  /** More of the file. */
  more?: object
  /** More values for references. */
  env?: Record<string, string>
}

export interface Rig {
  hub: Hub
  reader: Reader
  ledger: Ledger
  log: string[]
  configure(options: RigOptions): ReturnType<typeof readConfig>
  /** A further hub on the same ledger and queue. */
  another(options?: RigOptions): Promise<Hub>
  // biome-ignore lint/suspicious/noExplicitAny: a test that misreads it fails
  ask(method: string, path: string, body?: object): Promise<{ status: number; body: any }>
  close(): Promise<void>
}

const quickSending = { retry: { first: '50ms', most: '200ms' }, allowNetworks: ['127.0.0.0/8'] }

export async function startRig(options: RigOptions = {}): Promise<Rig> {
  const [database, redis, reader] = await Promise.all([freshDatabase(), freshRedis(), startReader()])
  const ledger = await openLedger(database.url, () => undefined, 3)
  const log: string[] = []
  const configure = (given: RigOptions) =>
    readConfig(JSON.stringify(fileOf(given, reader.url)), {
      connectors: [post],
      channels: [notes, pager],
      env: { KEY: 'a-key-of-the-source', RIGHT: 'right', ...given.env },
    })
  const hubs: Hub[] = []
  const another = async (given: RigOptions = options) => {
    const hub = await startHub({
      config: configure(given),
      role: given.role ?? 'all',
      databaseUrl: database.url,
      redisUrl: options.backend === 'redis' ? redis?.url : undefined,
      log: openLog('debug', () => (text) => text, { write: (line: string) => void log.push(line) }),
      stopWithin: 1_000,
      localToken: () => operator,
    })
    hubs.push(hub)
    return hub
  }
  const hub = await another()
  return {
    ...{ hub, reader, ledger, log, configure, another },
    async ask(method, path, body) {
      const reply = await fetch(`${hub.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${operator}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      return { status: reply.status, body: await reply.json() }
    },
    async close() {
      for (const one of hubs) await one.close()
      await reader.close()
      await ledger.close()
      await database.drop()
    },
  }
}

function fileOf({ channels = { ops: {} }, alerts = {}, destinations = {}, more = {} }: RigOptions, url: string) {
  return {
    listen: { port: 0 },
    sources: { web: { type: 'marketplace', key: '${env:KEY}' } },
    destinations,
    routes: Object.keys(destinations).length > 0 ? [{ name: 'all', to: Object.keys(destinations) }] : [],
    channels: Object.fromEntries(
      Object.entries(channels).map(([id, one]) => [
        id,
        { type: 'notes', url: `${url}/${id}`, sending: quickSending, ...one },
      ]),
    ),
    alerts,
    ...more,
  }
}

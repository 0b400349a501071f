/** A hub in this process, whose PostgreSQL and Redis are reached through proxies that can swallow. */
import { readConfig } from '../../src/config/config.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { openLog } from '../../src/log.ts'
import { post } from '../delivery/post.ts'
import { type Receiver, startReceiver } from '../delivery/receiver.ts'
import { destination, key } from '../delivery/rig.ts'
import { freshDatabase, freshRedis } from '../setup/database.ts'
import { startProxy, type TcpProxy } from '../setup/proxy.ts'

export interface Answer {
  status: number
  retryAfter: string | null
  /** Milliseconds. */
  took: number
  id: string
}

export interface Swallowing {
  hub: Hub
  receiver: Receiver
  /** Not through the proxy. */
  ledger: Ledger
  postgres: TcpProxy
  redis: TcpProxy | undefined
  send(email: string): Promise<Answer>
  ready(): Promise<number>
  close(): Promise<void>
}

export async function startSwallowing(
  backend: 'postgres' | 'redis',
  role: 'all' | 'ingest' = 'all',
  to: { settings?: object; delivery?: object } = {},
): Promise<Swallowing> {
  const [database, given, receiver] = await Promise.all([freshDatabase(), freshRedis(), startReceiver()])
  const redisUrl = backend === 'redis' ? given!.url : undefined
  const postgres = await startProxy(database.url, 5432)
  const redis = redisUrl ? await startProxy(redisUrl, 6379) : undefined
  const ledger = await openLedger(database.url, () => undefined, 2)
  const hub = await startHub({
    config: readConfig(
      `
listen: { port: 0 }
sources: { marketplace: { type: marketplace, key: "\${env:KEY}" } }
destinations: { a: ${JSON.stringify(destination(receiver.url, to.settings, to.delivery))} }
routes: [{ name: all, to: [a] }]
`,
      { connectors: [post], env: { KEY: key } },
    ),
    role,
    databaseUrl: postgres.through(database.url),
    redisUrl: redis?.through(redisUrl!),
    log: openLog('silent', () => (text) => text, { write: () => undefined }),
    stopWithin: 1_000,
  })
  return {
    ...{ hub, receiver, ledger, postgres, redis },
    async send(email) {
      const begun = performance.now()
      const reply = await fetch(`${hub.url}/ingest/marketplace?key=${key}&offer=contoso.app`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userDetails: { email, lastName: 'One' }, leadSource: 'SPZA', actionCode: 'INS' }),
      })
      const body = (await reply.json()) as { id?: string }
      const took = performance.now() - begun
      return { status: reply.status, retryAfter: reply.headers.get('retry-after'), took, id: body.id ?? '' }
    },
    ready: async () => (await fetch(`${hub.url}/health/ready`)).status,
    async close() {
      postgres.restore()
      redis?.restore()
      await hub.close()
      await Promise.all([postgres.close(), redis?.close(), receiver.close(), ledger.close()])
      await database.drop()
    },
  }
}

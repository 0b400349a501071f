import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpoints } from '../../src/api/endpoints.ts'
import { eventually } from '../setup/eventually.ts'
import { whileAway } from './away.ts'
import { type Answer, type Rig, startRig } from './rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await startRig({ destinations: { sales: {} } })
})
afterAll(() => rig.close())

/** The bodies of the operations that need a body. */
const bodies: Readonly<Record<string, object>> = {
  '/approvals': { dryRun: true },
  '/cancellations': { destination: ['sales'], dryRun: true },
  '/deliveries/{id}/settlements': { outcome: 'arrived', reason: 'x' },
  '/destinations/{id}/hold': { reason: 'x' },
  '/dry-runs': { lead: uuid() },
  '/erasures': { email: 'ann@contoso.com' },
  '/exports': { format: 'ndjson' },
  '/settlements': { destination: ['sales'], outcome: 'arrived', reason: 'x', dryRun: true },
  '/sessions': { token: 'a-token-that-is-wrong' },
  '/imports/{source}/batches': { lines: ['{"userDetails":{"email":"a@away.com"}}'] },
  '/lookups': { dryRun: true },
  '/releases': { destination: ['sales'], dryRun: true },
  '/replays': { dryRun: true },
  '/reroutings': { dryRun: true },
  '/reconciliations/referrals': { csv: 'Customer email,Offer\nann@contoso.com,Router\n' },
}

/** The operations that answer without the ledger. */
const known = new Set(['/config', '/me', '/openapi.json', '/problems', '/routes'])

// A token has no session to end, a hub with tokens makes no links, and this hub has no channel, no report and no canary.
const refused = [
  ...['/sessions/current', '/sign-in-links', '/channels/{id}/tests', '/report/messages'],
  '/sources/{id}/canaries',
]
const asked = endpoints
  .filter(({ path }) => !refused.includes(path))
  .map(({ method, path }) => {
    const id = path.startsWith('/destinations') ? 'sales' : path.startsWith('/sources') ? 'web' : uuid()
    const at = path
      .replace('{source}', 'web')
      .replace('{version}', 'in-force')
      .replace('{day}', '2026-11-01')
      .replace('{destination}', 'sales')
      .replace('{id}', id)
    return { method: method.toUpperCase(), path, at: `/api${at}`, body: method === 'get' ? undefined : bodies[path] }
  })

function expectUnavailable({ status, headers, body }: Answer): void {
  expect([status, headers.get('retry-after'), body.title]).toEqual([503, '30', 'Service Unavailable'])
  expect(body.detail).toMatch(/ again/)
}

describe('while the ledger is away', () => {
  it('every operation answers 503 with Retry-After, or needs no ledger', async () => {
    await whileAway(rig, async () => {
      const wrong: unknown[] = []
      for (const { method, path, at, body } of asked) {
        const answer = await rig.ask(method, at, body)
        const told = [answer.status, answer.headers.get('retry-after')].filter(Boolean).join(' ')
        if (told !== (known.has(path) ? '200' : '503 30')) wrong.push(`${method} ${path}: ${told}`)
      }
      expect(wrong).toEqual([])
    })
    await eventually(async () => expect((await rig.get('/api/leads')).status).toBe(200))
  })

  it('an action tells the caller to look first, because it may have been done', async () => {
    const [read, acted] = await whileAway(rig, async () => [
      await rig.get('/api/leads'),
      await rig.ask('DELETE', '/api/destinations/sales/hold'),
    ])
    expectUnavailable(read)
    expect(read.body.detail).not.toContain('look')
    expectUnavailable(acted)
    expect(acted.body.detail).toContain('look')
  })

  it('metrics get 503 too, and the log names the reason once per request, at level warn at most', async () => {
    await eventually(async () => expect((await rig.get('/api/leads')).status).toBe(200))
    rig.log.length = 0
    const { status, headers } = await whileAway(rig, () => fetch(`${rig.hub.url}/metrics`))
    expect([status, headers.get('retry-after')]).toEqual([503, '30'])
    expect(rig.log.filter((line) => line.includes('the ledger could not be reached for a request'))).toHaveLength(1)
    expect(rig.log.filter((line) => line.includes('a request failed unexpectedly'))).toEqual([])
  })
})

it('a connection that is cut in the middle of a request is 503, not a failure of the hub', async () => {
  await eventually(async () => expect((await rig.get('/api/leads')).status).toBe(200))
  const cut = rig.ledger.db.transaction().execute(async (tx) => {
    await sql`lock table leads in access exclusive mode`.execute(tx)
    const reading = rig.get('/api/leads?offer=cut.off')
    await eventually(async () => {
      // Outside the transaction, which reads the activity of other connections only once.
      const { rows: gone } = await sql<{ done: boolean }>`
        select pg_terminate_backend(pid) as done from pg_stat_activity
        where wait_event_type = 'Lock' and query like '%l.offer = %'`.execute(rig.ledger.db)
      expect(gone).toHaveLength(1)
    })
    return reading
  })
  expectUnavailable(await cut)
})

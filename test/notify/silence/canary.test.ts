import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openCanaries } from '../../../src/notify/silence/canary.ts'
import { readSilence } from '../../../src/notify/silence/read.ts'
import { silenceFindings } from '../../../src/notify/silence/snapshot.ts'
import { type Rig, sourceKey, startRig } from '../../api/rig.ts'
import { silenceConfig } from './config.ts'

let rig: Rig
beforeAll(async () => {
  const sources = { web: { type: 'marketplace', key: '${env:KEY}' }, page: { type: 'form' } }
  rig = await startRig({ destinations: { crm: {} }, sources, rules: { tests: 'skip' } })
})
afterAll(() => rig.close())
beforeEach(async () => {
  await sql`delete from canaries`.execute(rig.ledger.db)
})

const told: object[] = []
const none = () => undefined
const log = { debug: none, info: none, error: none, warn: (about: unknown) => void told.push(about as object) }

/** Sends the canary of `web` now, to this address. */
async function send(url: string, waits = 5_000) {
  const config = silenceConfig({ silence: { canary: { web: { url, allowNetworks: ['127.0.0.0/8'] } } } })
  await sql`
    insert into canaries (source, next_at) values ('web', now())
    on conflict (source) do update set next_at = now()`.execute(rig.ledger.db)
  const context = { db: rig.ledger.db, log, stopping: new AbortController().signal }
  await openCanaries(context, () => config, { every: 0, waits })()
  const snapshot = await readSilence(rig.ledger.db, config)
  return { canary: snapshot.canaries[0], findings: silenceFindings(snapshot), config }
}

async function elsewhere<T>(answer: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ingest/web`)
  } finally {
    server.close()
  }
}

async function nextIn(): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from next_at - now())::float * 1000 as ms from canaries`.execute(rig.ledger.db)
  return rows[0]!.ms
}

describe('a canary', () => {
  it('is a marked test lead through the public address, and arrives', async () => {
    const { canary, findings } = await send(`${rig.hub.url}/ingest/web`)
    expect(canary).toMatchObject({ source: 'web', failures: 0, reason: '', arrivedAt: expect.any(Date) })
    expect(findings).toEqual([])
    const { items } = (await rig.get('/api/leads?source=web')).body
    expect(items).toMatchObject([{ test: true, offer: 'Test Microsoft' }])
    expect(await nextIn()).toBeGreaterThan(0)
    expect(await nextIn()).toBeLessThanOrEqual(86_400_000)
    // It counts in no series.
    const { rows } = await sql`select * from quiet_hours`.execute(rig.ledger.db)
    expect(rows).toEqual([])
  })

  it('is not sent before it is due, and by one worker', async () => {
    const config = silenceConfig({ silence: { canary: { web: { url: `${rig.hub.url}/ingest/web` } } } })
    const context = { db: rig.ledger.db, log, stopping: new AbortController().signal }
    await openCanaries(context, () => config, { every: 0 })()
    expect((await readSilence(rig.ledger.db, config)).canaries).toMatchObject([{ failures: 0, arrivedAt: undefined }])
    let posts = 0
    await elsewhere(
      (_, response) => {
        posts += 1
        response.writeHead(503).end()
      },
      async (url) => {
        await sql`update canaries set next_at = now()`.execute(rig.ledger.db)
        const allowed = { web: { url, allowNetworks: ['127.0.0.0/8'] } }
        const all = silenceConfig({ silence: { canary: allowed } })
        await Promise.all([1, 2, 3].map(() => openCanaries(context, () => all, { every: 0 })()))
      },
    )
    expect(posts).toBe(1)
  })

  it.each<[string, RequestListener, string]>([
    ['a refusal', (_, response) => void response.writeHead(401).end('{}'), 'status 401'],
    ['a page of another server', (_, response) => void response.writeHead(200).end('<html>'), 'status 200'],
    [
      'a 202 that is not from a hub',
      (_, response) => void response.writeHead(202).end('ok'),
      'status 202, not from a hub',
    ],
    [
      'a 202 of another hub',
      (_, response) => void response.writeHead(202).end('{"id":"01890000-0000-7000-8000-000000000000"}'),
      'it was answered, and is not in the ledger: the address leads to another hub',
    ],
    ['a broken connection', (request) => void request.socket.destroy(), 'ECONNRESET'],
  ])('that meets %s tells why', async (_, answer, reason) => {
    await elsewhere(answer, async (url) => {
      expect(await send(url, 400)).toMatchObject({ canary: { failures: 1, reason }, findings: [] })
      expect(await nextIn()).toBeLessThanOrEqual(60_000)
    })
  })

  describe('whose time was changed', () => {
    /** `HH:MM` in UTC, so many minutes from now. */
    const clock = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().slice(11, 16)

    async function looked(at: string, row?: { next: number; arrived?: number; failures?: number }): Promise<number> {
      if (row) {
        const { next, arrived, failures = 0 } = row
        await sql`insert into canaries (source, next_at, failures, arrived_at) values ('web', now() + ${next}::float8 *
          interval '1 minute', ${failures}, now() + ${arrived ?? null}::float8 * interval '1 minute')`.execute(
          rig.ledger.db,
        )
      }
      const web = { url: `${rig.hub.url}/ingest/web`, allowNetworks: ['127.0.0.0/8'], at, zone: 'UTC' }
      const config = silenceConfig({ silence: { canary: { web } } })
      const context = { db: rig.ledger.db, log, stopping: new AbortController().signal }
      await openCanaries(context, () => config, { every: 0, waits: 5_000 })()
      return (await nextIn()) / 60_000
    }

    it.each([
      ['to an earlier time', 30, 300],
      ['to a later time', 300, 30],
    ])('%s follows the new time', async (_, at, before) => {
      const next = await looked(clock(at), { next: before })
      expect(Math.abs(next - at)).toBeLessThanOrEqual(2)
    })

    it('is sent if the time came between two looks, once', async () => {
      const next = await looked(clock(-0.5), { next: 300, arrived: -200 })
      expect(next).toBeGreaterThan(1_000)
      const [canary] = (await sql<{ arrived_at: Date }>`select arrived_at from canaries`.execute(rig.ledger.db)).rows
      expect(Date.now() - canary!.arrived_at.getTime()).toBeLessThan(60_000)
      await looked(clock(-0.5))
      const { rows } = await sql`select arrived_at from canaries`.execute(rig.ledger.db)
      expect(rows).toEqual([canary])
    })

    it('of a source that is new is sent, too', async () => {
      expect(await looked(clock(-0.5))).toBeGreaterThan(1_000)
      const { rows } = await sql`select source from canaries where arrived_at is not null`.execute(rig.ledger.db)
      expect(rows).toHaveLength(1)
    })

    it('is sent again after a failure as before', async () => {
      expect(Math.abs((await looked(clock(30), { next: 10, failures: 3 })) - 10)).toBeLessThanOrEqual(1)
    })
  })

  it('that fails twice tells of a broken way in, until one arrives', async () => {
    await elsewhere(
      (_, response) => void response.writeHead(502).end(),
      async (url) => {
        await send(url)
        const { findings } = await send(url)
        expect(findings).toMatchObject([
          {
            key: 'front-door:web',
            severity: 'critical',
            subject: 'web',
            detail: { failures: 2, reason: 'status 502' },
          },
        ])
      },
    )
    expect((await send(`${rig.hub.url}/ingest/web`)).findings).toEqual([])
  })

  it('tells neither key nor address', async () => {
    told.length = 0
    await elsewhere(
      (_, response) => void response.writeHead(500).end(),
      async (url) => void (await send(url)),
    )
    expect(told).toEqual([{ source: 'web', reason: 'status 500' }])
    expect(rig.log.join('')).not.toContain(sourceKey)
  })

  it('fits a form, too', async () => {
    const url = `${rig.hub.url}/ingest/page`
    const file = silenceConfig({ silence: { canary: { web: { url, allowNetworks: ['127.0.0.0/8'] } } } })
    const sources = new Map([['page', { type: 'form' as const, fields: {}, returnTo: [], origins: undefined }]])
    const config = { ...file, sources, silence: { ...file.silence, canary: { page: file.silence.canary['web']! } } }
    await sql`insert into canaries (source, next_at) values ('page', now())`.execute(rig.ledger.db)
    const context = { db: rig.ledger.db, log, stopping: new AbortController().signal }
    await openCanaries(context, () => config as never, { every: 0, waits: 5_000 })()
    expect((await readSilence(rig.ledger.db, config as never)).canaries).toMatchObject([{ reason: '', failures: 0 }])
  })
})

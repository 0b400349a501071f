import http from 'node:http'
import { gzipSync } from 'node:zlib'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { type Hub, startHub } from '../../src/hub.ts'
import { openLog } from '../../src/log.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

const key = 'a-key-of-the-marketplace'
const other = 'a-key-of-another-source'

const text = `
listen: { port: 0 }
sources:
  marketplace: { type: marketplace, key: "\${env:KEY}" }
  other: { type: marketplace, key: "\${env:OTHER}" }
destinations: {}
`

const config = (env: Record<string, string> = {}) =>
  readConfig(text, { connectors: [], env: { KEY: key, OTHER: other, ...env } })

let database: Awaited<ReturnType<typeof freshDatabase>>
let hub: Hub
let sql: pg.Client
const log: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  hub = await startHub({
    config: config(),
    role: 'ingest',
    databaseUrl: database.url,
    redisUrl: undefined,
    log: openLog('debug', () => (line) => line, { write: (line) => void log.push(line) }),
    stopWithin: 1_000,
  })
  sql = await client()
})
afterAll(async () => {
  await sql?.end()
  await hub?.close()
  await database?.drop()
})

async function client(url = database.url): Promise<pg.Client> {
  const opened = new pg.Client({ connectionString: url })
  opened.on('error', () => undefined)
  await opened.connect()
  return opened
}

let serial = 0
const lead = (more: object = {}) => ({
  userDetails: { email: `n${++serial}@contoso.com` },
  leadSource: 'SPZA-INS|contoso.app',
  ...more,
})

type Body = string | Buffer | object

function post(
  body: Body,
  { path = '/ingest/marketplace', headers = {}, query = `?key=${key}` } = {},
): Promise<Response> {
  const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body)
  return fetch(`${hub.url}${path}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: raw,
  })
}

interface Answer {
  id: string
  state: string
  duplicateOf?: string
}

async function taken(answering: Promise<Response>): Promise<Answer> {
  const response = await answering
  expect(response.status).toBe(202)
  expect(response.headers.get('content-type')).toMatch(/^application\/json/)
  return (await response.json()) as Answer
}

async function problem(answering: Promise<Response>, status: number): Promise<Record<string, unknown>> {
  const response = await answering
  expect(response.status).toBe(status)
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  const body = (await response.json()) as Record<string, unknown>
  expect(body).toMatchObject({
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.stringMatching(/\w/),
  })
  expect(JSON.stringify(body)).not.toMatch(/contoso\.com|a-key-of/)
  return body
}

async function row(id: string) {
  const { rows } = await sql.query('select * from leads where id = $1', [id])
  expect(rows).toHaveLength(1)
  return rows[0]
}

/** Nobody commits a lead until it is released. */
async function lockLeads() {
  const blocker = await client()
  await blocker.query('begin')
  await blocker.query('lock table leads in share row exclusive mode')
  return {
    waitedFor: () =>
      eventually(async () => {
        const { rows } = await sql.query(
          `select 1 from pg_locks where not granted and relation = 'leads'::regclass
             and database = (select oid from pg_database where datname = current_database())`,
        )
        expect(rows.length).toBeGreaterThan(0)
      }),
    async release() {
      await blocker.query('commit')
      await blocker.end()
    },
  }
}

const leads = async () => Number((await sql.query('select count(*) from leads')).rows[0].count)

describe('202', () => {
  it('gives the id of a lead that is on disk', async () => {
    const body = lead()
    const answer = await taken(post(body))
    expect(answer).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), state: 'received' })
    const stored = await row(answer.id)
    expect(stored).toMatchObject({
      source: 'marketplace',
      state: 'received',
      offer: 'contoso.app',
      config_version: config().version,
    })
    expect(stored.raw.toString()).toBe(JSON.stringify(body))
    expect(stored.lead.person.email).toBe(body.userDetails.email)
  })

  it('names the offer that the URL names', async () => {
    const { id } = await taken(post(lead(), { query: `?key=${key}&offer=tailspin.router-pro` }))
    expect((await row(id)).offer).toBe('tailspin.router-pro')
  })

  it.each([
    ['application/json; charset=utf-8'],
    ['application/vnd.contoso.lead+json'],
    ['text/plain'],
    ['text/json'],
    ['APPLICATION/JSON'],
  ])('is given for %s', async (type) => {
    await taken(post(lead(), { headers: { 'content-type': type } }))
  })

  it('is given where no type is named, and for a body in pieces', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = http.request(`${hub.url}/ingest/marketplace?key=${key}`, { method: 'POST' }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode))
      })
      request.on('error', reject)
      const body = JSON.stringify(lead())
      request.write(body.slice(0, 10))
      setImmediate(() => request.end(body.slice(10)))
    })
    expect(status).toBe(202)
  })

  it('is given for a compressed body, of which the content is kept', async () => {
    const body = JSON.stringify(lead())
    const { id } = await taken(post(gzipSync(body), { headers: { 'content-encoding': 'gzip' } }))
    expect((await row(id)).raw.toString()).toBe(body)
  })

  it('is given behind a byte order mark, which is kept', async () => {
    const body = Buffer.from(`\uFEFF${JSON.stringify(lead())}`)
    const { id } = await taken(post(body))
    expect((await row(id)).raw.equals(body)).toBe(true)
  })

  it('is given for a lead as large as may be', async () => {
    const body = JSON.stringify(lead())
    await taken(post(body + ' '.repeat(256 * 1024 - body.length)))
  })

  it('comes only after the commit', async () => {
    const lock = await lockLeads()
    let answered = false
    const answering = post(lead()).finally(() => (answered = true))
    await lock.waitedFor()
    // The hub is at its insert, and answers other requests meanwhile: it is the commit that this one waits for.
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200)
    expect(answered).toBe(false)
    await lock.release()
    await row((await taken(answering)).id)
  })

  it('of many at once comes with few commits', async () => {
    await sql.query(`
      create table commits (n int not null);
      create function count_commit() returns trigger language plpgsql as 'begin insert into commits values (1); return null; end';
      create trigger count_commit after insert on leads for each statement execute function count_commit()`)
    const before = await leads()
    const lock = await lockLeads()
    const answering = Array.from({ length: 300 }, async () => (await taken(post(lead()))).id)
    await lock.waitedFor()
    for (let n = 0; n < 10; n++) await fetch(`${hub.url}/health/live`)
    await lock.release()
    expect(new Set(await Promise.all(answering)).size).toBe(300)
    expect((await leads()) - before).toBe(300)
    const { rows } = await sql.query('select count(*) from commits')
    expect(Number(rows[0].count)).toBeLessThan(30)
    await sql.query('drop trigger count_commit on leads; drop function count_commit; drop table commits')
  })
})

describe('a repeat', () => {
  it('by its content answers with the first id', async () => {
    const body = lead()
    const first = await taken(post(body))
    const before = await leads()
    expect(await taken(post(body))).toEqual({ id: first.id, state: 'received', duplicateOf: first.id })
    expect(await leads()).toBe(before)
  })

  it.each(['idempotency-key', 'webhook-id'])('by its %s answers with the first id', async (header) => {
    const headers = { [header]: `key-${++serial}` }
    const first = await taken(post(lead(), { headers }))
    expect((await taken(post(lead(), { headers }))).duplicateOf).toBe(first.id)
    expect(await taken(post(lead(), { headers: { [header]: `key-${++serial}` } }))).not.toHaveProperty('duplicateOf')
  })

  it('at another source, or for another offer, is a lead of its own', async () => {
    const body = lead()
    const answers = [
      await taken(post(body)),
      await taken(post(body, { path: '/ingest/other', query: `?key=${other}` })),
      await taken(post(body, { query: `?key=${key}&offer=tailspin.other` })),
    ]
    expect(new Set(answers.map(({ id }) => id)).size).toBe(3)
  })

  it('in the same moment makes one lead', async () => {
    const body = lead()
    const before = await leads()
    const answers = await Promise.all(Array.from({ length: 25 }, () => taken(post(body))))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    expect(answers.filter(({ duplicateOf }) => duplicateOf === undefined)).toHaveLength(1)
    expect(await leads()).toBe(before + 1)
  })

  it('is none after 24 hours', async () => {
    const body = lead()
    const first = await taken(post(body))
    await sql.query(`update fingerprints set seen_at = seen_at - interval '24 hours 1 minute' where lead_id = $1`, [
      first.id,
    ])
    const second = await taken(post(body))
    expect(second).toEqual({ id: expect.not.stringMatching(first.id), state: 'received' })
  })

  it('of what could not be read, once mended and under the same key, is a lead', async () => {
    const headers = { 'idempotency-key': `key-${++serial}` }
    await problem(post('{"userDetails":', { headers }), 400)
    expect(await taken(post(lead(), { headers }))).not.toHaveProperty('duplicateOf')
  })
})

describe('401', () => {
  it('is the same for an unknown source and a wrong key, and asks for a key', async () => {
    const asked = [
      post(lead(), { path: '/ingest/nobody' }),
      post(lead(), { query: '?key=wrong' }),
      post(lead(), { query: '' }),
      post(lead(), { query: `?key=${other}` }),
      post(lead(), { path: '/ingest/__proto__' }),
      post('not json', { query: '', headers: { 'content-type': 'image/png' } }),
    ]
    const answers = await Promise.all(asked.map((one) => problem(one, 401)))
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await asked[0]!).headers.get('www-authenticate')).toBe('Bearer')
  })

  it('is not given to those who show the key in a header', async () => {
    const basic = `Basic ${Buffer.from(`marketplace:${key}`).toString('base64')}`
    for (const authorization of [`Bearer ${key}`, `bearer ${key}`, basic]) {
      await taken(post(lead(), { query: '', headers: { authorization } }))
    }
    await problem(post(lead(), { query: '', headers: { authorization: 'Bearer wrong' } }), 401)
  })

  it('follows a new key as soon as it is configured', async () => {
    await hub.reload(config({ KEY: 'the-next-key-of-the-marketplace' }))
    try {
      await problem(post(lead()), 401)
      await taken(post(lead(), { query: '?key=the-next-key-of-the-marketplace' }))
    } finally {
      await hub.reload(config())
    }
  })
})

describe('what cannot be read', () => {
  it.each<[string, Body, number]>([
    ['nothing', '', 400],
    ['text', 'hello', 400],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x0a]), 400],
    ['no lead', { hello: 'world' }, 422],
    ['a list', '[]', 422],
  ])('%s: the sender is told, and the operator has every byte', async (_what, body, status) => {
    const answer = await problem(post(body, { headers: { 'x-sent': String(++serial) } }), status)
    const stored = await row(String(answer['lead']))
    expect(stored).toMatchObject({ state: 'unreadable', lead: null })
    const sent = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    expect(stored.raw.equals(sent)).toBe(true)
    expect(answer['detail']).toContain(stored.reason)
  })

  it('sent again is kept once', async () => {
    const body = `broken ${++serial}`
    const first = await problem(post(body), 400)
    expect((await problem(post(body), 400))['lead']).toBe(first['lead'])
  })

  it.each([
    ['a broken compression', Buffer.from('not gzip'), 'gzip', 400],
    ['a compression nobody knows', Buffer.from('{}'), 'rot13', 415],
    ['a body that unpacks to more than may be', gzipSync(Buffer.alloc(5_000_000)), 'gzip', 413],
  ])('%s is told', async (_what, body, encoding, status) => {
    const before = await leads()
    await problem(post(body, { headers: { 'content-encoding': encoding } }), status)
    expect(await leads()).toBe(before)
  })

  it('413 is told for a byte too many', async () => {
    const body = JSON.stringify(lead())
    const answer = await problem(post(body + ' '.repeat(256 * 1024 - body.length + 1)), 413)
    expect(answer['detail']).toContain('256 KiB')
  })

  it.each([
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
  ])('415 is told for %s', async (type) => {
    await problem(post('a=1', { headers: { 'content-type': type } }), 415)
  })

  it.each([
    ['GET', '/ingest/marketplace', 404],
    ['POST', '/ingest', 404],
    ['POST', '/nowhere', 404],
    ['POST', '/ingest/%E0%A4%A', 400],
  ])('%s %s is a problem too', async (method, path, status) => {
    await problem(fetch(`${hub.url}${path}?key=${key}`, { method }), status)
  })
})

it('every answer is counted', async () => {
  const figure = async (answer: string) => {
    const metrics = await (await fetch(`${hub.url}/metrics`)).text()
    const found = new RegExp(`leadyard_ingest_total\\{source="([^"]*)",answer="${answer}"\\} (\\d+)`).exec(metrics)
    return { source: found?.[1], count: Number(found?.[2] ?? 0) }
  }
  const body = lead()
  const asked: [string, string, () => Promise<Response>][] = [
    ['received', 'marketplace', () => post(body)],
    ['repeat', 'marketplace', () => post(body)],
    ['unreadable', 'marketplace', () => post(`counted ${++serial}`)],
    ['unsupported', 'marketplace', () => post('a=1', { headers: { 'content-type': 'text/html' } })],
    ['too-large', 'marketplace', () => post('x'.repeat(300_000))],
    ['malformed', 'marketplace', () => post('x', { headers: { 'content-encoding': 'gzip' } })],
    ['unauthorized', '-', () => post(body, { path: '/ingest/a-name-of-their-own', query: '' })],
  ]
  for (const [answer, source, ask] of asked) {
    const before = await figure(answer)
    await ask()
    expect(await figure(answer)).toEqual({ source, count: before.count + 1 })
  }
})

describe('while PostgreSQL cannot be reached', () => {
  const admin = async (statement: string) => {
    const url = new URL(database.url)
    const name = url.pathname.slice(1)
    url.pathname = '/postgres'
    const opened = await client(url.href)
    try {
      await opened.query(statement.replaceAll('$name', name))
    } finally {
      await opened.end()
    }
  }
  afterEach(async () => {
    await admin('alter database $name allow_connections true')
    sql = await client()
  })

  it('503 asks to come again, nothing is taken, and it goes on when the database is back', async () => {
    await taken(post(lead()))
    await sql.end()
    await admin('alter database $name allow_connections false')
    await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '$name'`)
    const body = lead()
    const answers = await Promise.all([1, 2, 3].map(() => post(body)))
    for (const answer of answers) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
      expect((await problem(Promise.resolve(answer), 503))['detail']).toContain('again')
    }
    expect((await fetch(`${hub.url}/health/live`)).status).toBe(200)
    expect((await fetch(`${hub.url}/health/ready`)).status).toBe(503)
    await admin('alter database $name allow_connections true')
    const answer = await eventually(() => taken(post(body)))
    expect(answer).not.toHaveProperty('duplicateOf')
  })
})

it('the log says nothing of leads and keys', () => {
  expect(log.join()).not.toMatch(/contoso\.com|a-key-of/)
})

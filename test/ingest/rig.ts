/** A hub that takes in leads, on its own database, and a sender that knows its keys. */
import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { readConfig } from '../../src/config/config.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { openLog } from '../../src/log.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'

export const key = 'a-key-of-the-marketplace'
export const other = 'a-key-of-another-source'

const text = `
listen: { port: 0, trustProxy: 1 }
sources:
  marketplace: { type: marketplace, key: "\${env:KEY}" }
  other: { type: marketplace, key: "\${env:OTHER}" }
  crm: { type: form, key: "\${env:KEY}" }
  website:
    type: form
    offer: contoso.app
    returnTo: [www.contoso.com]
    origins: [https://www.contoso.com]
    honeypot: fax
    fields: { person.company: firma }
  busy: { type: form, limit: { max: 2, per: 1h } }
  json:
    type: json
    key: "\${env:KEY}"
    fields: { person.email: contact.mail, offer.title: topic, source.code: "'webinar'" }
  bundle:
    type: json
    key: "\${env:KEY}"
    list: items
    fields: { person.email: mail }
destinations: {}
`

export const config = (env: Record<string, string> = {}) =>
  readConfig(text, { connectors: [], env: { KEY: key, OTHER: other, ...env } })

export type Body = string | Buffer | object

export interface Answer {
  id: string
  state: string
  duplicateOf?: string
  sameKeyAs?: string
}

let serial = 0

/** A lead that differs from every other lead. */
export const lead = (more: object = {}) => ({
  userDetails: { email: `n${++serial}@contoso.com` },
  leadSource: 'SPZA-INS|contoso.app',
  ...more,
})

export const nextNumber = (): number => ++serial

/** To be called once at the top of a test file. */
export function useIngest(configured = config()) {
  let database: Awaited<ReturnType<typeof freshDatabase>>
  let hub: Hub
  let sql: pg.Client
  const log: string[] = []

  beforeAll(async () => {
    database = await freshDatabase()
    hub = await startHub({
      config: configured,
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

  /** Blocks all commits of leads until it is released. */
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

  return {
    hub: () => hub,
    sql: () => sql,
    reconnect: async () => void (sql = await client()),
    databaseUrl: () => database.url,
    ...{ log, client, post, taken, problem, row, lockLeads, leads },
  }
}

/** A hub in this process with a scripted CRM, and a client that checks every answer of the API. */
import { expect } from 'vitest'
import { z } from 'zod'
import { webhook } from '../../channels/webhook/index.ts'
import { operationOf } from '../../src/api/description/operation.ts'
import { endpoints } from '../../src/api/endpoints.ts'
import { readConfig } from '../../src/config/config.ts'
import { type Hub, type HubOptions, startHub } from '../../src/hub/hub.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import { openLog } from '../../src/log.ts'
import { notes, pager } from '../notify/notes.ts'
import { freshDatabase } from '../setup/database.ts'
import { eventually } from '../setup/eventually.ts'
import { type Crm, crm, startCrm } from './crm.ts'

export const sourceKey = 'a-key-of-the-source'
export const tokens = { viewer: 'a-token-that-may-read', operator: 'a-token-that-may-act' }
/** The token of this machine's own user. */
export const localToken = 'a-token-of-the-data-folder'

const variables = { KEY: sourceKey, VIEWER: tokens.viewer, OPERATOR: tokens.operator, CRM: 'a-secret-crm-token' }

/** Durations that are short but observable. */
const quick = {
  retry: { first: '100ms', most: '1s', within: '1h' },
  rest: { after: 0, first: '200ms', most: '1s' },
  hold: { first: '10m', most: '10m', afterRejections: 0 },
  allowNetworks: ['127.0.0.0/8'],
}

export interface RigOptions {
  /** Destinations by id; each posts to the CRM's path of the same name. */
  destinations: Record<string, { settings?: object; delivery?: object; mapping?: object }>
  /** @default a token for each role */
  tokens?: boolean
  /** @default every destination gets the leads of the publisher `contoso` */
  routes?: object[]
  rules?: object
  silence?: object
  /** More of `api:`, such as `users`. */
  api?: object
  /** More of `listen:`. */
  listen?: object
  /** More of the file. */
  file?: object
  /** More values for references. */
  variables?: Record<string, string>
  /** @default a source `web` of type `marketplace` */
  sources?: Record<string, object>
}

export interface Answer {
  status: number
  headers: Headers
  // The answer is checked against the schema of its operation, so the test may read it without types.
  // biome-ignore lint/suspicious/noExplicitAny: a test that misreads it fails
  body: any
}

export interface Rig {
  hub: Hub
  crm: Crm
  ledger: Ledger
  log: string[]
  configure(options: RigOptions): ReturnType<typeof readConfig>
  /** Sends as the operator, unless `headers` hold another token. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  get(path: string): Promise<Answer>
  /** @returns the lead's id. */
  send(email: string, offer?: string, more?: object): Promise<string>
  /** Waits until the lead's delivery to the destination is in the state. */
  until(lead: string, destination: string, state: string): Promise<Answer['body']>
  close(): Promise<void>
}

export async function startRig(options: RigOptions): Promise<Rig> {
  const [database, far] = await Promise.all([freshDatabase(), startCrm()])
  const ledger = await openLedger(database.url, () => undefined, 2)
  const log: string[] = []
  const configure = (given: RigOptions) =>
    readConfig(JSON.stringify(fileOf(given, far.url)), {
      connectors: [crm],
      channels: [notes, pager, webhook],
      env: { ...variables, ...given.variables },
    })
  const hubOptions: HubOptions = {
    config: configure(options),
    role: 'all',
    databaseUrl: database.url,
    redisUrl: undefined,
    log: openLog('debug', () => (text) => text, { write: (line: string) => void log.push(line) }),
    stopWithin: 500,
    localToken: () => localToken,
  }
  const hub = await startHub(hubOptions)
  const own: Record<string, string> = {
    authorization: `Bearer ${options.tokens === false ? localToken : tokens.operator}`,
  }

  const ask: Rig['ask'] = async (method, path, body, headers = own) => {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
    const reply = await fetch(`${hub.url}${path}`, {
      method,
      headers: { ...json, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const { status } = reply
    // A stream has no end, and a 304 has no body.
    const bare = status === 304 || reply.headers.get('content-type')?.startsWith('text/event-stream')
    if (bare) await reply.body?.cancel()
    const answer = { status, headers: reply.headers, body: bare ? undefined : await reply.json() }
    if (!bare) believe(method, path, answer)
    return answer
  }

  return {
    hub,
    crm: far,
    ledger,
    log,
    configure,
    ask,
    get: (path) => ask('GET', path),
    async send(email, offer = 'contoso.app', more = {}) {
      const reply = await fetch(`${hub.url}/ingest/web?key=${sourceKey}&offer=${offer}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          userDetails: { email, lastName: 'One', company: 'Fabrikam' },
          actionCode: 'INS',
          ...more,
        }),
      })
      const { id } = (await reply.json()) as { id: string }
      if (reply.status !== 202) throw new Error(`ingest answered ${reply.status}`)
      return id
    },
    until: (lead, destination, state) =>
      eventually(async () => {
        const { body } = await ask('GET', `/api/deliveries?lead=${lead}&destination=${destination}`)
        expect(body.items[0]?.state).toBe(state)
        return body.items[0]
      }),
    async close() {
      await hub.close()
      await far.close()
      await ledger.close()
      await database.drop()
    },
  }
}

function fileOf(
  {
    destinations,
    routes,
    rules = {},
    silence = {},
    sources,
    tokens: withTokens = true,
    api = {},
    listen = {},
    file = {},
  }: RigOptions,
  url: string,
): object {
  const ids = Object.keys(destinations)
  const apiTokens = [
    { name: 'reader', token: '${env:VIEWER}', role: 'viewer' },
    { name: 'anna', token: '${env:OPERATOR}', role: 'operator' },
  ]
  return {
    listen: { port: 0, ...listen },
    api: { ...(withTokens ? { tokens: apiTokens } : {}), ...api },
    sources: sources ?? { web: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: Object.fromEntries(
      Object.entries(destinations).map(([id, { settings = {}, delivery = {}, mapping = {} }]) => [
        id,
        {
          type: 'crm',
          url: `${url}/${id}`,
          token: '${env:CRM}',
          ...settings,
          mapping,
          delivery: { ...quick, ...delivery },
        },
      ]),
    ),
    routes: routes ?? [{ name: 'all', offers: ['contoso.*'], to: ids }],
    rules,
    ...file,
    silence,
  }
}

const problem = z.looseObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1),
})

/** The statuses that the OpenAPI description has for an operation. */
function statusesOf(one: (typeof endpoints)[number]): string[] {
  return Object.keys(operationOf(one, {})['responses'] ?? {})
}

/** Checks the answer strictly against its schema, from which the OpenAPI document is made. */
function believe(method: string, path: string, { status, headers, body }: Answer): void {
  const bare = path.replace(/\?.*$/, '').replace(/^\/api/, '')
  const one = endpoints.find(
    (known) =>
      known.method === method.toLowerCase() && new RegExp(`^${known.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare),
  )
  if (one) expect([one.method, one.path, ...statusesOf(one)]).toContain(String(status))
  if (status >= 400) {
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    expect(problem.parse(body).status).toBe(status)
    return
  }
  if (!one) throw new Error(`${method} ${path} is in no description`)
  expect(one.answer.parse(body)).toEqual(body)
}

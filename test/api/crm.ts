/** A connector for tests of the API: posts to a scripted CRM, has secrets, a catalogue and a check. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { z } from 'zod'
import type { Connector, DeliveredRecord, Delivery, KeptRecord, Receipt, Tools } from '../../src/connector.ts'
import { configuration, rejected, transient, uncertain } from '../../src/failure.ts'

const settings = z.strictObject({
  url: z.string().meta({ title: 'URL', help: 'Where leads are posted.' }),
  token: z.string().default('none').meta({ title: 'Token', help: 'Sent as Bearer.', secret: true }),
  login: z
    .strictObject({
      user: z.string(),
      password: z.string().optional().meta({ title: 'Password', help: 'Not used.', secret: true }),
    })
    .optional()
    .meta({ title: 'Login', help: 'Not used.' }),
  repeat: z.enum(['harmless', 'doubles']).default('harmless').meta({ title: 'Repeat', help: 'What a repeat does.' }),
  finds: z.boolean().default(false).meta({ title: 'Finds', help: 'Whether it looks up.' }),
  erases: z.boolean().default(false).meta({ title: 'Erases', help: 'Whether it deletes.' }),
  merges: z.boolean().default(false).meta({ title: 'Merges', help: 'Whether it updates earlier records.' }),
  tells: z.boolean().default(false).meta({ title: 'Tells', help: 'Whether it tells its fields and quotas.' }),
  lists: z.boolean().default(false).meta({ title: 'Lists', help: 'Whether it tells which records it has.' }),
  checks: z.boolean().default(true).meta({ title: 'Checks', help: 'Whether it can be checked.' }),
})
type Settings = z.output<typeof settings>

export const crm: Connector<typeof settings> = {
  type: 'crm',
  label: 'Test CRM',
  summary: 'Posts to a scripted CRM.',
  settings,
  fields: { email: { template: '{{ person.email }}' }, subject: { template: '{{ offer.id }}' } },
  repeat: ({ repeat }) => repeat,
  problems: [
    {
      id: 'crm-token-ended',
      wording: ['The access token has ended.', 'Your token is no longer valid'],
      codes: ['TOKEN_ENDED'],
      cause: 'The token was made for a year.',
      remedy: ['Open Settings, Tokens.', 'Make a new one and enter it.'],
      link: 'https://example.com/tokens',
    },
    {
      id: 'crm-duplicate',
      wording: ['duplicates detected'],
      cause: 'A rule forbids a second record.',
      remedy: ['Relax the rule.'],
      link: 'https://example.com/duplicates',
    },
  ],
  open: (given, tools) => ({
    deliver: (delivery) => send(given, tools, delivery),
    ...(given.checks ? { check: (signal: AbortSignal) => check(given, tools, signal) } : {}),
    ...(given.tells ? facts(given, tools) : {}),
    ...(given.finds ? { find: (delivery: Delivery) => find(given, tools, delivery) } : {}),
    preview: ({ fields }: Delivery) => ({ method: 'POST', to: new URL(given.url).pathname, body: fields }),
    ...(given.merges
      ? { merge: (delivery: Delivery, reference: string) => merge(given, tools, delivery, reference) }
      : {}),
    ...(given.erases ? { erase: (record: DeliveredRecord) => erase(given, tools, record) } : {}),
    ...(given.lists
      ? { present: (records: readonly KeptRecord[], signal: AbortSignal) => present(given, tools, records, signal) }
      : {}),
    expiries: () => [{ setting: 'token', at: new Date('2030-01-01T00:00:00Z') }],
  }),
}

/** Each question is a request like that of a check. */
function facts(given: Settings, tools: Tools) {
  return {
    async describe(signal: AbortSignal) {
      await check(given, tools, signal)
      const common = { required: false, writable: true }
      return [
        { ...common, name: 'Email', label: 'E-mail', maxLength: 80, required: true },
        { ...common, name: 'region' },
      ]
    },
    async usage(signal: AbortSignal) {
      await check(given, tools, signal)
      return [{ quota: 'calls a day', used: 60, limit: 50, at: new Date('2026-06-01T00:00:00Z') }]
    },
  }
}

async function send(given: Settings, { http: door }: Tools, { id, fields, signal }: Delivery): Promise<Receipt> {
  const headers = { 'x-delivery': id }
  const { status, text } = await door.request({
    method: 'POST',
    url: given.url,
    headers,
    body: JSON.stringify(fields),
    signal,
  })
  const detail = { status, code: text || `HTTP_${status}`, excerpt: text, message: `The CRM answered ${status}` }
  if (status === 201) return { outcome: 'created', reference: text, link: `https://crm.example.com/${text}`, status }
  if (status === 401) throw configuration(detail)
  if (status === 422) throw rejected(detail)
  if (status === 503) throw transient(detail)
  throw uncertain(detail)
}

async function merge({ url }: Settings, { http: door }: Tools, { id, fields, signal }: Delivery, reference: string) {
  const headers = { 'x-delivery': id, 'x-merge': reference }
  const { status } = await door.request({ method: 'POST', url, headers, body: JSON.stringify(fields), signal })
  if (status !== 201) throw transient({ message: `The CRM answered ${status}`, status })
  return { outcome: 'updated', reference, status } as const
}

async function check({ url }: Settings, { http: door }: Tools, signal: AbortSignal): Promise<void> {
  const { status } = await door.request({ method: 'GET', url, headers: {}, signal })
  if (status === 401) throw configuration({ message: 'The CRM refuses the token', code: 'TOKEN_ENDED', status })
}

async function find({ url }: Settings, { http: door }: Tools, { id, signal }: Delivery): Promise<Receipt | undefined> {
  const { status, text } = await door.request({ method: 'GET', url: `${url}?id=${id}`, headers: {}, signal })
  if (status === 503) throw transient({ status, code: text, message: `The CRM answered ${status}` })
  return text ? { outcome: 'already-there', reference: text } : undefined
}

async function erase(
  { url }: Settings,
  { http: door }: Tools,
  { reference, signal }: DeliveredRecord,
): Promise<boolean> {
  const { status, text } = await door.request({ method: 'DELETE', url: `${url}?id=${reference}`, headers: {}, signal })
  const detail = { status, code: text || `HTTP_${status}`, message: `The CRM answered ${status}` }
  if (status === 204) return true
  if (status === 404) return false
  if (status === 401) throw configuration(detail)
  if (status === 503) throw transient(detail)
  throw uncertain(detail)
}

async function present({ url }: Settings, { http: door }: Tools, records: readonly KeptRecord[], signal: AbortSignal) {
  const { status, text } = await door.request({ method: 'GET', url: `${url}?list=1`, headers: {}, signal })
  if (status === 403) throw configuration({ status, code: text, message: `The CRM answered ${status}` })
  const known: string[] = JSON.parse(text)
  return new Map(records.map(({ id, reference }) => [id, known.includes(reference)] as const))
}

interface Posted {
  path: string
  id: string
  email: string
  subject: string
}

/** `hang`: no answer. `lose`: the lead is stored, then the answer is 500. */
export type Answer = { status: number; code?: string } | 'hang' | 'lose' | undefined

type Script = (posted: Posted) => Answer | Promise<Answer>

export interface Crm {
  url: string
  /** Every post in order, also refused posts. */
  posted: Posted[]
  taken(path: string): Posted[]
  /** The references of deleted records, in order. */
  erased: string[]
  /** Stores the record of a delivery, as if an attempt had been applied. */
  keep(path: string, id: string): void
  /** Scripted replies by path, `DELETE /path` for deletions, `LOOK /path` for look-ups, `LIST /path` for lists; undefined = store or delete normally. */
  script: Map<string, Script>
  close(): Promise<void>
}

export async function startCrm(): Promise<Crm> {
  const posted: Posted[] = []
  const kept: Posted[] = []
  const erased: string[] = []
  const script: Crm['script'] = new Map()
  const nobody = { id: '', email: '', subject: '' }
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://crm')
    const path = url.pathname
    if (request.method === 'GET') {
      if (url.searchParams.has('list')) {
        const answer = await script.get(`LIST ${path}`)?.({ path, ...nobody })
        if (typeof answer === 'object') return void response.writeHead(answer.status).end(answer.code ?? '')
        return void response.end(JSON.stringify(kept.filter((one) => one.path === path).map(({ id }) => `r-${id}`)))
      }
      const id = url.searchParams.get('id')
      if (id !== null) {
        const answer = await script.get(`LOOK ${path}`)?.({ path, ...nobody, id })
        if (answer === 'hang') return
        if (typeof answer === 'object') return void response.writeHead(answer.status).end(answer.code ?? '')
        return void response.end(kept.some((one) => one.id === id) ? `r-${id}` : '')
      }
      const answer = await script.get(path)?.({ path, ...nobody })
      const status = typeof answer === 'object' ? answer.status : 200
      return void response.writeHead(status === 401 ? 401 : 200).end()
    }
    if (request.method === 'DELETE') {
      const answer = await script.get(`DELETE ${path}`)?.({ path, ...nobody })
      if (answer === 'hang') return
      if (typeof answer === 'object') return void response.writeHead(answer.status).end(answer.code ?? '')
      const reference = url.searchParams.get('id') ?? ''
      const at = kept.findIndex((one) => one.path === path && `r-${one.id}` === reference)
      if (at >= 0) erased.push(...kept.splice(at, 1).map((one) => `r-${one.id}`))
      return void response.writeHead(at >= 0 ? 204 : 404).end()
    }
    let text = ''
    for await (const chunk of request) text += chunk
    const one = { path, id: String(request.headers['x-delivery']), ...(JSON.parse(text) as object) } as Posted
    posted.push(one)
    const answer = await script.get(path)?.(one)
    if (answer === 'hang') return
    if (answer === undefined || answer === 'lose') kept.push(one)
    if (answer === undefined) response.writeHead(201).end(`r-${one.id}`)
    else if (answer === 'lose') response.writeHead(500).end('LOST')
    else response.writeHead(answer.status).end(answer.code ?? '')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posted,
    erased,
    taken: (path) => kept.filter((one) => one.path === path),
    script,
    keep: (path, id) => void kept.push({ path, ...nobody, id }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

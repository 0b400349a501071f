/**
 * A scripted Marketo instance over real HTTP: identity, Sync Leads, Push Lead, Submit Form, Delete Leads, Describe and
 * form fields. It stores persons and activities, enforces the quotas of all API users, doubles a person with
 * overlapping upserts, as Adobe warns, and can fail in every documented way.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { FarEnd } from './far-end.ts'
import { type FormField, type Instance, isWrite, type RestCall, serveCall } from './marketo/calls.ts'
import { type Activity, openDatabase, type Person, type PersonField } from './marketo/database.ts'
import { partnerCenterForm } from './marketo/forms.ts'
import { type InstanceLimits, type LimitOptions, openLimits } from './marketo/limits.ts'
import { type Reply, refused, skipped, succeeded } from './marketo/replies.ts'
import { openTokens, type Tokens, tokenMark } from './marketo/tokens.ts'

export interface MarketoOptions {
  /** The settings that it returns, and its records: persons for `sync`, otherwise activities. @default form */
  mode?: 'form' | 'sync' | 'push'
  /** @default any free port */
  port?: number
  limits?: Partial<LimitOptions>
  /** Seconds a token lives. @default 3600 */
  tokenLife?: number
  /** Milliseconds between looking a person up and writing the person. @default a turn of the event loop */
  latency?: number
  /** Custom fields, in addition to the standard fields. */
  fields?: readonly PersonField[]
  formFields?: readonly FormField[]
  permissions?: Partial<Instance['permissions']>
  /** @default 300 */
  activitiesOnPage?: number
  now?: () => number
}

interface SeenCall extends RestCall {
  authorization: string | undefined
}

type Target = 'identity' | 'write' | 'read'

export interface Marketo extends FarEnd {
  readonly persons: readonly Person[]
  readonly activities: readonly Activity[]
  /** Every REST call, also refused calls. */
  readonly calls: readonly SeenCall[]
  /** Number of calls that a limit refused, by code: 606, 607, 615. */
  readonly overruns: ReadonlyMap<string, number>
  readonly limits: InstanceLimits
  readonly tokens: Tokens
  /** These requests get exactly this reply from now on, `times` times or until `calm`. */
  answer(target: Target, reply: Reply, times?: number): void
  /** The whole call fails with this code. */
  refuse(code: string, message: string, target?: 'write' | 'read', times?: number): void
  /** The record is skipped for this reason. */
  skip(code: string, message: string): void
  /** Writes are carried out, but their answers wait for this promise. */
  delay(until: Promise<unknown>): void
  /** Merges a person into another, as a person would. */
  merge(loser: number, winner: number): void
}

export const clientId = '98628d43-73e8-4a3d-9725-f1fd7be3755c'
export const clientSecret = 'qZyFW90pDnrdHZTS4whWqTtqeVAjZlsT'

export async function startMarketo(options: MarketoOptions = {}): Promise<Marketo> {
  const { mode = 'form', now = Date.now, latency = 0 } = options
  const tokens = openTokens({ clientId, clientSecret }, options.tokenLife ?? 3600, now)
  const limits = openLimits(options.limits ?? {}, now)
  const wait = async () => void (latency ? await setTimeout(latency) : await setImmediate())
  const database = openDatabase({ fields: options.fields ?? [], partitions: ['Default', 'Europe'], latency: wait })
  const instance: Instance = {
    database,
    formId: 1179,
    formFields: options.formFields ?? partnerCenterForm,
    programs: ['Marketplace Leads'],
    permissions: { leads: true, assets: true, activities: true, ...options.permissions },
    now,
    activitiesOnPage: options.activitiesOnPage ?? 300,
    usedToday: limits.usedToday,
  }
  const calls: SeenCall[] = []
  const overruns = new Map<string, number>()
  const scripted = new Map<Target, { reply: Reply; times: number }>()
  let manner: 'garbage' | 'oversize' | 'hang' | 'cut' | undefined
  let delayed: Promise<unknown> | undefined

  function script(target: Target): Reply | undefined {
    const found = scripted.get(target)
    if (!found || found.times-- <= 0) return undefined
    return found.reply
  }

  async function rest(call: SeenCall): Promise<Reply> {
    calls.push(call)
    const refusal = tokens.refusal(call.authorization)
    if (refusal) return refused(refusal.code, refusal.message)
    const overrun = limits.enter()
    if (overrun) {
      overruns.set(overrun.code, (overruns.get(overrun.code) ?? 0) + 1)
      return refused(overrun.code, overrun.message)
    }
    try {
      const write = isWrite(call)
      const reply = script(write ? 'write' : 'read') ?? (await serveCall(instance, call))
      if (write) await delayed
      return reply
    } finally {
      limits.leave()
    }
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://marketo')
    const body = await text(request)
    if (manner === 'hang') return
    if (manner === 'garbage') return send(response, { status: 200, body: '<html>Welcome</html>' })
    if (manner === 'oversize')
      return send(response, succeeded([{ id: 1, status: 'created', more: 'x'.repeat(2 ** 21) }]))
    if (path === '/identity/oauth/token') {
      const form = request.method === 'POST' && body ? new URLSearchParams(body) : query
      return send(response, script('identity') ?? tokens.grant(form))
    }
    const { authorization, 'content-type': contentType = '' } = request.headers
    const call = { method: request.method ?? '', path, query, contentType, body, authorization }
    const reply = await rest(call)
    if (manner === 'cut' && isWrite(call)) return void response.destroy()
    send(response, reply)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const answer: Marketo['answer'] = (target, reply, times = Number.POSITIVE_INFINITY) =>
    void scripted.set(target, { reply, times })
  const refuse: Marketo['refuse'] = (code, message, target = 'write', times) =>
    answer(target, refused(code, message), times)
  const skip: Marketo['skip'] = (code, message) => answer('write', succeeded([skipped({ code, message })]))

  return {
    settings: settingsOf(mode, baseUrl),
    secrets: [clientSecret, tokenMark],
    records: () => (mode === 'sync' ? database.persons.length : database.activities.length),
    persons: database.persons,
    activities: database.activities,
    calls,
    overruns,
    limits,
    tokens,
    answer,
    refuse,
    skip,
    delay: (until) => void (delayed = until),
    remove: (id) => void database.remove(Number(id)),
    merge: database.merge,
    provoke: {
      transient: () => refuse('608', 'API Temporarily Unavailable'),
      configuration: () => refuse('603', 'Access denied'),
      rejected: () => skip('1007', 'Multiple lead match lookup criteria'),
      uncertain: () => void (manner = 'cut'),
    },
    misbehave: (how) => void (manner = how),
    calm() {
      manner = undefined
      delayed = undefined
      scripted.clear()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function settingsOf(mode: 'form' | 'sync' | 'push', baseUrl: string): Record<string, unknown> {
  const login = { munchkinId: '123-ABC-456', clientId, clientSecret, baseUrl, appHost: 'app-ab12.marketo.com' }
  if (mode === 'form') return { mode, formId: '1179', ...login }
  return mode === 'sync' ? { mode, ...login } : { mode: 'sync', program: 'Marketplace Leads', ...login }
}

function send(response: ServerResponse, { status, body }: Reply): void {
  const type = body.startsWith('{') ? 'application/json;charset=utf-8' : 'text/html'
  response.writeHead(status, { 'content-type': type }).end(body)
}

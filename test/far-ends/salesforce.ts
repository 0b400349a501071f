/**
 * A scripted Salesforce org over real HTTP: token endpoint (client credentials, JWT bearer, password), describe,
 * insert, upsert by external id, update and deletion by record id, look-up by SOQL in a batch, and the Web-to-Lead
 * servlet. It stores leads and sessions, counts API calls, has duplicate rules and country picklists, and can fail in
 * every documented way.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { FarEnd } from './far-end.ts'
import { answerApi, type Call, isWrite } from './salesforce/api.ts'
import { type DescribedField, leadFields } from './salesforce/lead-object.ts'
import { type Lead, type Org, openLeads } from './salesforce/leads.ts'
import { jsonReply, type Reply, refusal, webPage } from './salesforce/replies.ts'
import { app, openTokens, type Tokens, tokenMark } from './salesforce/token.ts'
import { oid, openServlet, type Servlet } from './salesforce/web-to-lead.ts'

export interface SalesforceOptions {
  mode?: 'rest' | 'web-to-lead'
  auth?: 'client-credentials' | 'jwt-bearer' | 'password'
  /** Whether the org has the field `Lead_Key__c`, and the settings name it. @default true */
  externalId?: boolean
  /** Whether State and Country picklists are on: DE, US, FR and IN are active. @default false */
  countryPicklists?: boolean
  /** @default none */
  duplicateRule?: 'none' | 'alert' | 'block'
  /** Additional fields of Lead. */
  fields?: readonly DescribedField[]
  /** API calls of 24 hours. @default 0 of 15,000 */
  usage?: { used: number; limit: number }
  /** @default any free port */
  port?: number
  now?: () => Date
}

type Target = 'token' | 'write' | 'read' | 'form'

export interface Salesforce extends FarEnd {
  readonly leads: readonly Lead[]
  readonly org: Org
  readonly tokens: Tokens
  readonly servlet: Servlet
  readonly usage: { used: number; limit: number }
  /** Every request. */
  readonly calls: readonly Call[]
  /** These requests get this reply from now on, `times` times or until `calm`. */
  answer(target: Target, reply: Reply, times?: number): void
}

export async function startSalesforce(options: SalesforceOptions = {}): Promise<Salesforce> {
  const { mode = 'rest', auth = 'client-credentials', externalId = true, now = () => new Date() } = options
  const fields = [
    ...leadFields({ externalId, countryPicklists: options.countryPicklists ?? false }),
    ...(options.fields ?? []),
  ]
  const org = openLeads(fields, options.duplicateRule ?? 'none', now)
  const servlet = openServlet(org.leads, now)
  const usage = options.usage ?? { used: 0, limit: 15_000 }
  const calls: Call[] = []
  const scripts = new Map<Target, { reply: Reply; left: number }>()
  let mood: 'well' | 'garbage' | 'oversize' | 'hang' | 'lost' = 'well'

  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tokens = openTokens(() => origin, origin, now)

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const body = await text(request).catch(() => '')
    const headers = request.headers as Record<string, string | undefined>
    const call = { method: request.method ?? '', path: url.pathname, url: request.url ?? '', headers, body }
    calls.push(call)
    if (mood === 'hang') return
    if (mood === 'garbage') return send(response, { status: 200, body: '\u0000\u0001 not what was asked for' })
    if (mood === 'oversize') return send(response, { status: 200, body: 'x'.repeat(3 * 1024 * 1024) })
    const target = targetOf(call)
    const reply = scripted(target) ?? reached(call, url, target)
    if (mood === 'lost' && (target === 'write' || target === 'form')) return void request.socket.destroy()
    send(response, reply)
  }

  function scripted(target: Target): Reply | undefined {
    const script = scripts.get(target)
    if (!script || script.left-- <= 0) return undefined
    return script.reply
  }

  function reached(call: Call, url: URL, target: Target): Reply {
    if (target === 'token') return tokens.answer(new URLSearchParams(call.body))
    if (target === 'form') return servlet.answer(url, new URLSearchParams(call.body))
    if (!call.path.startsWith('/services/data/')) return webPage(404)
    if (!tokens.valid(call.headers['authorization'])) return refusal('INVALID_SESSION_ID')
    if (usage.used >= usage.limit) return refusal('REQUEST_LIMIT_EXCEEDED')
    usage.used++
    const reply = answerApi(org, call)
    return { ...reply, headers: { ...reply.headers, 'Sforce-Limit-Info': `api-usage=${usage.used}/${usage.limit}` } }
  }

  const until = (target: Target, reply: Reply) => () => salesforce.answer(target, reply)
  const lose = () => void (mood = 'lost')
  const exception = { 'is-processed': 'true Exception:common.exception.SalesforceGenericException' }
  const unavailable = jsonReply(503, [{ message: 'Too many requests', errorCode: 'SERVER_UNAVAILABLE' }])

  const salesforce: Salesforce = {
    org,
    leads: org.leads,
    tokens,
    servlet,
    usage,
    calls,
    settings: mode === 'rest' ? restSettings(origin, auth, externalId, tokens) : { mode, oid, webToLeadUrl: origin },
    secrets: [app.clientSecret, app.password, app.securityToken, tokenMark],
    records: () => org.leads.filter((lead) => !lead.IsDeleted).length,
    remove: (id) => void org.remove(id),
    provoke:
      mode === 'rest'
        ? {
            transient: until('write', refusal('UNABLE_TO_LOCK_ROW')),
            configuration: until('write', refusal('INVALID_FIELD')),
            rejected: until('write', refusal('FIELD_CUSTOM_VALIDATION_EXCEPTION')),
            uncertain: lose,
          }
        : {
            transient: until('form', unavailable),
            configuration: until('form', { status: 200, headers: exception, body: '' }),
            uncertain: lose,
          },
    answer: (target, reply, times = Number.POSITIVE_INFINITY) => void scripts.set(target, { reply, left: times }),
    misbehave: (how) => void (mood = how),
    calm() {
      mood = 'well'
      scripts.clear()
    },
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return salesforce
}

function targetOf(call: Call): Target {
  if (call.path.endsWith('/services/oauth2/token')) return 'token'
  if (call.path.endsWith('/servlet/servlet.WebToLead')) return 'form'
  return isWrite(call) ? 'write' : 'read'
}

function restSettings(origin: string, auth: string, externalId: boolean, tokens: Tokens): Record<string, unknown> {
  const { clientId, clientSecret, username, password, securityToken } = app
  const common = {
    mode: 'rest',
    auth,
    loginUrl: origin,
    clientId,
    ...(externalId && { externalIdField: 'Lead_Key__c' }),
  }
  if (auth === 'jwt-bearer') return { ...common, username, privateKey: tokens.privateKey(), audience: origin }
  if (auth === 'password') return { ...common, clientSecret, username, password, securityToken }
  return { ...common, clientSecret }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers ?? {}).end(reply.body)
}

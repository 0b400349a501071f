/**
 * A scripted Dataverse: the Web API of one environment over real HTTP, with the table `lead`, its metadata, its users'
 * privileges and service protection. It takes the tokens of the scripted Entra, from this process or another.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ScriptedColumns, standardColumns } from './dataverse/columns.ts'
import { type Limit, makeLimits } from './dataverse/limits.ts'
import { type RefusalName, refusals } from './dataverse/refusals.ts'
import { type Refusal, type Reply, replyOf } from './dataverse/reply.ts'
import { type LeadRecord, makeTable, type TableRules } from './dataverse/table.ts'
import { leadOf, makeWebApi, type Seen } from './dataverse/web-api.ts'
import { readToken } from './entra/token.ts'

export interface DataverseOptions extends Partial<Omit<TableRules, 'columns'>> {
  /** @default any free port */
  port?: number
  /** Address to listen on. @default 127.0.0.1 */
  host?: string
  /** Host name for clients; tokens must be for it. @default `http://127.0.0.1:<port>` */
  url?: string
  /** Columns of the table lead to add or change. */
  columns?: ScriptedColumns
  /** Application ids and user names of the environment's users. @default any */
  members?: readonly string[]
  /** Text in the challenge of a 401. */
  directoryId?: string
  /** Requests within 300 seconds. @default no limit */
  limit?: number
}

export interface Dataverse {
  /** `http://127.0.0.1:…`: the setting `url`. */
  readonly url: string
  /** The present records of the table `lead`, by id. */
  readonly leads: ReadonlyMap<string, LeadRecord>
  /** Ids of records that the user may not see; may be changed at any time. */
  readonly hidden: Set<string>
  /** Deletes this lead, as a person would. */
  remove(id: string): void
  /** Every request so far. */
  readonly seen: readonly Seen[]
  /** May be changed at any time. */
  readonly columns: ScriptedColumns
  /** Names of the user's privileges, which may be changed at any time. */
  readonly privileges: Set<string>
  /** Refuses matching requests (by method and path) from now on, until `calm`. @default every write */
  refuse(refusal: RefusalName | Refusal, which?: RegExp): void
  /** Service protection: refuses every request for this time; a request that comes too early extends it. */
  block(seconds: number, limit?: Limit): void
  /** Refuses the tokens seen so far from now on. */
  expireTokens(): void
  /** From now on a lead is written and the connection is cut before the reply, until `calm`. */
  loseReplies(): void
  misbehave(how: 'garbage' | 'oversize' | 'hang'): void
  calm(): void
  close(): Promise<void>
}

/** A reply that replaces the usual reply, or an action on the connection. */
type Script = (request: Seen) => Reply | 'cut' | 'hang' | undefined

export async function startDataverse({
  port = 0,
  host = '127.0.0.1',
  ...options
}: DataverseOptions = {}): Promise<Dataverse> {
  const { references = [], duplicateRule = false, plugIn, members, directoryId = 'common' } = options
  const columns = { ...standardColumns(), ...options.columns }
  const table = makeTable({ columns, references, duplicateRule, plugIn })
  const limits = makeLimits(options.limit)
  const privileges = new Set(['prvCreateLead', 'prvReadLead', 'prvWriteLead', 'prvAppendLead', 'prvReadUser'])
  const seen: Seen[] = []
  const tokens = { used: new Set<string>(), spent: new Set<string>() }
  let script: Script = () => undefined

  function judgeToken({ headers }: Seen): Refusal | undefined {
    const token = String(headers['authorization'] ?? '').replace(/^Bearer /, '')
    const claims = readToken(token)
    tokens.used.add(token)
    const good = claims && claims.exp * 1000 > Date.now() && !tokens.spent.has(token) && claims.aud === url
    if (!good) return { status: 401, headers: { 'www-authenticate': challenge(url, directoryId) } }
    const member = members?.some((name) => name === claims.appid || name === claims.upn) ?? true
    return member ? undefined : refusals.userNotMember
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request
    const now: Seen = { method, path: decodeURIComponent(path), headers, body: await text(request) }
    seen.push(now)
    const scripted = script(now)
    if (scripted === 'hang') return
    if (scripted === 'cut') return void response.destroy()
    const refused = scripted ? undefined : (judgeToken(now) ?? limits.refused())
    const reply = scripted ?? (refused ? replyOf(refused) : answer(now))
    response.writeHead(reply.status, reply.headers).end(reply.body)
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  const url = options.url ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const answer = makeWebApi({ url, table, columns, privileges, references })

  return {
    url,
    leads: table.leads,
    hidden: table.hidden,
    remove: (id) => void table.remove(id),
    seen,
    columns,
    privileges,
    refuse(refusal, which = /^(PATCH|DELETE) /) {
      const reply = replyOf(typeof refusal === 'string' ? refusals[refusal] : refusal)
      script = ({ method, path }) => (which.test(`${method} ${path}`) ? reply : undefined)
    },
    block: (seconds, limit = 'requests') => limits.block(seconds, limit),
    expireTokens() {
      tokens.spent = new Set(tokens.used)
    },
    loseReplies() {
      script = (request) => {
        const lead = request.method === 'PATCH' ? leadOf(request) : undefined
        if (lead) table.upsert(lead)
        return lead && 'cut'
      }
    },
    misbehave(how) {
      const body = how === 'garbage' ? '\u0000{"]' : 'x'.repeat(2 * 1024 * 1024)
      script = () => (how === 'hang' ? 'hang' : { status: 200, body })
    },
    calm() {
      script = () => undefined
      limits.calm()
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function challenge(url: string, directory: string): string {
  const authority = `https://login.microsoftonline.com/${directory}/oauth2/authorize`
  return `Bearer authorization_uri=${authority}, resource_id=${url}/`
}

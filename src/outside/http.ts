/** The one door for outbound HTTP, and the one file that knows axios. */
import http from 'node:http'
import https from 'node:https'
import axios, { type AxiosAdapter, AxiosHeaders, type InternalAxiosRequestConfig } from 'axios'
import { startDeadline } from '../async/deadline.ts'
import type { AddressGuard } from './address-guard.ts'
import { ClaimOver, claimOfCaller } from './claim.ts'
import { networkFailure, type Phase } from './network-failure.ts'
import { unpacked } from './unpack.ts'

export interface HttpRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'MERGE'
  url: string
  headers?: Record<string, string> | undefined
  body?: string | Buffer | undefined
  /** Aborts the request: the delivery's deadline or the hub's shutdown. */
  signal?: AbortSignal | undefined
  /** Milliseconds until the reply must be complete. @default the door's own `timeout` */
  timeout?: number | undefined
}

export interface HttpReply {
  status: number
  /** Names in lower case; repeated headers joined with a comma. */
  headers: Readonly<Record<string, string>>
  text: string
}

export interface Http {
  /**
   * Any status is a reply, a redirect included: nothing is followed.
   * @throws DeliveryError `transient` (nothing was sent), `configuration` (no such host, certificate, refused network),
   * `uncertain` (the request left and no whole reply came).
   */
  request(request: HttpRequest): Promise<HttpReply>
  close(): void
}

export interface HttpOptions {
  guard: AddressGuard
  /** Milliseconds. @default 30_000 */
  timeout?: number | undefined
  /** Bytes of reply read before giving up, as sent and as unpacked. @default 1 MiB */
  maxReply?: number | undefined
  /** Connections kept to the far end. @default 20 */
  connections?: number | undefined
}

export function openHttp({ guard, timeout = 30_000, maxReply = 1024 * 1024, connections = 20 }: HttpOptions): Http {
  // Idle sockets are dropped before common servers (5 s) do, so that a request seldom meets a closing one. Axios asks for
  // TCP keep-alive after 60 s with every request; where the agent asks for the same it costs no system call.
  const pool = {
    keepAlive: true,
    keepAliveMsecs: 60_000,
    maxSockets: connections,
    timeout: 4_000,
    lookup: guard.lookup,
  }
  const agents = { httpAgent: new http.Agent(pool), httpsAgent: new https.Agent(pool) }
  const fixed = {
    ...agents,
    proxy: false,
    maxRedirects: 0,
    maxContentLength: maxReply,
    maxBodyLength: Number.POSITIVE_INFINITY,
    // Done here: axios reads on for as long as a far end sends what unpacks to nothing.
    decompress: false,
    responseType: 'text',
    validateStatus: () => true,
  } satisfies Partial<InternalAxiosRequestConfig>
  // The adapter alone: merging, transforming and dispatching are a third of what axios costs, and nothing here needs them.
  const exchange = axios.getAdapter('http')
  const door = { exchange, fixed, guard, timeout, maxReply, parse: rememberLast(parse) }
  return {
    request: (request) => send(door, request),
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

const usualHeaders = { accept: '*/*', 'user-agent': 'Leadyard' }
const ourHeaders = { 'accept-encoding': 'identity' }

interface Door {
  exchange: AxiosAdapter
  fixed: Partial<InternalAxiosRequestConfig>
  guard: AddressGuard
  timeout: number
  maxReply: number
  parse(text: string): URL
}

async function send(door: Door, request: HttpRequest): Promise<HttpReply> {
  const { exchange, fixed, guard, timeout, maxReply, parse } = door
  const phase: Phase = { sent: false }
  const url = parse(request.url)
  const { signal, clear } = startDeadline(request.timeout ?? timeout, request.signal)
  const config = {
    ...fixed,
    method: request.method,
    url: request.url,
    headers: new AxiosHeaders({ ...usualHeaders, ...request.headers }).set(ourHeaders),
    data: request.body,
    signal,
    transport: watched(url.protocol === 'https:' ? https : http, { phase, maxReply, mayLeave: claimOfCaller() }),
  }
  try {
    guard.refuseLiteral(url.hostname)
    // The adapter rejects one that is aborted already, and sends it nevertheless.
    if (signal.aborted) throw new axios.CanceledError()
    const reply = await exchange(config as InternalAxiosRequestConfig)
    return { status: reply.status, headers: flat(reply.headers), text: reply.data ?? '' }
  } catch (error) {
    throw networkFailure(error, phase, url.hostname, wasStopped(request.signal))
  } finally {
    clear()
  }
}

/** By the hub's stop; the end of the time a delivery has (`AbortSignal.timeout`) is a far end that is too slow. */
function wasStopped(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
}

function parse(text: string): URL {
  const url = URL.parse(text)
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url
  const fault = Object.assign(new Error('not an HTTP URL'), { code: 'ERR_INVALID_URL' })
  throw networkFailure(fault, { sent: false }, url?.hostname ?? '', false)
}

/** Most requests go where the last one went. */
function rememberLast(read: (text: string) => URL): (text: string) => URL {
  let last: { text: string; url: URL } | undefined
  return (text) => {
    if (last?.text !== text) last = { text, url: read(text) }
    return last.url
  }
}

interface Watch {
  phase: Phase
  /** Bytes. */
  maxReply: number
  mayLeave(): boolean
}

/**
 * Learns whether a connection stood before the failure: until then nothing can have reached the far end. At that moment the
 * request leaves, unless its claim is over: looking up, connecting and waiting for a socket may have taken long.
 */
function watched(protocol: typeof http | typeof https, { phase, maxReply, mayLeave }: Watch) {
  return {
    request(given: https.RequestOptions, respond: (reply: http.IncomingMessage) => void) {
      // Axios hands over an object without a prototype, which Node copies twice, slowly; of what is in it this is used.
      const { method, path, headers, hostname, port, auth, agent } = given
      const options = { method, path, headers, hostname, port, auth, agent }
      const outgoing = protocol.request(options as https.RequestOptions, (reply) => respond(unpacked(reply, maxReply)))
      const leave = () => {
        if (mayLeave()) phase.sent = true
        else outgoing.destroy(new ClaimOver())
      }
      outgoing.once('socket', (socket) => {
        // One that failed at once (no route to an address) is not connecting either, but pending for ever.
        if (!socket.pending) leave()
        else socket.once(protocol === https ? 'secureConnect' : 'connect', leave)
      })
      return outgoing
    },
  }
}

function flat(headers: object): Record<string, string> {
  const flattened: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    flattened[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : String(value)
  }
  return flattened
}

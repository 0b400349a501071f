/** The one door for outbound HTTP, and the one file that knows axios. */
import http from 'node:http'
import https from 'node:https'
import axios, { type AxiosInstance } from 'axios'
import type { AddressGuard } from './address-guard.ts'
import { networkFailure, type Phase } from './network-failure.ts'

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
  /** Bytes of reply read before giving up. @default 1 MiB */
  maxReply?: number | undefined
  /** Connections kept to the far end. @default 20 */
  connections?: number | undefined
}

export function openHttp({ guard, timeout = 30_000, maxReply = 1024 * 1024, connections = 20 }: HttpOptions): Http {
  // Idle sockets are dropped before common servers (5 s) do, so that a request seldom meets a closing one.
  const pool = { keepAlive: true, maxSockets: connections, timeout: 4_000, lookup: guard.lookup }
  const agents = { httpAgent: new http.Agent(pool), httpsAgent: new https.Agent(pool) }
  const client = axios.create({
    ...agents,
    adapter: 'http',
    proxy: false,
    maxRedirects: 0,
    maxContentLength: maxReply,
    maxBodyLength: Number.POSITIVE_INFINITY,
    responseType: 'text',
    transformRequest: [(data) => data],
    transformResponse: [(data) => data],
    validateStatus: () => true,
    headers: { common: { accept: '*/*', 'user-agent': 'Leadyard' } },
  })
  return {
    request: (request) => send(client, guard, timeout, request),
    close() {
      agents.httpAgent.destroy()
      agents.httpsAgent.destroy()
    },
  }
}

async function send(client: AxiosInstance, guard: AddressGuard, timeout: number, request: HttpRequest) {
  const phase: Phase = { sent: false }
  const url = parse(request.url)
  const signal = deadline(request, timeout)
  try {
    guard.refuseLiteral(url.hostname)
    const reply = await client.request<string>({
      method: request.method,
      url: request.url,
      headers: request.headers ?? {},
      data: request.body,
      signal,
      transport: watched(url.protocol === 'https:' ? https : http, phase),
    } as Parameters<AxiosInstance['request']>[0])
    return { status: reply.status, headers: flat(reply.headers), text: reply.data ?? '' } satisfies HttpReply
  } catch (error) {
    throw networkFailure(error, phase, url.hostname, wasStopped(request.signal))
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

function deadline(request: HttpRequest, timeout: number): AbortSignal {
  const own = AbortSignal.timeout(request.timeout ?? timeout)
  return request.signal ? AbortSignal.any([request.signal, own]) : own
}

/** Learns whether a connection stood before the failure: until then nothing can have reached the far end. */
function watched(protocol: typeof http | typeof https, phase: Phase) {
  return {
    request(options: https.RequestOptions, respond: (reply: http.IncomingMessage) => void) {
      const outgoing = protocol.request(options, respond)
      outgoing.once('socket', (socket) => {
        // One that failed at once (no route to an address) is not connecting either, but pending for ever.
        if (!socket.pending) phase.sent = true
        else socket.once(protocol === https ? 'secureConnect' : 'connect', () => (phase.sent = true))
      })
      return outgoing
    },
  }
}

function flat(headers: object): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : String(value),
  ])
  return Object.fromEntries(entries)
}

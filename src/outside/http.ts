/** The one door for outbound HTTP. */
import { startDeadline } from '../async/deadline.ts'
import type { AddressGuard } from './address-guard.ts'
import { claimOfCaller } from './claim.ts'
import { openConnections } from './http-connections.ts'
import { exchange, type HttpReply } from './http-exchange.ts'
import { sentHeaders } from './http-headers.ts'
import { networkFailure, type Phase } from './network-failure.ts'

export type { HttpReply } from './http-exchange.ts'

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
  const pools = openConnections({ most: connections, lookup: guard.lookup, maxReply })
  const parse = rememberLast(parseUrl)

  async function send(request: HttpRequest, url: URL, signal: AbortSignal, phase: Phase): Promise<HttpReply> {
    const mayLeave = claimOfCaller()
    guard.refuseLiteral(url.hostname)
    const { method, body } = request
    const headers = sentHeaders(request.headers, url)
    const outgoing = { method, path: url.pathname + url.search, headers, body: body ?? null }
    const pool = pools.to(url.origin)
    const connection = await pool.take(signal)
    try {
      const reply = await exchange(connection, { request: outgoing, phase, mayLeave, maxReply, signal })
      pool.giveBack(connection)
      return reply
    } catch (error) {
      pool.drop(connection, error as Error)
      throw error
    }
  }

  return {
    async request(request) {
      const url = parse(request.url)
      const phase: Phase = { sent: false }
      const { signal, clear } = startDeadline(request.timeout ?? timeout, request.signal)
      try {
        return await send(request, url, signal, phase)
      } catch (error) {
        throw networkFailure(error, phase, url.hostname, wasStopped(request.signal))
      } finally {
        clear()
      }
    },
    close: () => pools.close(),
  }
}

/** By the hub's stop; the end of the time a delivery has (`AbortSignal.timeout`) is a far end that is too slow. */
function wasStopped(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
}

function parseUrl(text: string): URL {
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

/** One request and its reply on a connection: whether the request left, and when the reply is whole. */
import type { Dispatcher } from 'undici'
import { ClaimOver, type MayLeave } from './claim.ts'
import type { Connection } from './http-connections.ts'
import { receivedHeaders } from './http-headers.ts'
import { Canceled, type Phase } from './network-failure.ts'
import { type ReplyBody, replyBody } from './reply-body.ts'

export interface HttpReply {
  status: number
  /** Names in lower case; repeated headers joined with a comma. */
  headers: Readonly<Record<string, string>>
  text: string
}

export interface Exchange {
  request: Pick<Dispatcher.DispatchOptions, 'path' | 'method' | 'headers' | 'body'>
  phase: Phase
  /** Asked at the last moment: looking up, connecting and waiting for a connection may have taken long. */
  mayLeave: MayLeave
  /** Bytes of the reply, as unpacked. */
  maxReply: number
  signal: AbortSignal
}

/** @throws undici's, Node's and zlib's errors; Canceled as soon as the signal is aborted. */
export async function exchange(connection: Connection, { request, signal, ...watch }: Exchange): Promise<HttpReply> {
  if (signal.aborted) throw new Canceled(signal)
  const { promise, resolve, reject } = Promise.withResolvers<HttpReply>()
  const stop = () => reject(new Canceled(signal))
  signal.addEventListener('abort', stop, { once: true })
  // By itself undici closes a connection after the body of a DELETE or MERGE. After HEAD it has to: a server may send a
  // body all the same, and that would be read as the next reply.
  const options = { ...request, reset: request.method === 'HEAD' }
  connection.client.dispatch(options, handler(connection, watch, { resolve, reject }))
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface Settle {
  resolve(reply: HttpReply): void
  reject(error: unknown): void
}

type Watch = Omit<Exchange, 'request' | 'signal'>

function handler(
  connection: Connection,
  { phase, mayLeave, maxReply }: Watch,
  settle: Settle,
): Dispatcher.DispatchHandler {
  let body: ReplyBody | undefined
  let head: Pick<HttpReply, 'status' | 'headers'> | undefined
  return {
    // Undici calls this on a socket that is connected, right before it writes; after a throw it writes nothing.
    onRequestStart() {
      if (phase.sent) throw new Error('sent already; undici must not repeat a request')
      if (!mayLeave()) throw new ClaimOver()
      phase.sent = true
      connection.awaitsReply = true
    },
    onResponseStart(_controller, status, received) {
      if (status < 200) return
      connection.awaitsReply = false
      const { 'content-encoding': coding, ...headers } = receivedHeaders(received)
      head = { status, headers }
      body = replyBody(coding, maxReply, settle.reject)
    },
    onResponseData: (_controller, bytes) => body?.add(bytes),
    onResponseEnd() {
      // Undici takes a reset for the end of a reply whose length is not known; it may have cut the reply off.
      const reset = connection.socket?.errored
      if (reset) return settle.reject(reset)
      body?.end((text) => head && settle.resolve({ ...head, text }))
    },
    onResponseError(_controller, error) {
      body?.stop()
      // A 304 may tell the length of a body that it does not send; undici misses those bytes.
      if (head?.status === 304) settle.resolve({ ...head, text: '' })
      else settle.reject(error)
    },
  }
}

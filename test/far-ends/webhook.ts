/** A receiver of webhooks: stores posts, verifies Standard Webhooks signatures, and fails on command. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import type { FarEnd } from './far-end.ts'

interface Received {
  headers: http.IncomingHttpHeaders
  url: string
  body: string
}

export interface WebhookFarEnd extends FarEnd {
  origin: string
  /** Every request, also refused requests. */
  requests: readonly Received[]
  /** The accepted posts. */
  taken: readonly Received[]
  /** Sends this answer from now on, until `calm`. */
  answer(status: number, body?: string, headers?: Record<string, string>): void
  /** Refuses posts whose body matches with 422, and takes the others, until `calm`. */
  refuse(body: RegExp): void
  /** Takes so many posts from now on. Those after them get their answer after `calm`. */
  takeOnly(count: number): void
}

export interface WebhookOptions {
  /** Accepts each webhook-id once, and answers 409 afterwards. */
  dedupes?: boolean
  /** Refuses posts that are not signed with this secret. */
  secret?: string
  /** The answer to an accepted lead. @default 201 `{"id":"<n>"}` */
  success?: { status: number; body: string }
}

type Answer = (received: Received, response: http.ServerResponse) => void

export async function startWebhook({ dedupes = false, secret, success }: WebhookOptions = {}): Promise<WebhookFarEnd> {
  const requests: Received[] = []
  const taken: Received[] = []

  const take: Answer = (received, response) => {
    if (secret && !isSigned(received, secret)) return void response.writeHead(401).end('bad signature')
    if (dedupes && taken.some((known) => known.headers['webhook-id'] === received.headers['webhook-id'])) {
      return void response.writeHead(409).end('seen')
    }
    taken.push(received)
    const { status, body } = success ?? { status: 201, body: JSON.stringify({ id: `r-${taken.length}` }) }
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }
  const plain =
    (status: number, body = '', headers: Record<string, string> = {}): Answer =>
    (_, response) =>
      void response.writeHead(status, headers).end(body)
  let behave = take
  let waiting: (() => void)[] = []

  const server = http.createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const received = { headers: request.headers, url: request.url ?? '', body }
    requests.push(received)
    behave(received, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    requests,
    taken,
    settings: {
      url: `${origin}/hooks/leads?code=k3y-0f-the-hook`,
      receiverDedupes: dedupes,
      ...(secret && { secret }),
    },
    secrets: ['k3y-0f-the-hook', ...(secret ? [secret] : [])],
    records: () => taken.length,
    provoke: {
      transient: () => (behave = plain(503, 'later', { 'retry-after': '5' })),
      configuration: () => (behave = plain(401, 'who are you?')),
      rejected: () => (behave = plain(422, '{"error":"no such country"}')),
      uncertain: () => {
        behave = (received, response) => {
          if (!taken.some((known) => known.headers['webhook-id'] === received.headers['webhook-id']))
            taken.push(received)
          response.destroy()
        }
      },
    },
    answer: (status, body, headers) => (behave = plain(status, body, headers)),
    refuse(pattern) {
      const refusal = plain(422, '{"error":"no such country"}')
      behave = (received, response) => (pattern.test(received.body) ? refusal : take)(received, response)
    },
    takeOnly(count) {
      let left = count
      behave = (received, response) => {
        if (left-- > 0) take(received, response)
        else waiting.push(() => take(received, response))
      }
    },
    misbehave(how) {
      if (how === 'garbage') behave = (_, response) => void response.socket?.end('\u0000not HTTP at all\r\n\r\n')
      if (how === 'oversize') behave = plain(200, 'x'.repeat(3 * 1024 * 1024))
      if (how === 'hang') behave = () => undefined
    },
    calm() {
      behave = take
      const late = waiting
      waiting = []
      for (const answer of late) answer()
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function isSigned({ headers, body }: Received, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>)
    return true
  } catch {
    return false
  }
}

/** An HTTP server that answers as its vendor does, and fails on command. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Posted {
  path: string
  headers: http.IncomingHttpHeaders
  body: string
}

export interface Answer {
  status: number
  body: string
  headers?: Record<string, string>
}

export interface Endpoint {
  origin: string
  /** Every request, also refused requests. */
  requests: readonly Posted[]
  /** Sends this answer from now on, until `calm`. */
  answer(answer: Answer): void
  /** Takes the request as usual, and closes the connection instead of answering. */
  loseReplies(): void
  misbehave(how: 'garbage' | 'oversize' | 'hang'): void
  calm(): void
  close(): Promise<void>
}

/** @param take the vendor's answer; what it stores is its own. */
export async function startEndpoint(take: (posted: Posted) => Answer): Promise<Endpoint> {
  const requests: Posted[] = []
  type Behaviour = (posted: Posted, response: http.ServerResponse) => void
  const say = ({ status, body, headers = {} }: Answer, response: http.ServerResponse) =>
    void response.writeHead(status, headers).end(body)
  const usual: Behaviour = (posted, response) => say(take(posted), response)
  let behave = usual

  const server = http.createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined)
    if (body === undefined) return
    const posted = { path: request.url ?? '', headers: request.headers, body }
    requests.push(posted)
    behave(posted, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const rude: Record<'garbage' | 'oversize' | 'hang', Behaviour> = {
    garbage: (_, response) => void response.socket?.end('\u0000not HTTP at all\r\n\r\n'),
    oversize: (_, response) => say({ status: 200, body: 'x'.repeat(3 * 1024 * 1024) }, response),
    hang: () => undefined,
  }
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (answer) => void (behave = (_, response) => say(answer, response)),
    loseReplies() {
      behave = (posted, response) => {
        take(posted)
        response.destroy()
      }
    },
    misbehave: (how) => void (behave = rude[how]),
    calm: () => void (behave = usual),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

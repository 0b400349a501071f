/** A scripted receiver: it keeps the leads that it takes, by path, and answers as the script of the path says. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'

interface Taken {
  path: string
  id: string
  email: string
}

export interface Answer {
  status: number
  body?: string
  headers?: Record<string, string>
  /** The lead is taken, then the connection breaks. */
  thenReset?: boolean
  /** No answer at all. */
  hang?: boolean
  /** The answer waits for this. */
  after?: Promise<unknown>
}

export interface Receiver {
  url: string
  /** Everything posted, in order. */
  asked: Taken[]
  /** The leads that were taken (201, or `thenReset`). */
  taken(path: string): Taken[]
  /** Undefined: the lead is taken. */
  script: Map<string, (posted: Taken, authorization: string) => Answer | undefined>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const asked: Taken[] = []
  const kept: Taken[] = []
  const script: Receiver['script'] = new Map()
  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    const authorization = request.headers.authorization ?? ''
    if (request.method === 'GET') return look(url, authorization, response)
    let text = ''
    for await (const chunk of request) text += chunk
    const posted = {
      path: url.pathname,
      id: String(request.headers['webhook-id']),
      email: (JSON.parse(text || '{}') as { email?: string }).email ?? '',
    }
    asked.push(posted)
    const answer = script.get(url.pathname)?.(posted, authorization) ?? { status: 201, body: `r-${posted.id}` }
    if (answer.hang) return
    await answer.after
    if (answer.status === 201 || answer.thenReset) kept.push(posted)
    if (answer.thenReset) return void request.socket.destroy()
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
  })

  function look(url: URL, authorization: string, response: http.ServerResponse): void {
    const id = url.searchParams.get('id')
    if (id) return void response.end(kept.find((one) => one.id === id) ? `r-${id}` : '')
    const answer = script.get(url.pathname)?.({ path: url.pathname, id: '', email: 'check' }, authorization)
    response.writeHead(answer && answer.status === 401 ? 401 : 200).end()
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    taken: (path) => kept.filter((one) => one.path === path),
    script,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

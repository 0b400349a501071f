/** A proxy before a far end, which lets a test act before a request arrives there or before its answer returns. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Passing {
  method: string
  path: string
  body: string
}

export interface StepProxy {
  url: string
  /** The requests in order. */
  passed: Passing[]
  /** Awaited with each request, before the far end gets it. */
  before: (passing: Passing) => unknown
  /** Awaited with each request, after the far end's answer and before the hub gets the answer. */
  after: (passing: Passing) => unknown
  close(): Promise<void>
}

/** @param origin origin of the far end, which the proxy replaces by its own in the answers */
export async function startStepProxy(origin: string): Promise<StepProxy> {
  const server = http.createServer((request, response) => void serve(request, response).catch(() => response.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy: StepProxy = {
    url,
    passed: [],
    before: () => undefined,
    after: () => undefined,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const body = await text(request)
    const { method = 'GET', url: path = '/' } = request
    const passing = { method, path, body }
    proxy.passed.push(passing)
    await proxy.before(passing)
    const headers = Object.entries(request.headers).filter(([name]) => !hopByHop.has(name)) as [string, string][]
    const answer = await fetch(origin + path, { method, headers, ...(body ? { body } : {}), redirect: 'manual' })
    const answered = (await answer.text()).replaceAll(origin, url)
    await proxy.after(passing)
    const kept = [...answer.headers].filter(([name]) => !hopByHop.has(name))
    response.writeHead(answer.status, Object.fromEntries(kept)).end(answered)
  }
  return proxy
}

const hopByHop = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'content-encoding',
])

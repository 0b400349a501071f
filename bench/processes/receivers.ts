/** The far ends: each a server of its own port, all in this one process. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { answer } from './answer.ts'

/** `takes` answers 201 at once, `slow` after 50 ms; `hangs` never answers, `refuses` answers 429 with Retry-After: 1. */
export type Behaviour = 'takes' | 'slow' | 'hangs' | 'refuses'

export type AskReceivers = { open: readonly Behaviour[]; port?: number } | { count: true }

export interface Receiving {
  urls: string[]
  /** Requests to each since it was last asked. */
  requests: number[]
}

/** Milliseconds. */
const slowness = 50

const urls: string[] = []
const requests: number[] = []

answer<AskReceivers, Receiving>(async (asked) => {
  if ('count' in asked) {
    const counted = { urls, requests: [...requests] }
    requests.fill(0)
    return counted
  }
  for (const behaviour of asked.open) await open(behaviour, asked.port ?? 0)
  return { urls, requests: [] }
})

async function open(behaviour: Behaviour, port: number): Promise<void> {
  const at = requests.push(0) - 1
  const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    requests[at]!++
    request.resume().once('end', () => {
      if (behaviour === 'takes') take(response)
      if (behaviour === 'slow') setTimeout(take, slowness, response)
      if (behaviour === 'refuses') response.writeHead(429, { 'retry-after': '1' }).end()
    })
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  urls.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}/leads`)
}

function take(response: http.ServerResponse): void {
  response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}')
}

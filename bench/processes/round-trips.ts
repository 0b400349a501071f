/** Sends leads at a steady rate and is all of their far ends: milliseconds from a lead's POST to its last arrival. */
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { text } from 'node:stream/consumers'
import { eventually } from '../../test/setup/eventually.ts'
import { emailIn, leadBody } from '../lead-body.ts'
import { paced, postLead, type Steadily } from '../pacing.ts'
import { answer } from './answer.ts'

export type AskRoundTrips = { open: number } | ({ url: string } & Steadily)

export interface RoundTrips {
  /** Of the far ends. */
  urls: string[]
  leads: number
  /** Milliseconds. */
  p50: number
  p99: number
}

const urls: string[] = []
const underWay = new Map<string, { sentAt: number; awaited: Set<number> }>()
const microseconds = createHistogram()

answer<AskRoundTrips, RoundTrips>(async (asked) => {
  microseconds.reset()
  if ('open' in asked) while (urls.length < asked.open) urls.push(await openFarEnd(urls.length))
  else await send(asked)
  const [p50, p99] = [microseconds.percentile(50) / 1_000, microseconds.percentile(99) / 1_000]
  return { urls, leads: microseconds.count, p50, p99 }
})

async function send({ url, ...steadily }: { url: string } & Steadily): Promise<void> {
  const replies: Promise<number>[] = []
  await paced(steadily, () => {
    const body = leadBody()
    underWay.set(emailIn(body), { sentAt: performance.now(), awaited: new Set(urls.keys()) })
    replies.push(postLead(url, body))
  })
  const refused = (await Promise.all(replies)).filter((status) => status !== 202)
  if (refused.length > 0) throw new Error(`${refused.length} leads were not accepted: ${refused[0]}`)
  const all = () => {
    if (underWay.size > 0) throw new Error(`${underWay.size} leads did not arrive everywhere`)
  }
  await eventually(all, { timeout: 60_000, what: 'the leads' })
}

async function openFarEnd(at: number): Promise<string> {
  const server = http.createServer({ keepAliveTimeout: 60_000 }, async (request, response) => {
    arrived(at, emailIn(await text(request)))
    response.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"1"}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/leads`
}

function arrived(at: number, email: string): void {
  const lead = underWay.get(email)
  lead?.awaited.delete(at)
  if (!lead || lead.awaited.size > 0) return
  underWay.delete(email)
  microseconds.record(Math.max(1, Math.round((performance.now() - lead.sentAt) * 1_000)))
}

/** As many POSTs as fifty connections can make: for a time, or a number of them. */
import autocannon from 'autocannon'
import { leadBody } from '../lead-body.ts'
import { answer } from './answer.ts'

export interface Flood {
  url: string
  seconds?: number
  amount?: number
}

export interface Flooded {
  /** Replies per second. */
  rate: number
  seconds: number
  /** Milliseconds. */
  p50: number
  p99: number
  /** Replies by status. */
  statuses: Record<string, number>
  errors: number
  /** Of the leads that were answered with their id. */
  ids: string[]
}

const opening = '{"id":"'

answer<Flood, Flooded>(async ({ url, seconds, amount }) => {
  const ids: string[] = []
  const result = await autocannon({
    url,
    connections: 50,
    ...(amount ? { amount } : { duration: seconds ?? 10 }),
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        setupRequest: (request) => ({ ...request, body: leadBody() }),
      },
    ],
    verifyBody(body) {
      const text = String(body)
      if (text.startsWith(opening)) ids.push(text.slice(opening.length, opening.length + 36))
      return true
    },
  })
  const statuses = Object.entries(result.statusCodeStats ?? {}).map(([status, { count }]) => [status, count ?? 0])
  const replies = statuses.reduce((sum, [, count]) => sum + Number(count), 0)
  return {
    rate: replies / result.duration,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    statuses: Object.fromEntries(statuses) as Record<string, number>,
    errors: result.errors + result.timeouts,
    ids,
  }
})

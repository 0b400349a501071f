/** The hub's baseline without a ledger: Express takes leads, BullMQ on Redis queues deliveries, axios posts them. */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createHistogram } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import { type Job, Queue, Worker } from 'bullmq'
import express from 'express'
import { type BarePost, clients } from '../bare-post.ts'
import { answer } from './answer.ts'

export type AskBareHub =
  | {
      start: {
        urls: readonly string[]
        redisUrl: string
        /** Deliveries under way at once, per address. */
        concurrency: number
      }
    }
  | {
      /** Waits for so many deliveries since it was last asked. */
      drain: number
    }

export interface BareHubAnswer {
  url: string
  /** Since it was last asked. */
  delivered: number
  /** Milliseconds from a lead's arrival to its receipt. */
  p50: number
  p99: number
}

interface Delivery {
  to: string
  lead: unknown
  receivedAt: number
}

const queueName = 'bare-deliveries'
const latencies = createHistogram()
let address = ''

answer<AskBareHub, BareHubAnswer>(async (asked) => {
  if ('start' in asked) await start(asked.start)
  else await untilDelivered(asked.drain)
  const [p50, p99] = [latencies.percentile(50), latencies.percentile(99)]
  const report = { url: address, delivered: latencies.count, p50, p99 }
  latencies.reset()
  return report
})

/** Fewer, where some were given up. */
async function untilDelivered(deliveries: number): Promise<void> {
  for (const end = Date.now() + 120_000; latencies.count < deliveries && Date.now() < end; ) await pause(20)
}

async function start({ urls, redisUrl, concurrency }: Extract<AskBareHub, { start: object }>['start']) {
  const connection = { url: redisUrl }
  const queue = new Queue<Delivery>(queueName, { connection })
  const posts = new Map(urls.map((url): [string, BarePost] => [url, clients.axios(url, concurrency)]))
  const opts = { attempts: 3, removeOnComplete: true, removeOnFail: true }
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.post('/leads', express.json(), async (request, response) => {
    const data = { lead: request.body as unknown, receivedAt: Date.now() }
    await queue.addBulk(urls.map((to) => ({ name: 'deliver', data: { to, ...data }, opts })))
    response.status(202).json({ id: randomUUID() })
  })
  const deliver = async ({ data }: Job<Delivery>) => {
    const status = await posts.get(data.to)!(JSON.stringify(data.lead))
    if (status !== 201) throw new Error(`the receiver answered ${status}`)
    latencies.record(Math.max(1, Date.now() - data.receivedAt))
  }
  new Worker<Delivery>(queueName, deliver, { connection, concurrency: concurrency * urls.length })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/leads`
}

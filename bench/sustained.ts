/** The highest steady rate at which every lead is at its three destinations within a second, next to the bare hub's. */
import { destinationsOf } from './backlog.ts'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { figure } from './figures.ts'
import { startHub } from './hub.ts'
import { delivered, untilDelivered } from './ledger.ts'
import type { AskBareHub, BareHubAnswer } from './processes/bare-hub.ts'
import type { Pace, Paced } from './processes/pace.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

interface Step {
  /** Leads per second. */
  rate: number
  /** Milliseconds from a lead's arrival to each of its receipts. */
  p50: number
  p99: number
  kept: boolean
}

type Attempt = (rate: number) => Promise<Step>

/** Deliveries under way at once, per destination: the default, and what the other scenarios use. */
const concurrencies = [5, 20]

const section = {
  name: 'Sustained',
  about:
    'The highest steady rate (role `all`, one process, three destinations) at which every lead is delivered three times and 99 % of the deliveries end within one second of their lead’s arrival. Found by doubling, then halving the distance; a step counts as missed when it fails twice. As a share of what the bare hub of “Cost of a lead” (Express, BullMQ on Redis, axios, no ledger) sustains by the same definition.',
  head: ['queue', 'concurrency', 'leads/s', 'deliveries/s', 'p50 ms', 'p99 ms', 'bare hub leads/s', 'ratio'],
}

interface Parts {
  cli: Bench
  pace: Child<Pace, Paced>
  urls: readonly string[]
  concurrency: number
}

export async function sustained(cli: Bench): Promise<Section[]> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const pace = startChild<Pace, Paced>('pace.ts')
  try {
    const { urls } = await receivers.ask({ open: ['takes', 'takes', 'takes'] })
    const rows: string[][] = []
    for (const concurrency of concurrencies) {
      const parts = { cli, pace, urls, concurrency }
      const bare = (await searchBare(parts))?.rate ?? 0
      for (const backend of cli.backends) {
        const { rate, p50, p99 } = (await searchHub(parts, backend)) ?? { rate: 0, p50: 0, p99: 0 }
        rows.push([backend, String(concurrency), ...[rate, rate * 3, p50, p99, bare, rate / bare].map(figure)])
      }
    }
    return [{ ...section, rows }]
  } finally {
    await Promise.all([pace.stop(), receivers.stop()])
  }
}

async function searchHub(parts: Parts, backend: BackendName): Promise<Step | undefined> {
  const { cli, urls, concurrency } = parts
  const ground = await cli.stack.ground(backend)
  const hub = await startHub(ground, { role: 'all', urls, delivery: { concurrency } })
  const attempt: Attempt = async (rate) => {
    const since = new Date()
    const { sent, accepted } = await send(parts, hub.ingestUrl, rate)
    const done = await untilDelivered(ground.db, destinationsOf(urls))
    const { p50, p99, ...found } = await delivered(ground.db, destinationsOf(urls), since)
    return { rate, p50, p99, kept: done && accepted === sent && found.delivered === 3 * sent && p99 < 1_000 }
  }
  try {
    return await search(parts, backend, attempt)
  } finally {
    await hub.stop()
    await ground.close()
  }
}

async function searchBare(parts: Parts): Promise<Step | undefined> {
  const { cli, urls, concurrency } = parts
  const bare = startChild<AskBareHub, BareHubAnswer>('bare-hub.ts')
  try {
    const { url } = await bare.ask({ start: { urls, redisUrl: await cli.stack.emptyRedis(), concurrency } })
    const attempt: Attempt = async (rate) => {
      const { sent, accepted } = await send(parts, url, rate)
      const { delivered, p50, p99 } = await bare.ask({ drain: 3 * accepted })
      return { rate, p50, p99, kept: accepted === sent && delivered === 3 * sent && p99 < 1_000 }
    }
    return await search(parts, 'bare hub', attempt)
  } finally {
    await bare.stop()
  }
}

function send({ cli, pace }: Parts, url: string, rate: number): Promise<Paced> {
  return pace.ask({ url, rate, seconds: cli.quick ? 3 : 10 })
}

async function search({ cli, concurrency }: Parts, name: string, attempt: Attempt): Promise<Step | undefined> {
  const step = async (rate: number) => {
    const made = await attempt(rate)
    const verdict = `p99 ${figure(made.p99)} ms: ${made.kept ? 'kept up' : 'missed'}`
    cli.say(`${name}, ${concurrency} at a time: ${rate} leads/s, ${verdict}`)
    return made
  }
  await step(50)
  let best: Step | undefined
  let missed = Number.POSITIVE_INFINITY
  for (let rate = 100; rate < missed - 24; rate = next(best?.rate ?? 0, missed)) {
    const first = await step(rate)
    const attempted = first.kept || cli.quick ? first : await step(rate)
    if (attempted.kept) best = attempted
    else missed = rate
  }
  return best
}

/** In steps of 25. */
function next(kept: number, missed: number): number {
  if (missed === Number.POSITIVE_INFINITY) return kept * 2
  return Math.max(kept + 25, Math.round((kept + missed) / 2 / 25) * 25)
}

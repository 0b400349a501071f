/** The highest steady rate at which every lead is at its three destinations within a second. */
import { destinationsOf } from './backlog.ts'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { figure } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import { type Delivered, delivered, untilDelivered } from './ledger.ts'
import type { Pace, Paced } from './processes/pace.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { BackendName, Ground } from './stack.ts'

interface Step extends Delivered {
  /** Leads per second. */
  rate: number
  kept: boolean
}

const section = {
  name: 'Sustained',
  about:
    'The highest steady rate (role `all`, one process, three destinations) at which every lead is delivered three times and 99 % of them within one second of their arrival. Found by doubling, then halving the distance; a step counts as missed when it fails twice.',
  head: ['queue', 'leads/s', 'deliveries/s', 'p50 ms', 'p99 ms'],
}

export async function sustained(cli: Bench): Promise<Section[]> {
  const rows: string[][] = []
  for (const backend of cli.backends) {
    const best = await search(cli, backend)
    rows.push([backend, ...[best?.rate ?? 0, (best?.rate ?? 0) * 3, best?.p50 ?? 0, best?.p99 ?? 0].map(figure)])
  }
  return [{ ...section, rows }]
}

async function search(cli: Bench, backend: BackendName): Promise<Step | undefined> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const pace = startChild<Pace, Paced>('pace.ts')
  const ground = await cli.stack.ground(backend)
  const { urls } = await receivers.ask({ open: ['takes', 'takes', 'takes'] })
  const hub = await startHub(ground, { role: 'all', urls, delivery: { concurrency: 20 } })
  const step = (rate: number) => tryRate(cli, { ground, hub, pace, urls }, rate)
  try {
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
  } finally {
    await Promise.all([hub.stop(), pace.stop(), receivers.stop()])
    await ground.close()
  }
}

/** In steps of 25. */
function next(kept: number, missed: number): number {
  if (missed === Number.POSITIVE_INFINITY) return kept * 2
  return Math.max(kept + 25, Math.round((kept + missed) / 2 / 25) * 25)
}

interface Parts {
  ground: Ground
  hub: HubProcess
  pace: Child<Pace, Paced>
  urls: readonly string[]
}

async function tryRate(cli: Bench, { ground, hub, pace, urls }: Parts, rate: number): Promise<Step> {
  const since = new Date()
  const { sent, accepted } = await pace.ask({ url: hub.ingestUrl, rate, seconds: cli.quick ? 3 : 10 })
  const done = await untilDelivered(ground.db, destinationsOf(urls))
  const found = await delivered(ground.db, destinationsOf(urls), since)
  const kept = done && accepted === sent && found.delivered === 3 * sent && found.p99 < 1_000
  cli.say(`${ground.backend}: ${rate} leads/s, p99 ${figure(found.p99)} ms: ${kept ? 'kept up' : 'missed'}`)
  return { ...found, rate, kept }
}

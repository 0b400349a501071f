/** What four healthy destinations lose when a fifth hangs and a sixth answers 429. */
import { destinationsOf } from './backlog.ts'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { startHub } from './hub.ts'
import { delivered, untilDelivered } from './ledger.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { Pace, Paced } from './processes/pace.ts'
import type { AskReceivers, Behaviour, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

const clean: Behaviour[] = ['takes', 'takes', 'takes', 'takes', 'takes', 'takes']
const mixed: Behaviour[] = ['takes', 'takes', 'takes', 'takes', 'hangs', 'refuses']
const healthy = destinationsOf(clean).slice(0, 4)

/** Leads per second, well below what the backend sustains: p99 then shows the disturbance, not a queue. */
const paceOf: Record<BackendName, number> = { postgres: 50, redis: 150 }

interface Run {
  /** Deliveries per second to the healthy four, of leads that came all at once. */
  rate: number
  /** Milliseconds from arrival to receipt at the healthy four, of leads at a steady rate. */
  p99: number
}

interface Senders {
  flood: Child<Flood, Flooded>
  pace: Child<Pace, Paced>
}

const section = {
  name: 'Failure in the mix',
  about: `Six destinations in one hub (role \`all\`, deadline 5 s). Clean: all six take leads. Mixed: one never answers, one answers 429. What the other four deliver of a burst, and their p99 from arrival to receipt at a steady ${paceOf.postgres} (PostgreSQL) or ${paceOf.redis} (Redis) leads/s.`,
  head: ['queue', 'clean/s', 'mixed/s', 'ratio', 'clean p99 ms', 'mixed p99 ms', 'ratio'],
}

export async function mix(cli: Bench): Promise<Section[]> {
  const senders: Senders = { flood: startChild('flood.ts'), pace: startChild('pace.ts') }
  try {
    const rows: string[][] = []
    for (const backend of cli.backends) {
      const rounds: { clean: Run; mixed: Run }[] = []
      for (let round = 0; round < cli.rounds; round++) {
        const before = await run(cli, backend, senders, clean)
        const after = await run(cli, backend, senders, mixed)
        rounds.push({ clean: before, mixed: after })
        cli.say(`${backend}: throughput ${figure(after.rate / before.rate)}, p99 ${figure(after.p99 / before.p99)}`)
      }
      const of = (pick: (round: { clean: Run; mixed: Run }) => number) => figure(median(rounds.map(pick)))
      rows.push([
        ...[backend, of((r) => r.clean.rate), of((r) => r.mixed.rate), of((r) => r.mixed.rate / r.clean.rate)],
        ...[of((r) => r.clean.p99), of((r) => r.mixed.p99), of((r) => r.mixed.p99 / r.clean.p99)],
      ])
    }
    return [{ ...section, rows }]
  } finally {
    await Promise.all([senders.flood.stop(), senders.pace.stop()])
  }
}

async function run(cli: Bench, backend: BackendName, { flood, pace }: Senders, far: Behaviour[]): Promise<Run> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const ground = await cli.stack.ground(backend)
  const { urls } = await receivers.ask({ open: far })
  const hub = await startHub(ground, { role: 'all', urls, delivery: { concurrency: 10, deadline: '5s' } })
  try {
    await flood.ask({ url: hub.ingestUrl, amount: cli.quick ? 500 : 3_000 })
    await arrive()
    const burst = await delivered(ground.db, healthy)
    const since = new Date()
    await pace.ask({ url: hub.ingestUrl, rate: paceOf[backend], seconds: cli.quick ? 5 : 20 })
    await arrive()
    const steady = await delivered(ground.db, healthy, since)
    const lost = burst.delivered < 4 * burst.leads || steady.delivered < 4 * steady.leads
    if (lost) throw new Error('a healthy destination did not get every lead')
    return { rate: burst.delivered / burst.seconds, p99: steady.p99 }
  } finally {
    await Promise.all([hub.stop(), receivers.stop()])
    await ground.close()
  }

  async function arrive(): Promise<void> {
    if (!(await untilDelivered(ground.db, healthy))) throw new Error('the healthy destinations did not finish')
  }
}

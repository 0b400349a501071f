/** What a second, third and fourth worker process add. */
import { destinationsOf, fill } from './backlog.ts'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import { delivered, untilDelivered, untilRouted } from './ledger.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

const counts = [1, 2, 4]
const concurrency = 20

const section = {
  name: 'Workers',
  about: `A backlog of leads for one destination that takes 50 ms per request, and one, two or four worker processes on one PostgreSQL (and one Redis), ${concurrency} deliveries at a time each: a worker alone can make 400 a second. The leads are routed before, while the destination is paused. As a share of as many times what one makes. Checked: the receiver got each lead once.`,
  head: ['queue', 'workers', 'deliveries/s', 'share of as many times one'],
}

interface Parts {
  flood: Child<Flood, Flooded>
  receivers: Child<AskReceivers, Receiving>
  urls: string[]
}

export async function workers(cli: Bench): Promise<Section[]> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const { urls } = await receivers.ask({ open: ['slow'] })
  const parts: Parts = { flood: startChild('flood.ts'), receivers, urls }
  try {
    const rows: string[][] = []
    for (const backend of cli.backends) {
      const rounds: number[][] = []
      for (let n = 0; n < cli.rounds; n++) rounds.push(await round(cli, backend, parts))
      counts.forEach((count, at) => {
        const rate = median(rounds.map((rates) => rates[at]!))
        const share = median(rounds.map((rates) => rates[at]! / (count * rates[0]!)))
        rows.push([backend, String(count), figure(rate), figure(share)])
      })
    }
    return [{ ...section, rows }]
  } finally {
    await Promise.all([parts.flood.stop(), receivers.stop()])
  }
}

async function round(cli: Bench, backend: BackendName, parts: Parts): Promise<number[]> {
  const rates: number[] = []
  for (const count of counts) {
    const rate = await drain(cli, backend, parts, count)
    cli.say(`${backend}, ${count} workers: ${figure(rate)} deliveries/s`)
    rates.push(rate)
  }
  return rates
}

async function drain(cli: Bench, backend: BackendName, { flood, receivers, urls }: Parts, count: number) {
  // About as many seconds for any number of workers.
  const leads = count * (cli.quick ? 600 : 2_000)
  const ground = await cli.stack.ground(backend)
  const destinations = destinationsOf(urls)
  const hubs: HubProcess[] = []
  try {
    while (hubs.length < count) hubs.push(await startHub(ground, { role: 'worker', urls, delivery: { concurrency } }))
    await fill(ground, flood, urls, count * 300)
    await untilDelivered(ground.db, destinations)
    const [first] = hubs
    for (const id of destinations) await first!.operate('PUT', `/destinations/${id}/pause`)
    const since = new Date()
    await fill(ground, flood, urls, leads)
    await untilRouted(ground.db)
    await receivers.ask({ count: true })
    for (const id of destinations) await first!.operate('DELETE', `/destinations/${id}/pause`)
    await untilDelivered(ground.db, destinations)
    const { requests } = await receivers.ask({ count: true })
    const found = await delivered(ground.db, destinations, since)
    if (found.delivered !== leads || requests[0] !== leads)
      throw new Error(`${found.delivered} of ${leads} delivered, the receiver got ${requests[0]}`)
    return found.delivered / found.sending
  } finally {
    await Promise.all(hubs.map((hub) => hub.stop()))
    await ground.close()
  }
}

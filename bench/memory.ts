/** What the hub holds in memory while a destination is dead, and whether its leads come through afterwards. */

import { freePort } from '../test/setup/server.ts'
import { destinationsOf } from './backlog.ts'
import type { Bench } from './bench.ts'
import { startChild } from './child.ts'
import { figure, megabytes } from './figures.ts'
import { startHub } from './hub.ts'
import { delivered, receiptSeconds, untilDelivered, untilRouted } from './ledger.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

const section = {
  name: 'Backlog for a dead destination',
  about:
    'Resident memory of the hub (role `all`, one process) after garbage collection: before any lead, with all leads waiting for a destination that refuses connections, and after that came back and every lead was delivered to it once.',
  head: ['queue', 'leads', 'before', 'waiting', 'delivered', 'peak', 'drained at deliveries/s'],
}

export async function memory(cli: Bench): Promise<Section[]> {
  const rows: string[][] = []
  for (const backend of cli.backends) rows.push(await measure(cli, backend))
  return [{ ...section, rows }]
}

async function measure(cli: Bench, backend: BackendName): Promise<string[]> {
  const leads = cli.leads ?? (cli.quick ? 2_000 : 100_000)
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const flood = startChild<Flood, Flooded>('flood.ts')
  const ground = await cli.stack.ground(backend)
  const port = await freePort()
  const urls = [`http://127.0.0.1:${port}/leads`]
  const destinations = destinationsOf(urls)
  const delivery = { concurrency: 20, rest: { first: '2s', most: '4s' } }
  const hub = await startHub(ground, { role: 'all', urls, delivery })
  try {
    const before = await hub.memory()
    await flood.ask({ url: hub.ingestUrl, amount: leads })
    await untilRouted(ground.db, 600_000)
    const waiting = await hub.memory()
    cli.say(`${backend}: ${leads} leads wait, ${megabytes(waiting.rss)}`)
    await receivers.ask({ open: ['takes'], port })
    if (!(await untilDelivered(ground.db, destinations, 900_000))) throw new Error('the leads did not come through')
    const after = await hub.memory()
    const found = await delivered(ground.db, destinations)
    const { requests } = await receivers.ask({ count: true })
    if (found.delivered !== leads || requests[0] !== leads) {
      throw new Error(`${found.delivered} of ${leads} delivered, the receiver got ${requests[0]}`)
    }
    cli.say(`${backend}: all delivered, each once`)
    const sizes = [before.rss, waiting.rss, after.rss, after.peak].map(megabytes)
    return [backend, figure(leads), ...sizes, figure(leads / (await receiptSeconds(ground.db)))]
  } finally {
    await Promise.all([hub.stop(), receivers.stop(), flood.stop()])
    await ground.close()
  }
}

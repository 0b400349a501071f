/** How fast a backlog goes out to three destinations, as a share of bare loops of POSTs. */
import { destinationsOf, fill } from './backlog.ts'
import type { ClientName } from './bare-post.ts'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import { delivered, untilDelivered } from './ledger.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import type { PostLoop } from './processes/post-loop.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import { profileSection } from './profile.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

/** Deliveries under way at once, per destination; the loop's too. */
const concurrency = 20

/** Each a second. */
type Round = Record<'ours' | ClientName, number>

interface Parts {
  flood: Child<Flood, Flooded>
  loop: Child<PostLoop, { rate: number }>
  receivers: Child<AskReceivers, Receiving>
  urls: string[]
}

const section = {
  name: 'Fan-out',
  about: `A backlog of leads for three destinations (connector \`https\`, role \`worker\`, one process, ${concurrency} at a time each): routed, claimed, posted, every attempt recorded. As a share of two bare loops of keep-alive POSTs, with undici (the hub’s HTTP client) and with axios, to the same receivers, as many at a time. All processes have done a part of it before, unmeasured: their code is compiled as it runs. Checked: each receiver got each lead once.`,
  head: ['queue', 'deliveries/s', 'undici POSTs/s', 'ratio', 'axios POSTs/s', 'ratio'],
}

export async function fanOut(cli: Bench): Promise<Section[]> {
  const parts = await startParts()
  try {
    const rows: string[][] = []
    const profiles: Section[] = []
    for (const backend of cli.backends) {
      const rounds: Round[] = []
      for (let round = 0; round < cli.rounds; round++) rounds.push(await alternate(cli, backend, parts))
      const of = (pick: (round: Round) => number) => figure(median(rounds.map(pick)))
      const against = (client: ClientName) => [of((r) => r[client]), of((r) => r.ours / r[client])]
      rows.push([backend, of((r) => r.ours), ...against('undici'), ...against('axios')])
      const profile = await drain(cli, backend, parts, (hub, drained) => hub.profiled(drained))
      profiles.push(profileSection(`Fan-out profile, ${backend}`, profile.watched))
    }
    return [{ ...section, rows }, ...profiles]
  } finally {
    await Promise.all([parts.flood.stop(), parts.loop.stop(), parts.receivers.stop()])
  }
}

async function startParts(): Promise<Parts> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const { urls } = await receivers.ask({ open: ['takes', 'takes', 'takes'] })
  const loop = startChild<PostLoop, { rate: number }>('post-loop.ts')
  for (const client of clientNames) await loop.ask({ client, urls, amount: warmUp, concurrency })
  return { flood: startChild('flood.ts'), loop, receivers, urls }
}

const clientNames: readonly ClientName[] = ['undici', 'axios']

async function alternate(cli: Bench, backend: BackendName, parts: Parts): Promise<Round> {
  const bare = async (client: ClientName) =>
    (await parts.loop.ask({ client, urls: parts.urls, amount: leadsOf(cli), concurrency })).rate
  const [undici, axios] = [await bare('undici'), await bare('axios')]
  const { rate: ours } = await drain(cli, backend, parts, (_hub, drained) => drained())
  const shares = { undici: figure(ours / undici), axios: figure(ours / axios) }
  cli.say(`${backend}: ${figure(ours)} deliveries/s, of undici’s loop ${shares.undici}, of axios’ ${shares.axios}`)
  return { ours, undici, axios }
}

/** Leads, and POSTs to each address, that come before what is measured. */
const warmUp = 1_500

function leadsOf({ quick }: Bench): number {
  return quick ? 1_000 : 5_000
}

/** @param watch starts what is to happen while the backlog drains. */
async function drain<T>(
  cli: Bench,
  backend: BackendName,
  { flood, receivers, urls }: Parts,
  watch: (hub: HubProcess, drained: () => Promise<void>) => Promise<T>,
): Promise<{ rate: number; watched: T }> {
  const leads = leadsOf(cli)
  const ground = await cli.stack.ground(backend)
  const destinations = destinationsOf(urls)
  try {
    await fill(ground, flood, urls, warmUp)
    const hub = await startHub(ground, { role: 'worker', urls, delivery: { concurrency } })
    await untilDelivered(ground.db, destinations)
    hub.freeze()
    const since = new Date()
    await fill(ground, flood, urls, leads)
    await receivers.ask({ count: true })
    hub.thaw()
    const watched = await watch(hub, async () => void (await untilDelivered(ground.db, destinations)))
    await hub.stop()
    const { requests } = await receivers.ask({ count: true })
    const found = await delivered(ground.db, destinations, since)
    const wrong = found.delivered !== 3 * leads || requests.some((count) => count !== leads)
    if (wrong) throw new Error(`${found.delivered} of ${3 * leads} delivered; the receivers got ${requests.join(', ')}`)
    return { rate: found.delivered / found.sending, watched }
  } finally {
    await ground.close()
  }
}

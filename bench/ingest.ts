/** How many leads a second are on disk and in line, as a share of what bare Express can echo. */
import type { Job } from 'bullmq'
import { type Backend, openBackend } from '../src/queue/backend.ts'
import { leadsQueue } from '../src/queue/names.ts'
import { eventually } from '../test/setup/eventually.ts'
import type { Bench } from './bench.ts'
import { startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { startHub } from './hub.ts'
import { leadIds } from './ledger.ts'
import type { Flood, Flooded } from './processes/flood.ts'
import { profileSection } from './profile.ts'
import type { Section } from './report.ts'
import type { BackendName, Ground } from './stack.ts'

interface Round {
  echo: Flooded
  hub: Flooded
  /** Leads on disk and in line, per second. */
  durable: number
  /** Milliseconds from the last reply to the last lead in line. */
  lag: number
}

export async function ingest(cli: Bench): Promise<Section[]> {
  const rows: string[][] = []
  const profiles: Section[] = []
  for (const backend of cli.backends) {
    const { rounds, profile } = await measure(cli, backend)
    const of = (pick: (round: Round) => number) => median(rounds.map(pick))
    const ratio = of(({ durable, echo }) => durable / echo.rate)
    rows.push([
      backend,
      ...[of(({ durable }) => durable), of(({ echo }) => echo.rate), ratio].map(figure),
      ...[of(({ hub }) => hub.p50), of(({ hub }) => hub.p99), of(({ lag }) => lag)].map(figure),
    ])
    profiles.push(profileSection(`Ingest profile, ${backend}`, profile))
  }
  return [{ ...section, rows }, ...profiles]
}

const section = {
  name: 'Ingest',
  about:
    'Durable 202s per second (role `ingest`, one process, 50 connections, a different body each) as a share of a bare Express JSON echo under the same load. Checked in the ledger: every 202 is a row, and every row is in line.',
  head: ['queue', '202s/s', 'echo/s', 'ratio', 'p50 ms', 'p99 ms', 'in line after ms'],
}

async function measure(cli: Bench, backend: BackendName) {
  const ground = await cli.stack.ground(backend)
  const hub = await startHub(ground, { role: 'ingest', urls: ['http://127.0.0.1:9/'] })
  const echo = startChild<object, { url: string }>('echo.ts')
  const flood = startChild<Flood, Flooded>('flood.ts')
  const queue = openBackend({ ...ground, onError: () => undefined, onJobFailure: () => undefined })
  const seen: Seen = { answered: new Set(), inLine: new Set() }
  try {
    const { url } = await echo.ask({})
    const seconds = cli.quick ? 3 : 10
    const load = async (): Promise<[Flooded, number]> => {
      const flooded = await flood.ask({ url: hub.ingestUrl, seconds })
      return [flooded, await untilInLine(ground, await queue, seen, flooded)]
    }
    await flood.ask({ url, seconds: 2 })
    await load()
    const rounds: Round[] = []
    for (let round = 0; round < cli.rounds; round++) {
      const echoed = await flood.ask({ url, seconds })
      const [flooded, lag] = await load()
      const durable = flooded.ids.length / (flooded.seconds + lag / 1000)
      rounds.push({ echo: echoed, hub: flooded, durable, lag })
      cli.say(
        `${backend}: ${figure(durable)} leads/s, echo ${figure(echoed.rate)}/s = ${figure(durable / echoed.rate)}`,
      )
    }
    const profile = await hub.profiled(async () => void (await load()))
    return { rounds, profile }
  } finally {
    await Promise.all([echo.stop(), flood.stop(), hub.stop(), (await queue).close()])
    await ground.close()
  }
}

interface Seen {
  answered: Set<string>
  inLine: Set<string>
}

/** @throws when a lead that was answered is missing from the ledger or the queue. @returns the wait in ms */
async function untilInLine(ground: Ground, backend: Backend, seen: Seen, { ids, statuses, errors }: Flooded) {
  const started = performance.now()
  if (errors > 0 || ids.length !== statuses['202'] || Object.keys(statuses).length > 1) {
    throw new Error(`not every reply was a 202 with its own id: ${JSON.stringify(statuses)}, ${errors} errors`)
  }
  for (const id of ids) seen.answered.add(id)
  const queue = backend.queue(leadsQueue)
  await eventually(
    async () => {
      const jobs: Job<{ ids: string[] }>[] = await queue.getJobs(['waiting'])
      for (const { data } of jobs) for (const id of data.ids) seen.inLine.add(id)
      const stored = await leadIds(ground.db)
      const lost = missing(seen.answered, stored)
      const waiting = missing(stored, seen.inLine)
      if (lost > 0) throw new Error(`${lost} leads were answered 202 and are not in the ledger`)
      if (waiting > 0) throw new Error(`${waiting} leads are not in line`)
    },
    { timeout: 60_000 },
  )
  const lag = performance.now() - started
  await queue.drain()
  return lag
}

function missing(wanted: ReadonlySet<string>, found: ReadonlySet<string>): number {
  return [...wanted].filter((id) => !found.has(id)).length
}

/** What a hub with nothing to do still does. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { type Cpu, startCpuMeter } from './cpu.ts'
import { figure, median, megabytes } from './figures.ts'
import { startHub } from './hub.ts'
import { countedAfterMs, type Writes, writesBetween, writesSoFar } from './postgres-writes.ts'
import type { Section } from './report.ts'
import type { BackendName } from './stack.ts'

const destinations = 20

const section = {
  name: 'Idle',
  about: `A hub (role \`all\`, one process) with ${destinations} destinations and no lead, once it has settled. CPU time as a share of one core; resident memory after garbage collection.`,
  head: [
    ...['queue', 'commits/s', 'rows inserted/s', 'WAL bytes/s'],
    ...['hub CPU', 'PostgreSQL CPU', 'Redis CPU', 'all CPU', 'memory of the hub'],
  ],
}

interface Round {
  seconds: number
  writes: Writes
  cpu: Cpu
  memory: number
}

export async function idle(cli: Bench): Promise<Section[]> {
  const rows: string[][] = []
  for (const backend of cli.backends) {
    const rounds: Round[] = []
    for (let n = 0; n < cli.rounds; n++) rounds.push(await measure(cli, backend))
    const of = (pick: (round: Round) => number) => median(rounds.map(pick))
    const rate = (pick: (writes: Writes) => number) => figure(of(({ writes, seconds }) => pick(writes) / seconds))
    const ofCore = (pick: (cpu: Cpu) => number) => `${of(({ cpu, seconds }) => pick(cpu) / seconds / 10).toFixed(2)} %`
    const row = [
      backend,
      rate(({ commits }) => commits),
      rate(({ inserted }) => inserted),
      rate(({ walBytes }) => walBytes),
      ofCore(({ own }) => own),
      ofCore(({ postgres }) => postgres),
      ofCore(({ redis }) => redis),
      ofCore(({ all }) => all),
      megabytes(of(({ memory }) => memory)),
    ]
    cli.say(row.join(', '))
    rows.push(row)
  }
  return [{ ...section, rows }]
}

async function measure(cli: Bench, backend: BackendName): Promise<Round> {
  const ground = await cli.stack.ground(backend)
  const hub = await startHub(ground, { role: 'all', urls: Array(destinations).fill('http://127.0.0.1:9/') })
  try {
    await pause(countedAfterMs)
    const before = await writesSoFar(ground.db)
    const meter = startCpuMeter(cli.stack, hub.pid!, { postgres: true, redis: backend === 'redis' })
    const seconds = cli.quick ? 10 : 30
    await pause(seconds * 1_000)
    const cpu = meter()
    const writes = writesBetween(before, await writesSoFar(ground.db))
    const { rss } = await hub.memory()
    return { seconds, writes, cpu, memory: rss }
  } finally {
    await hub.stop()
    await ground.close()
  }
}

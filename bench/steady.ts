/** The hub and the bare hub in turns, under the same steady sender to the same three far ends. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from './bench.ts'
import { type Child, startChild } from './child.ts'
import { type Cpu, startCpuMeter } from './cpu.ts'
import { startHub } from './hub.ts'
import type { Steadily } from './pacing.ts'
import { countedAfterMs, type Writes, writesBetween, writesSoFar } from './postgres-writes.ts'
import type { AskBareHub, BareHubAnswer } from './processes/bare-hub.ts'
import type { AskRoundTrips, RoundTrips } from './processes/round-trips.ts'
import type { BackendName } from './stack.ts'

export interface Measured {
  trips: RoundTrips
  cpu: Cpu
}

export interface Round {
  ours: Measured & { writes: Writes }
  bare: Measured
}

export interface Load extends Steadily {
  /** Seconds of the same before, unmeasured: the code is compiled as it runs. */
  warmUp: number
}

/** The default of `delivery.concurrency`. */
const concurrency = 5

/** What follows the last arrival is done by then. */
const afterwardsMs = 300

/** @returns for each backend its rounds. */
export async function steadyRounds(
  cli: Bench,
  load: Load,
  tell: (backend: BackendName, round: Round) => string,
): Promise<Map<BackendName, Round[]>> {
  const sender = startChild<AskRoundTrips, RoundTrips>('round-trips.ts')
  try {
    const { urls } = await sender.ask({ open: 3 })
    const found = new Map<BackendName, Round[]>()
    for (const backend of cli.backends) {
      const rounds: Round[] = []
      for (let n = 0; n < cli.rounds; n++) {
        const ours = await measureHub(cli, backend, { sender, load, urls })
        const round = { ours, bare: await measureBare(cli, { sender, load, urls }) }
        cli.say(`${backend}: ${tell(backend, round)}`)
        rounds.push(round)
      }
      found.set(backend, rounds)
    }
    return found
  } finally {
    await sender.stop()
  }
}

/** A round of its own, because the profile costs time. @returns the profile's text */
export async function steadyProfile(cli: Bench, backend: BackendName, load: Load): Promise<string> {
  const sender = startChild<AskRoundTrips, RoundTrips>('round-trips.ts')
  const ground = await cli.stack.ground(backend)
  try {
    const { urls } = await sender.ask({ open: 3 })
    const hub = await startHub(ground, { role: 'all', urls, delivery: { concurrency } })
    const parts = { sender, load, urls }
    await warmUp(parts, hub.ingestUrl)
    const profile = await hub.profiled(async () => {
      await sender.ask({ url: hub.ingestUrl, rate: load.rate, seconds: load.seconds })
      await pause(afterwardsMs)
    })
    await hub.stop()
    return profile
  } finally {
    await sender.stop()
    await ground.close()
  }
}

interface Parts {
  sender: Child<AskRoundTrips, RoundTrips>
  load: Load
  urls: readonly string[]
}

async function measureHub(cli: Bench, backend: BackendName, parts: Parts): Promise<Round['ours']> {
  const ground = await cli.stack.ground(backend)
  const hub = await startHub(ground, { role: 'all', urls: parts.urls, delivery: { concurrency } })
  const untilCounted = () => pause(cli.quick ? countedAfterMs / 5 : countedAfterMs)
  try {
    await warmUp(parts, hub.ingestUrl)
    await untilCounted()
    const before = await writesSoFar(ground.db)
    const meter = startCpuMeter(cli.stack, hub.pid!, { postgres: true, redis: backend === 'redis' })
    const measured = await send(parts, hub.ingestUrl, meter)
    await untilCounted()
    return { ...measured, writes: writesBetween(before, await writesSoFar(ground.db)) }
  } finally {
    await hub.stop()
    await ground.close()
  }
}

async function measureBare(cli: Bench, parts: Parts): Promise<Measured> {
  const bare = startChild<AskBareHub, BareHubAnswer>('bare-hub.ts')
  try {
    const redisUrl = await cli.stack.emptyRedis()
    const { url } = await bare.ask({ start: { urls: parts.urls, redisUrl, concurrency } })
    await warmUp(parts, url)
    return await send(parts, url, startCpuMeter(cli.stack, bare.pid, { postgres: false, redis: true }))
  } finally {
    await bare.stop()
  }
}

async function warmUp({ sender, load }: Parts, url: string): Promise<void> {
  await sender.ask({ url, rate: load.rate, seconds: load.warmUp })
}

async function send({ sender, load: { rate, seconds } }: Parts, url: string, meter: () => Cpu): Promise<Measured> {
  const trips = await sender.ask({ url, rate, seconds })
  await pause(afterwardsMs)
  return { trips, cpu: meter() }
}

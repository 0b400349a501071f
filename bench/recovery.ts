/** How long it takes after a kill in mid-load until every accepted lead is delivered or stands for a person to decide. */
import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { eventually } from '../test/setup/eventually.ts'
import type { Scenario } from './bench.ts'
import { startChild } from './child.ts'
import { figure, median } from './figures.ts'
import { type HubProcess, startHub } from './hub.ts'
import { leadBody } from './lead-body.ts'
import type { AskReceivers, Receiving } from './processes/receivers.ts'
import type { Section } from './report.ts'
import type { Ground } from './stack.ts'

const damages = {
  'hub, kill -9': async ({ hub, restart }: Scene) => {
    process.kill(hub.pid!, 'SIGKILL')
    await restart()
  },
  'PostgreSQL, kill -9': async ({ ground }: Scene) => process.kill(await postmaster(ground), 'SIGKILL'),
  'Redis, flushed': async ({ ground }: Scene) => {
    const redis = new Redis(ground.redisUrl!)
    await redis.flushdb().finally(() => redis.disconnect())
  },
}

interface Scene {
  ground: Ground
  hub: HubProcess
  restart(): Promise<void>
}

interface Round {
  accepted: number
  lost: number
  uncertain: number
  ingestAfter: number
  quietAfter: number
}

export const recovery: Scenario = async ({ stack, backends, rounds, quick, say }) => {
  const rows: string[][] = []
  const times = quick ? 1 : rounds
  for (const backend of backends) {
    for (const [what, damage] of Object.entries(damages)) {
      if (what.startsWith('Redis') && backend !== 'redis') continue
      const measured: Round[] = []
      for (let n = 0; n < times; n++) {
        const ground = await stack.ground(backend)
        try {
          const round = await oneRound(ground, damage)
          say(`${backend}, ${what}: ${JSON.stringify(round)}`)
          measured.push(round)
        } finally {
          await ground.close()
        }
      }
      const sum = (of: (round: Round) => number) => String(measured.reduce((total, round) => total + of(round), 0))
      const quiet = measured.map(({ quietAfter }) => quietAfter)
      rows.push([
        `${what}, queue on ${backend}`,
        String(times),
        sum(({ accepted }) => accepted),
        sum(({ lost }) => lost),
        sum(({ uncertain }) => uncertain),
        figure(median(measured.map(({ ingestAfter }) => ingestAfter))),
        figure(median(quiet)),
        figure(Math.max(...quiet)),
      ])
    }
  }
  const about =
    'Ten senders and two https destinations where a repeat would double; the damage comes at a random moment of the ' +
    'load. Seconds from the damage until the ingest URL answers 202 again, and until nothing is on its way any more.'
  const head = ['killed', 'rounds', 'accepted', 'lost', 'uncertain', 'ingest median s', 'quiet median s', 'quiet max s']
  return [{ name: 'Recovery', about, head, rows }] satisfies Section[]
}

async function oneRound(ground: Ground, damage: (scene: Scene) => Promise<unknown>): Promise<Round> {
  const receivers = startChild<AskReceivers, Receiving>('receivers.ts')
  const { urls } = await receivers.ask({ open: ['takes', 'takes'] })
  const start = () => startHub(ground, { role: 'all', urls })
  const scene: Scene = {
    ground,
    hub: await start(),
    async restart() {
      scene.hub = await start()
    },
  }
  const accepted = new Set<string>()
  let sending = true
  const senders = Array.from({ length: 10 }, async () => {
    while (sending) {
      const id = await post(scene.hub.ingestUrl)
      if (id) accepted.add(id)
      await pause(30)
    }
  })
  try {
    await pause(randomInt(500, 3_000))
    const at = performance.now()
    const since = () => (performance.now() - at) / 1_000
    await damage(scene)
    const before = accepted.size
    await eventually(() => must(accepted.size > before), {
      timeout: 60_000,
      what: 'the ingest URL to answer 202 again',
    })
    const ingestAfter = since()
    sending = false
    await Promise.all(senders)
    await eventually(async () => must((await onTheirWay(ground)) === 0), { timeout: 300_000, what: 'quiet' })
    const quietAfter = since()
    return { ...(await accountOf(ground, accepted)), accepted: accepted.size, ingestAfter, quietAfter }
  } finally {
    sending = false
    await scene.hub.stop()
    await receivers.stop()
  }
}

function must(met: boolean): void {
  if (!met) throw new Error('not yet')
}

async function post(url: string): Promise<string | undefined> {
  try {
    const reply = await fetch(`${url}&offer=fabrikam.forecasting-suite`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: leadBody(),
      signal: AbortSignal.timeout(15_000),
    })
    const answer = (await reply.json()) as { id: string }
    return reply.status === 202 ? answer.id : undefined
  } catch {
    return undefined
  }
}

async function onTheirWay({ db }: Ground): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select (select count(*) from leads where state = 'received')::int
      + (select count(*) from deliveries where state in ('queued', 'sending', 'waiting'))::int as n`.execute(db)
  return rows[0]!.n
}

async function accountOf({ db }: Ground, accepted: ReadonlySet<string>) {
  const stored = await db.selectFrom('leads').select('id').execute()
  const known = new Set(stored.map(({ id }) => id))
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from deliveries where state = 'uncertain'`.execute(db)
  return { lost: [...accepted].filter((id) => !known.has(id)).length, uncertain: rows[0]!.n }
}

async function postmaster({ db }: Ground): Promise<number> {
  const { rows } = await sql<{ data_directory: string }>`show data_directory`.execute(db)
  return Number(readFileSync(path.join(rows[0]!.data_directory, 'postmaster.pid'), 'utf8').split('\n')[0])
}

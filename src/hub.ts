/** Puts the parts together: ledger, queue, workers, web. Nobody imports it but main. */
import { v7 as uuid } from 'uuid'
import type { Config } from './config/config.ts'
import { probeDue } from './delivery/probe.ts'
import { recover } from './delivery/recover.ts'
import { runReplays } from './delivery/replay-many.ts'
import type { Yard } from './delivery/yard.ts'
import { storeArrivals } from './ledger/arrivals.ts'
import { keepConfig } from './ledger/config-versions.ts'
import { claim, settle } from './ledger/deliveries.ts'
import { enterDestinations, probeNow } from './ledger/destinations.ts'
import { openLedger } from './ledger/open.ts'
import { type DeliveryRow, deliveriesOf } from './ledger/reads/deliveries.ts'
import { standing } from './ledger/standing.ts'
import { beat, buryDead, leave } from './ledger/workers.ts'
import type { HubLog } from './log.ts'
import { persist } from './persist.ts'
import { closeGone, openPlan } from './plan.ts'
import { openBackend } from './queue/backend.ts'
import { type Crew, startCrew } from './queue/crew.ts'
import { openLine } from './queue/line.ts'
import { redactor } from './redact.ts'
import { together } from './together.ts'
import { openMetrics } from './web/metrics.ts'
import { serve } from './web/server.ts'

export interface HubOptions {
  config: Config
  role: 'all' | 'ingest' | 'worker'
  databaseUrl: string
  redisUrl: string | undefined
  log: HubLog
  stopWithin: number
}

export interface Hub {
  /** `http://127.0.0.1:8080` */
  url: string
  queue: 'postgres' | 'redis'
  config(): Config
  /** Swaps the configuration whole; deliveries under way finish under the old one. */
  reload(config: Config): Promise<void>
  /** The file holds these problems; the configuration in force was kept. Empty = none. */
  complain(problems: readonly string[]): void
  deliveriesOf(leadId: string): Promise<DeliveryRow[]>
  /** Has queue and ledger compared now, not at the next full minute. */
  reconcile(): Promise<void>
  close(): Promise<void>
}

const beatEvery = 3_000
const probeEvery = 1_000
/** New ones run at once where they are asked for; this takes up those of a process that died. */
const replaysEvery = 5_000

export async function startHub(options: HubOptions): Promise<Hub> {
  const { log, role } = options
  const stop = new AbortController()
  const onError = (error: Error) => {
    if (!stop.signal.aborted) log.warn({ err: error }, 'a connection failed; it is opened again')
  }
  const ledger = await openLedger(options.databaseUrl, onError)
  const { db } = ledger
  const backend = await openBackend({ databaseUrl: options.databaseUrl, redisUrl: options.redisUrl, onError }).catch(
    async (error) => {
      await ledger.close()
      throw error
    },
  )

  const worker = uuid()
  let plan = openPlan(options.config, undefined, db, log)
  let hide = redactor(options.config.secrets)
  let complaints: readonly string[] = []
  const metrics = openMetrics(() => standing(db))
  const line = openLine(backend)
  const onOutage = (error: unknown) => log.warn({ err: error }, 'the ledger cannot be written; trying again')
  const claimMany = together<{ id: string; turn: number }, Awaited<ReturnType<typeof claim>>>(
    async (turns) => {
      const claimed = await claim(db, worker, turns)
      return turns.map(() => claimed)
    },
    { most: 200, flights: 2 },
  )
  const settleMany = together<Parameters<typeof settle>[1][number], void>(
    async (settlements) => {
      await settle(db, settlements)
      return []
    },
    { most: 200, flights: 2 },
  )
  const storeMany = together((arrivals: Parameters<typeof storeArrivals>[1][number][]) => storeTogether(arrivals), {
    most: 200,
    flights: 2,
  })

  async function storeTogether(arrivals: Parameters<typeof storeArrivals>[1][number][]) {
    const stored = await storeArrivals(db, arrivals)
    const ids = arrivals.filter((one, at) => one.state === 'received' && !stored[at]?.duplicateOf).map(({ id }) => id)
    // The lead is safe; a queue that cannot take it now is healed by the reconciler.
    if (ids.length > 0) void line.leads(ids).catch(onError)
    return stored
  }

  const yard: Yard = {
    db,
    worker,
    log,
    plan: () => plan,
    line,
    claim: (turn) => persist(async () => (await claimMany(turn)).get(turn.id), stop.signal, onOutage),
    settle: (settlement) => persist(() => settleMany(settlement), stop.signal, onOutage),
    hide: (text) => hide(text),
    tell: metrics.tell,
    stopping: stop.signal,
  }

  async function enter(config: Config): Promise<void> {
    await keepConfig(db, config.version, config.text)
    const entries = [...config.destinations.values()].map(({ id, connector, settingsHash }) => ({
      id,
      connector: connector.type,
      settingsHash,
    }))
    for (const id of await enterDestinations(db, entries)) await probeNow(db, id)
  }

  await enter(options.config)
  let crew: Crew | undefined
  const timers: NodeJS.Timeout[] = []
  if (role !== 'ingest') {
    await beat(db, worker, role)
    crew = await startCrew(backend, yard)
    await crew.serve(policies(plan.config))
    timers.push(
      every(
        beatEvery,
        async () => {
          await beat(db, worker, role)
          if ((await buryDead(db)) > 0) await recover(yard)
        },
        onOutage,
      ),
    )
    timers.push(every(probeEvery, () => probeDue(yard), onOutage))
    timers.push(every(replaysEvery, () => runReplays(yard), onOutage))
    await crew.reconcileSoon()
  }

  let closing: Promise<void> | undefined
  const web = await serve({
    listen: plan.config.listen,
    ingest: role === 'worker' ? undefined : { config: () => plan.config, store: storeMany, count: metrics.countIngest },
    yard,
    metrics,
    health: {
      checks: {
        ledger: async () => void (await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute()),
        queue: backend.ping,
      },
      config: () => ({ version: plan.config.version, problems: complaints }),
    },
    config: () => plan.config,
    onUnexpected: (error) => log.error({ err: error }, 'a request failed unexpectedly'),
  })

  return {
    url: web.url,
    queue: backend.name,
    config: () => plan.config,
    async reload(config) {
      const before = plan
      plan = openPlan(config, before, db, log)
      hide = redactor([...config.secrets, ...before.config.secrets])
      complaints = []
      await enter(config)
      await crew?.serve(policies(config))
      log.info({ config: config.version, before: before.config.version }, 'configuration reloaded')
      void closeGone(before, plan)
    },
    complain(problems) {
      complaints = problems
    },
    deliveriesOf: (leadId) => deliveriesOf(db, leadId),
    reconcile: async () => crew?.reconcileSoon(),
    close: () => (closing ??= closeAll()),
  }

  async function closeAll(): Promise<void> {
    await web.close()
    for (const timer of timers) clearInterval(timer)
    await storeMany.settled()
    const late = setTimeout(() => stop.abort(), options.stopWithin)
    await crew?.close()
    clearTimeout(late)
    stop.abort()
    await closeGone(plan, undefined)
    if (crew) await leave(db, worker)
    await backend.close()
    await ledger.close()
  }
}

function policies(config: Config) {
  return new Map([...config.destinations.values()].map(({ id, policy }) => [id, policy]))
}

/** One run at a time; a failed one is told and the next comes in its turn. */
function every(period: number, work: () => Promise<void>, onFailure: (error: unknown) => void): NodeJS.Timeout {
  let running = false
  return setInterval(() => {
    if (running) return
    running = true
    work()
      .catch(onFailure)
      .finally(() => (running = false))
  }, period)
}

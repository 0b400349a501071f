/** Has people told: looks for alerts, watches the ledger, calls the heartbeat. */
import { statfs } from 'node:fs/promises'
import type { DeliveryContext, QueuePort } from '../delivery/context.ts'
import { forgetAlerts } from '../ledger/notify/alerts.ts'
import { tidyMessages } from '../ledger/notify/messages.ts'
import { noWorkerSince } from '../ledger/notify/snapshot.ts'
import { openLedgerWatch } from '../notify/alerts/ledger-away.ts'
import { look } from '../notify/alerts/look.ts'
import { openPulse } from '../notify/alerts/pulse.ts'
import { composeOptions } from '../notify/messages/options.ts'
import { readSilence } from '../notify/silence/read.ts'
import type { LivePlan } from './plan.ts'

export interface TellingOptions extends Pick<DeliveryContext, 'db' | 'log' | 'stopping'> {
  plan(): LivePlan
  queue: QueuePort
  complaints(): readonly string[]
  /** @throws if the queue cannot be reached */
  ping(): Promise<void>
  /** The folder whose disk is watched. */
  dataDir: string | undefined
  /** Sends what is due, without the queue. */
  send(): Promise<unknown>
  onFailure(error: unknown): void
}

export interface Telling {
  /**
   * The ledger took a heartbeat of this worker. Starts a look in its time, if the worker is the eldest. It is not waited
   * for: a look that takes long, because the queue is away, must not seem an outage of the ledger.
   */
  beat(eldest: boolean): Promise<void>
  /** Looks for alerts now. */
  look(at?: Date): Promise<void>
  /** For a hub without workers: looks only while no worker lives. */
  watchWorkers(): void
  stop(): void
}

/** Milliseconds. */
const lookEvery = 30_000
const checkEvery = 5_000
const sampleEvery = 300_000
const tidyEvery = 3_600_000
const pingWithin = 3_000

export function openTelling(options: TellingOptions): Telling {
  const { db, log, plan, queue, complaints, ping, dataDir, send, stopping, onFailure } = options
  const settings = () => plan().config.alerts
  const composing = () => composeOptions(plan().config)
  const pulse = openPulse(settings, log)
  const ledger = openLedgerWatch({ db, log, settings, channels: () => plan().channels, compose: composing, stopping })
  const queued = new Map<string, number[]>()
  let [lookAt, sampleAt, tidyAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let queueAwaySince: Date | undefined
  let looking = false

  async function lookNow(at?: Date): Promise<void> {
    queueAwaySince = (await answers(ping)) ? undefined : (queueAwaySince ?? new Date())
    const { config, destinations, channels } = plan()
    const disk = await diskOf(dataDir)
    const expiries = [...destinations].flatMap(([destination, opened]) =>
      (opened.destination.expiries?.() ?? []).map((expiry) => ({ destination, ...expiry })),
    )
    const uncheckable = new Set([...destinations].flatMap(([id, one]) => (one.destination.check ? [] : [id])))
    // Statements at the same time would each open a connection, every half a minute.
    const { snapshot } = await db.connection().execute(async (one) =>
      look({
        ...{ db: one, log, alerts: config.alerts, at, compose: composing() },
        channels: [...channels.values()].map((live) => live.config),
        local: {
          ...{ sources: config.sources, complaints: complaints(), queueAwaySince, queued, disk, expiries, uncheckable },
          silence: await readSilence(one, config, at),
        },
      }),
    )
    if (performance.now() >= sampleAt) {
      sampleAt = performance.now() + sampleEvery
      for (const one of snapshot.destinations) {
        queued.set(one.id, [...(queued.get(one.id) ?? []), one.queued].slice(-3))
      }
    }
    if (performance.now() >= tidyAt) {
      tidyAt = performance.now() + tidyEvery
      await tidyMessages(db)
      await forgetAlerts(db)
    }
    // Also for what another process wrote and did not ring for.
    if (channels.size > 0) await queue.messages()
    await pulse()
  }

  const timers = [setInterval(() => void ledger.check().catch(onFailure), checkEvery)]
  return {
    async beat(eldest) {
      await ledger.beat(eldest)
      if (!eldest || looking || performance.now() < lookAt) return
      lookAt = performance.now() + lookEvery
      looking = true
      void lookNow()
        .catch(onFailure)
        .finally(() => (looking = false))
    },
    look: lookNow,
    watchWorkers() {
      const watch = async () => {
        if (!(await noWorkerSince(db, 2 * 60_000))) return
        await lookNow()
        await send()
      }
      timers.push(setInterval(() => void watch().catch(onFailure), lookEvery))
    },
    stop() {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

async function answers(ping: () => Promise<void>): Promise<boolean> {
  let late: NodeJS.Timeout | undefined
  const over = new Promise<boolean>((resolve) => (late = setTimeout(() => resolve(false), pingWithin)))
  const fine = ping().then(
    () => true,
    () => false,
  )
  return Promise.race([fine, over]).finally(() => clearTimeout(late))
}

async function diskOf(folder: string | undefined): Promise<{ free: number; size: number } | undefined> {
  if (folder === undefined) return undefined
  const found = await statfs(folder).catch(() => undefined)
  return found && { free: found.bavail * found.bsize, size: found.blocks * found.bsize }
}

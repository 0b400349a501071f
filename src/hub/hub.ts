/** Puts the parts together: ledger, queue, workers, web. Only main imports it. */
import { v7 as uuid } from 'uuid'
import { retry } from '../async/retry.ts'
import type { Config } from '../config/config.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { openLease } from '../delivery/lease.ts'
import { probeNow } from '../ledger/destinations.ts'
import { failingChannels } from '../ledger/notify/channels.ts'
import { nextMessageIn } from '../ledger/notify/messages.ts'
import { openLedger } from '../ledger/open.ts'
import { isOutage } from '../ledger/outage.ts'
import { deliveriesOf } from '../ledger/reads/deliveries.ts'
import { removeWorker } from '../ledger/workers.ts'
import { sendDue } from '../notify/messages/send.ts'
import { openNotices } from '../notify/notices.ts'
import { openPollers } from '../poll/pollers.ts'
import { openBackend } from '../queue/backend.ts'
import { openBell } from '../queue/bell.ts'
import { startWorkers, type Workers } from '../queue/workers.ts'
import { redactor } from '../redact.ts'
import { openRefusals } from '../upkeep/refusals.ts'
import { beatEvery, beatOnce, startTimers, type Timers } from '../upkeep/timers.ts'
import { openMetrics } from '../web/metrics.ts'
import { serve, type Web } from '../web/server.ts'
import { openAfterOutage } from './after-outage.ts'
import { openContacts } from './contacts.ts'
import type { Hub, HubOptions } from './hub-options.ts'
import { closeRemoved, enterConfig, openFirstPlan, openPlan } from './plan.ts'
import { standingOf } from './standing.ts'
import { openSteps, stopTimes } from './stop.ts'
import { openTelling } from './telling.ts'
import { openTroubles } from './troubles.ts'
import { openWrites } from './writes.ts'

export type { Hub, HubOptions } from './hub-options.ts'

/** Milliseconds after which a channel that fails, and is not held, makes the hub degraded. */
const channelFailsAfter = 900_000

export async function startHub(options: HubOptions): Promise<Hub> {
  const { log, role } = options
  const stop = new AbortController()
  const troubles = openTroubles(log, stop.signal)
  const { onError, onLost, onSameKey } = troubles
  const ledger = await openLedger(options.databaseUrl, onError)
  const { db, hot } = ledger
  const onJobFailure = (error: unknown) => {
    afterOutage()
    troubles.onJobFailure(error)
  }
  const { databaseUrl, redisUrl } = options
  const backend = await openBackend({ databaseUrl, redisUrl, onError, onJobFailure }).catch(async (error) => {
    await ledger.close()
    throw error
  })

  const worker = uuid()
  let plan = await openFirstPlan(options.config, db, log, [backend, ledger])
  let hide = redactor(options.config.secrets)
  let complaints: readonly string[] = []
  const metrics = openMetrics(() => standingOf(db, plan.config), options.lostLines)
  let workers: Workers | undefined
  const queue = openBell(backend, () => workers)
  const onOutage = (error: unknown) => {
    if (isOutage(error)) afterOutage()
    troubles.onOutage(error)
  }
  const onQueueFailure = (error: Error) => {
    afterOutage()
    onError(error)
  }
  const writes = openWrites({ db: hot, worker, queue, stopping: stop.signal, onOutage, onQueueFailure })
  const afterOutage = openAfterOutage(
    () => Promise.all([writes.ready(), backend.ping()]),
    async () => timers?.reconcileSoon(),
    stop.signal,
  )
  const context: DeliveryContext = {
    db,
    hot,
    worker,
    log,
    plan: () => plan,
    queue,
    claim: writes.claim,
    depart: writes.depart,
    settle: writes.settle,
    lease: openLease(),
    hide: (text) => hide(text),
    emit(event) {
      metrics.tell(event)
      if (event.kind === 'routed') contacts.soon()
    },
    stopping: stop.signal,
  }

  const reading = {
    db,
    log,
    queue,
    config: () => plan.config,
    count: metrics.countIngest,
    onQueueFailure,
    onOutage,
  }
  const pollers = role === 'worker' ? undefined : openPollers(reading)
  let timers: Timers | undefined
  const send = () => sendDue({ ...context, channels: () => plan.channels })
  const telling = openTelling({
    ...{ db, log, queue, stopping: stop.signal, dataDir: options.dataDir, send, onFailure: onOutage },
    plan: () => plan,
    complaints: () => complaints,
    ping: backend.ping,
  })
  const refusals = openRefusals(db, onOutage)
  const contacts = openContacts({ db, queue, plan: () => plan, onFailure: onOutage })
  /**
   * Runs while the web already takes leads, because another hub may lock a destination for long, or the queue may be
   * slow.
   */
  async function startWork(): Promise<void> {
    const changed = await retry(() => enterConfig(db, options.config), stop.signal, onOutage)
    await retry(contacts.enter, stop.signal, onOutage)
    for (const id of changed) await probeNow(db, id)
    if (role === 'ingest') return telling.watchWorkers()
    await beatOnce(context, role)
    const started = startWorkers(backend, context, {
      onOutage,
      onFailure: onJobFailure,
      hasOthers: context.lease.hasOthers,
      messages: {
        send,
        nextIn: () => nextMessageIn(db, [...plan.channels.keys()]),
      },
    })
    started.serve(plan.destinations)
    workers = started
    const onBeat = (eldest: boolean) => {
      contacts.beat(eldest)
      return telling.beat(eldest)
    }
    const parts = openNotices(context, () => plan.config)
    timers = startTimers(context, role, () => plan.config.sources, onBeat, onOutage, parts)
    timers.reconcileSoon()
    started.tell()
  }

  async function reload(config: Config): Promise<void> {
    const before = plan
    const next = openPlan(config, before, db, log)
    // The ledger knows the destinations before a lead can be routed to them.
    const toProbe = await retry(() => enterConfig(db, config), stop.signal, onOutage)
    if (closing) return
    plan = next
    await retry(contacts.enter, stop.signal, onOutage)
    hide = redactor([...config.secrets, ...before.config.secrets])
    complaints = []
    workers?.serve(plan.destinations)
    await retry(async () => pollers?.reload(config), stop.signal, onOutage)
    for (const id of toProbe) await retry(() => probeNow(db, id), stop.signal, onOutage)
    await queue.messages().catch(onQueueFailure)
    log.info({ config: config.version, before: before.config.version }, 'configuration reloaded')
    void closeRemoved(before, plan)
  }

  let reloading = Promise.resolve()
  let closing: Promise<void> | undefined
  const web = await serve({
    listen: plan.config.listen,
    ingest:
      role === 'worker' ? undefined : { ...reading, store: writes.store, onSameKey, onLost, onRefused: refusals.add },
    hasConsole: role !== 'ingest',
    delivery: context,
    metrics,
    health: {
      checks: {
        ledger: writes.ready,
        // An ingest hub takes leads without the queue, because the reconciler has them routed later.
        ...(role === 'ingest'
          ? {}
          : { queue: async () => (workers ? backend.ping() : Promise.reject(new Error('starting'))) }),
      },
      failingChannels: () => failingChannels(db, channelFailsAfter),
      config: () => ({ version: plan.config.version, problems: complaints }),
    },
    config: () => plan.config,
    localToken: options.localToken ?? (() => undefined),
    failures: troubles.failures,
  }).catch(async (error: unknown) => {
    // The embedded PostgreSQL stops next, and parts that still used it would fill the log.
    await closeAll()
    throw error
  })
  await startWork().catch(async (error: unknown) => {
    await closeAll(web)
    throw error
  })
  await pollers?.reload(plan.config)

  return {
    url: web.url,
    consoleLink: web.consoleLink,
    queue: backend.name,
    config: () => plan.config,
    reload(config) {
      // A failed reload must not block the next reload.
      reloading = reloading.catch(() => undefined).then(() => reload(config))
      return reloading
    },
    complain(problems) {
      complaints = problems
    },
    deliveriesOf: (leadId) => deliveriesOf(db, leadId),
    reconcile: async () => timers?.reconcileSoon(),
    look: telling.look,
    tell: () => queue.messages(),
    close: () => (closing ??= closeAll(web)),
  }

  /** @param web undefined if it never listened */
  async function closeAll(web?: Web): Promise<void> {
    const times = stopTimes(options.stopWithin)
    const late = setTimeout(() => stop.abort(), times.cut)
    const { step, end } = openSteps(times.end, (name, error) => {
      log.warn({ step: name, ...(error ? { err: error } : {}) }, 'a step of the stop failed or took too long')
    })
    timers?.stop()
    telling.stop()
    contacts.stop()
    // Attempts are still under way, and other workers would take them over without heartbeats.
    const beating = workers && setInterval(() => void beatOnce(context, role).catch(() => undefined), beatEvery)
    const [, , attempted] = await Promise.all([
      step('requests', () => web?.close(stop.signal)),
      step('tables', () => pollers?.close()),
      step('deliveries', () => workers?.close()),
    ])
    await step('arrivals', () => writes.store.settled())
    await step('refused posts', refusals.stop)
    clearInterval(beating)
    clearTimeout(late)
    stop.abort()
    await step('reload', () => reloading.catch(() => undefined))
    await step('destinations', () => closeRemoved(plan, undefined))
    // After a worker has signed off, the others take its deliveries over at once; so it signs off only if none is left.
    if (workers && attempted) await step('signing off', () => removeWorker(db, worker))
    await step('queue', () => backend.close())
    await step('ledger', () => ledger.close())
    end()
  }
}

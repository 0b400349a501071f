/**
 * Proves days: counts each day, then asks every destination for its records, a part at a time, behind the deliveries. One
 * worker does it. All progress is in the ledger, and asking writes nothing, so a worker may die at any moment.
 */
import { setTimeout as wait } from 'node:timers/promises'
import type { ProofSettings } from '../../config/proof.ts'
import type { DeliveryContext } from '../../delivery/context.ts'
import type { OpenDestination } from '../../delivery/open-destination.ts'
import { ledgerTime } from '../../ledger/clock.ts'
import type { Db } from '../../ledger/db.ts'
import { insertMessage } from '../../ledger/notify/messages.ts'
import {
  destinationsLeft,
  lineOf,
  type NotAsked,
  noteDestination,
  noteProofs,
  recordsLeft,
  storeFigures,
  uncheckedRecords,
} from '../../ledger/notify/proof.ts'
import {
  enterDays,
  finishDay,
  forgetDays,
  leaseDay,
  type ProofRun,
  takeDay,
  tellDay,
} from '../../ledger/notify/proof-days.ts'
import { type MissingRow, missingOf, reconciliationsOf } from '../../ledger/notify/proof-reads.ts'
import { ask, longest, reason, whyNot, whyUnchecked } from './ask.ts'
import { dueDays } from './calendar.ts'
import { dayAfter } from './day.ts'
import { mostListed, proofMessage } from './message.ts'

/** All in milliseconds. */
export interface Pace {
  /** Between two parts of a day that no operator waits for. */
  between: number
  /** Between two looks at a destination that has leads under way. */
  busy: number
  /** After this time a busy destination is left unchecked. */
  patience: number
  /** The clock by which days begin. @default the ledger's */
  now?: () => Date
}

const usualPace: Pace = { between: 15_000, busy: 15_000, patience: 3_600_000 }

/** The records of one question: some requests, and a reply below the limit. */
const recordsAtOnce = 1_200

/** The process that proves a day renews its lease with each part. */
const lease = 60_000

/** Figures are kept for so many days. */
const daysKept = 400

export type ProofContext = Pick<DeliveryContext, 'db' | 'log' | 'plan' | 'stopping' | 'hide'>

/** Proves the days that are due, and those that an operator wants. */
export async function runProofs(context: ProofContext, settings: () => ProofSettings, pace = usualPace): Promise<void> {
  while (!context.stopping.aborted) {
    const { zone, at } = settings()
    const now = pace.now?.() ?? (await ledgerTime(context.db))
    const { since, days } = dueDays(zone, at, now)
    await enterDays(context.db, days)
    const run = await takeDay(context.db, { since, oldest: days.at(-1)?.day ?? '' }, lease)
    if (!run) return
    await prove({ ...context, settings, pace, run, isLatest: run.day === days[0]?.day })
  }
}

interface Proving extends ProofContext {
  settings(): ProofSettings
  pace: Pace
  run: ProofRun
  /** It is the last day that is over. */
  isLatest: boolean
}

async function prove(proving: Proving): Promise<void> {
  const { db, run, stopping } = proving
  await db.transaction().execute((tx) => storeFigures(tx, run))
  const waitedFor = new Map<string, number>()
  for (;;) {
    const left = await destinationsLeft(db, run)
    if (left.length === 0) return finish(proving)
    const next = await firstFree(proving, left, waitedFor)
    // Every destination has leads under way.
    const going = next ? await proveDestination(proving, next) : await paused(proving, proving.pace.busy)
    if (stopping.aborted || !going) return void (await leaseDay(db, run, 0))
  }
}

/** Destinations that nothing is under way to come first. One that stays busy for too long is left unchecked. */
async function firstFree({ db, pace }: Proving, left: readonly string[], waitedFor: Map<string, number>) {
  for (const destination of left) {
    const { open, busy } = await lineOf(db, destination)
    if (!open || !busy) return { destination, why: open ? undefined : closed }
    const since = waitedFor.get(destination) ?? performance.now()
    waitedFor.set(destination, since)
    if (performance.now() - since >= pace.patience) return { destination, why: tooBusy }
  }
  return undefined
}

const closed = reason('closed', 'The destination is held, resting or paused')
const tooBusy = reason('busy', 'Leads were under way to the destination all the time, and they come first')

interface Next {
  destination: string
  why: NotAsked | undefined
}

/** @returns false if the run is over for this process */
async function proveDestination(proving: Proving, { destination, why }: Next): Promise<boolean> {
  const { db, run, plan, settings } = proving
  const opened = plan().destinations.get(destination)
  const not = whyNot(opened, settings().off) ?? why
  if (!opened || not) return ended(proving, destination, not)
  const records = await recordsLeft(db, run, destination, recordsAtOnce)
  if (records.length === 0) return ended(proving, destination)
  if (!(await leaseDay(db, run, longest(opened) + lease))) return false
  const answer = await ask(proving, opened, records)
  if (proving.stopping.aborted) return false
  if (!answer.present) return ended(proving, destination, answer.why)
  const noted = await inRun(proving, (tx) => noteProofs(tx, run, destination, records, answer.present))
  return noted && paused(proving, breakOf(proving, opened))
}

/** No person waits for the usual run; an operator's run keeps to the destination's own rate. */
function breakOf({ run, pace }: Proving, { policy }: OpenDestination): number {
  const own = policy.rate ? policy.rate.per / policy.rate.max : 0
  return run.actor === '' ? Math.max(pace.between, own) : own
}

/** @param why the destination was not asked @default it was, and the reason for each record that is unchecked is looked for */
function ended(proving: Proving, destination: string, why?: NotAsked): Promise<boolean> {
  const { run } = proving
  return inRun(proving, async (tx) => {
    await noteDestination(tx, run, destination, why ?? whyUnchecked(await uncheckedRecords(tx, run, destination)))
    await storeFigures(tx, run)
  })
}

async function finish(proving: Proving): Promise<void> {
  const { log, run } = proving
  let closed = false
  const done = await inRun(proving, async (tx) => {
    await storeFigures(tx, run)
    closed = await finishDay(tx, run)
    if (proving.isLatest && run.actor === '') await tell(tx, run.day, proving.settings())
    await forgetDays(tx, dayAfter(run.day, -daysKept))
  })
  if (done) log.info({ day: run.day, closed }, 'day proved')
}

/** People are told of a day once, when it was proved for the first time; not of the days before an upgrade. */
async function tell(tx: Db, name: string, { to, console }: ProofSettings): Promise<void> {
  const day = to.length > 0 ? await tellDay(tx, name) : undefined
  if (!day) return
  const rows = await reconciliationsOf(tx, { from: name, to: name })
  const missing = new Map<string, readonly MissingRow[]>()
  for (const destination of new Set(rows.filter((row) => row.missing > 0).map((row) => row.destination))) {
    missing.set(destination, await missingOf(tx, name, destination, mostListed))
  }
  const message = proofMessage({ day, rows, missing }, console)
  for (const channel of to) await insertMessage(tx, { channel, kind: 'proof', at: new Date(), ...message })
}

/** Writes in a transaction that holds the run. @returns false if another process has it */
function inRun({ db, run }: Proving, work: (tx: Db) => Promise<void>): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await leaseDay(tx, run, lease))) return false
    await work(tx)
    return true
  })
}

/** Waits in short steps, so that the lease lasts. @returns false if the run is over for this process */
async function paused({ db, run, stopping }: Proving, ms: number): Promise<boolean> {
  for (let left = ms; left > 0; left -= lease / 4) {
    await wait(Math.min(left, lease / 4), undefined, { signal: stopping, ref: false }).catch(() => undefined)
    if (stopping.aborted || !(await leaseDay(db, run, lease))) return false
  }
  return true
}

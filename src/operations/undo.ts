/** Takes back what replays put in line, as far as no attempt has begun: one delivery at once, many in the background. */

import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { firstId } from '../ledger/moves.ts'
import { type TakenBack, undoOne, undoPart } from '../ledger/operator-moves.ts'
import { findDelivery } from '../ledger/reads/deliveries.ts'
import {
  endReplay,
  findReplay,
  giveUpReplay,
  lineageOf,
  type ReplayPosition,
  type ReplayRow,
} from '../ledger/replays.ts'
import type { DeliveryState } from '../ledger/states.ts'
import { endUndo, enterUndo, leaseUndo, planOfUndo, takeUndo, type UndoPlan } from '../ledger/undos.ts'
import { type About, ringAt } from './replay.ts'
import type { AboutReplay } from './replay-many.ts'

const part = 500

/** @returns undefined if there is no such replay */
export async function planUndo({ db }: Pick<DeliveryContext, 'db'>, replay: string): Promise<UndoPlan | undefined> {
  return (await findReplay(db, replay)) && planOfUndo(db, replay)
}

/**
 * Enters the undo of a replay, which `runUndos` then runs. A replay that still runs is stopped. If an undo of it runs
 * already, nothing is done.
 * @returns false if there is no such replay
 */
export async function undoReplay(
  { db }: Pick<DeliveryContext, 'db'>,
  { actor, replay, unchanged }: AboutReplay,
): Promise<boolean> {
  if (!(await findReplay(db, replay))) return false
  await db.transaction().execute(async (tx) => {
    await unchanged?.(tx)
    const stopped = (await endReplay(tx, replay)) !== undefined
    if (!(await enterUndo(tx, replay, actor))) return
    const { total } = await planOfUndo(tx, replay)
    await audit(tx, { actor, action: 'undo', subject: replay, detail: { total, ...(stopped ? { stopped } : {}) } })
  })
  return true
}

/** Runs undos that no process runs: new undos, and undos whose process died. */
export async function runUndos(context: DeliveryContext): Promise<void> {
  while (!context.stopping.aborted) {
    const undo = await takeUndo(context.db)
    if (!undo) return
    await run(context, undo)
  }
}

async function run(context: DeliveryContext, { id: replay, undone: before }: ReplayRow): Promise<void> {
  for (let from: ReplayPosition = { afterLead: firstId, afterDestination: '' }; ; ) {
    if (context.stopping.aborted) return giveUpReplay(context.db, replay)
    const back = await nextPart(context, { replay, ...from })
    await ringDue(context, back)
    const last = back.at(-1)
    if (!last || back.length < part) break
    from = { afterLead: last.leadId, afterDestination: last.destination }
  }
  const undone = await endUndo(context.db, replay)
  context.log.info({ replay, takenBack: undone - before }, 'replay taken back')
}

function nextPart({ db }: DeliveryContext, from: ReplayPosition & { replay: string }): Promise<TakenBack[]> {
  return db.transaction().execute(async (tx) => {
    await leaseUndo(tx, from.replay)
    return undoPart(tx, from, part)
  })
}

async function ringDue(context: DeliveryContext, back: readonly TakenBack[]): Promise<void> {
  const due = back.filter(({ state }) => state === 'queued' || state === 'waiting')
  await ringAt(
    context,
    due.map(({ destination }) => destination),
  )
}

/** Why nothing was taken back. `moved`: cancelled, settled or released since. */
export type NotTakenBack = 'unknown' | 'not replayed' | 'attempted' | 'moved'

export type UndoneOne =
  | { done: { was: DeliveryState; state: DeliveryState }; refused?: undefined }
  | { done?: undefined; refused: NotTakenBack }

/** Takes back the last replay of a delivery, alone or of many. */
export async function undoDelivery(context: DeliveryContext, about: About): Promise<UndoneOne> {
  const { actor, delivery: id, unchanged } = about
  const { db } = context
  const before = await findDelivery(db, id)
  if (!before) return { refused: 'unknown' }
  const back = await db.transaction().execute(async (tx) => {
    await unchanged?.(tx)
    const one = await undoOne(tx, id)
    if (one) await audit(tx, { actor, action: 'undo', subject: id, detail: { was: before.state, state: one.state } })
    return one
  })
  if (!back) return { refused: await whyNot(context, id) }
  await ringDue(context, [back])
  return { done: { was: before.state, state: back.state } }
}

async function whyNot({ db }: DeliveryContext, id: string): Promise<NotTakenBack> {
  const [now, lineage] = await Promise.all([findDelivery(db, id), lineageOf(db, id)])
  const last = lineage.find(({ undone_at }) => undone_at === null)
  if (!now || !last) return 'not replayed'
  return now.generation === last.generation ? 'moved' : 'attempted'
}

/** Replays all deliveries that match a filter: first the plan is shown, then they are made due in the background. */
import { v7 as uuid } from 'uuid'
import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { replayPart } from '../ledger/operator-moves.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import type { FilterCount } from '../ledger/reads/filter-counts.ts'
import {
  advanceReplay,
  endReplay,
  findReplay,
  finishReplay,
  giveUpReplay,
  type ReplayPosition,
  type ReplayRow,
  startReplay,
  takeReplay,
} from '../ledger/replays.ts'
import type { DeliveryState } from '../ledger/states.ts'
import { type BulkPlan, inAudit, planBulk } from './bulk.ts'
import { gone, type LeftOut, sending } from './left-out.ts'
import { ringFor } from './replay.ts'

const part = 500

/**
 * The states of a filter that names none. Deliveries that may have arrived are replayed only if their state is named.
 */
export const defaultStates: readonly DeliveryState[] = ['waiting', 'held', 'rejected', 'exhausted']

export function planReplay(
  { db }: Pick<DeliveryContext, 'db'>,
  filter: DeliveryFilter,
  again: boolean,
  asOf?: string,
): Promise<BulkPlan> {
  const asked = filter.state ?? [...defaultStates, ...(again ? (['delivered'] as const) : [])]
  const taken = asked.filter((one) => one !== 'sending' && (one !== 'delivered' || again))
  const why = (group: FilterCount) => (group.possible && taken.includes(group.state) ? undefined : whyNot(group))
  return planBulk(db, { filter, taken }, why, asOf)
}

function whyNot({ state, possible }: FilterCount): LeftOut {
  if (!possible) return gone
  if (state === 'delivered') return { code: 'delivered', why: 'it arrived; again: true sends it once more' }
  if (state === 'uncertain') {
    return { code: 'uncertain', why: 'it may have arrived; name the state uncertain to send it again' }
  }
  if (state === 'sending') return sending
  if (state === 'queued') return { code: 'queued', why: 'it is queued already' }
  return { code: 'not-named', why: `name the state ${state} to send it again` }
}

export interface NewReplay {
  actor: string
  again: boolean
}

/** Enters a replay, which `runReplays` then runs. @returns its id */
export async function enterReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, again }: NewReplay, plan: BulkPlan) {
  const id = uuid()
  const { filter, total, asOf } = plan
  await db.transaction().execute(async (tx) => {
    await startReplay(tx, { id, actor, filter, again, total, asOf })
    await audit(tx, {
      actor,
      action: 'replay-many',
      subject: id,
      detail: { filter: inAudit(filter), again, total },
    })
  })
  return id
}

export interface AboutReplay {
  actor: string
  replay: string
  /** Called first in the transaction. If it throws, nothing is done. */
  unchanged?: ((tx: Db) => Promise<void>) | undefined
}

/** Makes no more deliveries due; those that are due already stay due. @returns whether the replay was still running */
export function stopReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, replay, unchanged }: AboutReplay) {
  return db.transaction().execute(async (tx) => {
    await unchanged?.(tx)
    const stopped = await endReplay(tx, replay)
    if (!stopped) return false
    const { total, done } = stopped
    await audit(tx, { actor, action: 'stop', subject: replay, detail: { total, done } })
    return true
  })
}

/** Runs replays that no process runs: new replays, and replays whose process died. */
export async function runReplays(context: DeliveryContext): Promise<void> {
  while (!context.stopping.aborted) {
    const replay = await takeReplay(context.db)
    if (!replay) return
    await run(context, replay)
  }
}

async function run(context: DeliveryContext, replay: ReplayRow): Promise<void> {
  const { id, total } = replay
  let place = { afterLead: replay.after_lead, afterDestination: replay.after_destination }
  for (;;) {
    if (context.stopping.aborted) return giveUpReplay(context.db, id)
    const moved = await nextPart(context, replay, place).catch(async (error: unknown) => {
      const now = await findReplay(context.db, id)
      if (now?.finished_at) return undefined
      throw error
    })
    if (!moved) return void context.log.info({ replay: id, total }, 'replay stopped')
    const last = moved.at(-1)
    if (!last) break
    place = { afterLead: last.leadId, afterDestination: last.destination }
    await ringFor(context, moved)
  }
  await finishReplay(context.db, id)
  context.log.info({ replay: id, total }, 'replay made due')
}

/** @throws if another process has taken the replay over; this part is not replayed then */
function nextPart({ db }: DeliveryContext, { id, actor, filter }: ReplayRow, from: ReplayPosition) {
  return db.transaction().execute(async (tx) => {
    const replayed = await replayPart(tx, { replay: id, actor, filter, ...from }, part)
    const last = replayed.at(-1)
    if (!last) return replayed
    const to = { afterLead: last.leadId, afterDestination: last.destination }
    if (!(await advanceReplay(tx, id, from, to, replayed.length))) throw new Error('another process runs this replay')
    return replayed
  })
}

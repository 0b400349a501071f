/** Replays all deliveries that match a filter: first the plan is shown, then they are made due in the background. */
import { v7 as uuid } from 'uuid'
import type { DeliveryContext } from '../delivery/context.ts'
import { audit } from '../ledger/audit.ts'
import { replayPart } from '../ledger/moves.ts'
import type { DeliveryFilter } from '../ledger/reads/filter.ts'
import { countsByFilter, type FilterCount } from '../ledger/reads/filter-counts.ts'
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
import { ringFor } from './replay.ts'

const part = 500

/**
 * The states of a filter that names none. Deliveries that may have arrived are replayed only if their state is named.
 */
const defaultStates: readonly DeliveryState[] = ['waiting', 'held', 'rejected', 'exhausted']

interface LeftOut {
  destination: string
  state: DeliveryState
  count: number
  /** There are more than `count`. */
  capped?: true
  why: string
}

export interface ReplayPlan {
  /** The filter, with the states that are replayed. */
  filter: DeliveryFilter
  total: number
  taken: readonly FilterCount[]
  leftOut: readonly LeftOut[]
}

export async function planReplay({ db }: Pick<DeliveryContext, 'db'>, filter: DeliveryFilter, again: boolean) {
  const asked = filter.state ?? [...defaultStates, ...(again ? (['delivered'] as const) : [])]
  const state = asked.filter((one) => one !== 'sending' && (one !== 'delivered' || again))
  const meant = await countsByFilter(db, filter, state)
  const isTaken = (one: FilterCount) => one.possible && state.includes(one.state)
  const taken = meant.filter(isTaken)
  const leftOut = meant.filter((one) => !isTaken(one)).map((one) => ({ ...leftOutOf(one), why: whyNot(one) }))
  const total = taken.reduce((sum, { count }) => sum + count, 0)
  return { filter: { ...filter, state }, total, taken, leftOut } satisfies ReplayPlan
}

function leftOutOf({ destination, state, count, capped }: FilterCount) {
  return { destination, state, count, ...(capped ? { capped } : {}) }
}

function whyNot({ state, possible }: FilterCount): string {
  if (!possible) return 'its destination left the configuration, or its lead was erased'
  if (state === 'delivered') return 'it arrived; again: true sends it once more'
  if (state === 'uncertain') return 'it may have arrived; name the state uncertain to send it again'
  if (state === 'sending') return 'it is being sent'
  if (state === 'queued') return 'it is queued already'
  return `name the state ${state} to send it again`
}

export interface NewReplay {
  actor: string
  filter: DeliveryFilter
  again: boolean
}

/** Enters a replay, which `runReplays` then runs. @returns its id */
export async function enterReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, again }: NewReplay, plan: ReplayPlan) {
  const id = uuid()
  const { filter, total } = plan
  // The audit must not keep the address of a person.
  const shown = filter.email === undefined ? filter : { ...filter, email: '[hidden]' }
  await db.transaction().execute(async (tx) => {
    await startReplay(tx, { id, actor, filter, again, total })
    await audit(tx, { actor, action: 'replay-many', subject: id, detail: { filter: shown, again, total } })
  })
  return id
}

/** Makes no more deliveries due; those that are due already stay due. @returns whether the replay was still running */
export function stopReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, replay }: { actor: string; replay: string }) {
  return db.transaction().execute(async (tx) => {
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
function nextPart({ db }: DeliveryContext, { id, filter, created_at: until }: ReplayRow, from: ReplayPosition) {
  return db.transaction().execute(async (tx) => {
    const replayed = await replayPart(tx, { filter, until, ...from }, part)
    const last = replayed.at(-1)
    if (!last) return replayed
    const to = { afterLead: last.leadId, afterDestination: last.destination }
    if (!(await advanceReplay(tx, id, from, to, replayed.length))) throw new Error('another process runs this replay')
    return replayed
  })
}

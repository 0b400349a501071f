/** Replays of all deliveries that a filter means: told first, then done in the background, part by part. */
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

/** What a filter that names no state means. What may have arrived is sent again only where that is asked for. */
const unlessNamed: readonly DeliveryState[] = ['waiting', 'held', 'rejected', 'exhausted']

interface LeftOut {
  destination: string
  state: DeliveryState
  count: number
  why: string
}

export interface ReplayPlan {
  /** With the states that are taken. */
  filter: DeliveryFilter
  total: number
  taken: readonly FilterCount[]
  leftOut: readonly LeftOut[]
}

export async function planReplay({ db }: Pick<DeliveryContext, 'db'>, filter: DeliveryFilter, again: boolean) {
  const asked = filter.state ?? [...unlessNamed, ...(again ? (['delivered'] as const) : [])]
  const state = asked.filter((one) => one !== 'sending' && (one !== 'delivered' || again))
  const meant = await countsByFilter(db, filter)
  const isTaken = (one: FilterCount) => one.possible && state.includes(one.state)
  const taken = meant.filter(isTaken)
  const leftOut = meant
    .filter((one) => !isTaken(one))
    .map((one) => ({ destination: one.destination, state: one.state, count: one.count, why: whyNot(one) }))
  const total = taken.reduce((sum, { count }) => sum + count, 0)
  return { filter: { ...filter, state }, total, taken, leftOut } satisfies ReplayPlan
}

function whyNot({ state, possible }: FilterCount): string {
  if (!possible) return 'its destination left the configuration, or its lead was erased'
  if (state === 'delivered') return 'it arrived; again: true sends it once more'
  if (state === 'uncertain') return 'it may have arrived; name the state uncertain to send it again'
  if (state === 'sending') return 'it is being sent'
  if (state === 'queued') return 'it is in line already'
  return `name the state ${state} to send it again`
}

export interface NewReplay {
  actor: string
  filter: DeliveryFilter
  again: boolean
}

/** Enters the replay; `runReplays` does it. @returns its id */
export async function enterReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, again }: NewReplay, plan: ReplayPlan) {
  const id = uuid()
  const { filter, total } = plan
  // Who is looked for is nobody's business once it is found.
  const told = filter.email === undefined ? filter : { ...filter, email: '[hidden]' }
  await db.transaction().execute(async (tx) => {
    await startReplay(tx, { id, actor, filter, again, total })
    await audit(tx, { actor, action: 'replay-many', subject: id, detail: { filter: told, again, total } })
  })
  return id
}

/** What is in line stays there; nothing more comes. @returns whether there was anything left to stop. */
export function stopReplay({ db }: Pick<DeliveryContext, 'db'>, { actor, replay }: { actor: string; replay: string }) {
  return db.transaction().execute(async (tx) => {
    const stopped = await endReplay(tx, replay)
    if (!stopped) return false
    const { total, done } = stopped
    await audit(tx, { actor, action: 'stop', subject: replay, detail: { total, done } })
    return true
  })
}

/** Runs what nobody runs: new replays, and those whose process died half-way. */
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

/** @throws when the replay is not ours any more; then nothing of the part was done. */
function nextPart({ db }: DeliveryContext, { id, filter, created_at: until }: ReplayRow, from: ReplayPosition) {
  return db.transaction().execute(async (tx) => {
    const some = await replayPart(tx, { filter, until, ...from }, part)
    const last = some.at(-1)
    if (!last) return some
    const to = { afterLead: last.leadId, afterDestination: last.destination }
    if (!(await advanceReplay(tx, id, from, to, some.length))) throw new Error('another process runs this replay')
    return some
  })
}

import { z } from 'zod'
import { replayStamp } from '../../ledger/reads/stamps.ts'
import type { ReplayRow } from '../../ledger/replays.ts'
import { type DeliveryState, deliveryStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { bulkShape, shownFilter } from './bulk.ts'
import { etag, iso, named, time } from './named.ts'

const replayPlanShape = named('ReplayPlan', z.object({ dryRun: z.literal(true), ...bulkShape }))

export const replayShape = named(
  'Replay',
  z.object({
    id: z.uuid(),
    etag,
    state: z.enum(['running', 'done', 'stopped']),
    actor: z.string(),
    filter: z.record(z.string(), z.unknown()),
    again: z.boolean(),
    total: z.int(),
    done: z.int().meta({ description: 'Put in line so far; what moved on meanwhile is left alone.' }),
    createdAt: time,
    finishedAt: time.nullable(),
    undone: z.int().meta({ description: 'How many undos took back.' }),
    undo: z
      .object({ state: z.enum(['running', 'done']), actor: z.string(), askedAt: time, endedAt: time.nullable() })
      .nullable()
      .meta({ description: 'The last undo; null if no person asked for one.' }),
  }),
)

const counts = z.object({
  delivered: z.int(),
  inLine: z.int().meta({ description: 'Queued, being sent, waiting or held.' }),
  failed: z.int().meta({ description: 'Rejected, uncertain or exhausted.' }),
  cancelled: z.int(),
  replayedAgain: z.int().meta({ description: 'Replayed once more since, so another replay counts them.' }),
})

export const replayDetailShape = named(
  'ReplayDetail',
  z.object({
    ...replayShape.shape,
    outcome: counts.meta({ description: 'Where the deliveries that it put in line are now.' }),
  }),
)

const undoPlanShape = named(
  'UndoPlan',
  z.object({
    dryRun: z.literal(true),
    total: z.int().meta({ description: 'They get back the state that they had before the replay.' }),
    attempted: z.int().meta({ description: 'Left: an attempt has begun since.' }),
    left: z.int().meta({ description: 'Left: cancelled, settled, released or replayed again since.' }),
  }),
)

export const undoAnswerShape = named('UndoAnswer', z.union([undoPlanShape, replayDetailShape]))

export const undoneShape = named(
  'Undone',
  z.object({
    delivery: z.uuid(),
    was: z.enum(deliveryStates),
    state: z.enum(deliveryStates).meta({ description: 'As before the replay.' }),
  }),
)

export const replayListShape = named('ReplayList', z.object({ items: z.array(replayShape) }))

export const replayAnswerShape = named('ReplayAnswer', z.union([replayPlanShape, replayShape]))

export const replayedShape = named(
  'Replayed',
  z.object({
    delivery: z.uuid(),
    destination: z.string(),
    was: z.enum(deliveryStates),
    state: z.enum(deliveryStates),
    notes: z.array(z.string()).meta({ description: 'What to know: it may double, its destination is held…' }),
  }),
)

export const cancelledShape = named(
  'Cancelled',
  z.object({ delivery: z.uuid(), was: z.enum(deliveryStates), state: z.literal('cancelled') }),
)

export function asReplay(row: ReplayRow, sight: Sight): z.input<typeof replayShape> {
  const { id, actor, again, total, done, undone } = row
  const state = row.stopped ? 'stopped' : row.finished_at ? 'done' : 'running'
  return {
    ...{ id, etag: replayStamp(row), state, actor, again, total, done, undone },
    filter: shownFilter(row.filter, sight),
    createdAt: row.created_at.toISOString(),
    finishedAt: iso(row.finished_at),
    undo: asUndo(row),
  }
}

function asUndo({ undo_actor: actor, undo_asked_at: asked, undo_ended_at: ended }: ReplayRow) {
  const state = ended ? ('done' as const) : ('running' as const)
  return asked && { state, actor, askedAt: asked.toISOString(), endedAt: iso(ended) }
}

export function asReplayDetail(
  row: ReplayRow,
  states: readonly { state: DeliveryState; count: number }[],
  sight: Sight,
): z.input<typeof replayDetailShape> {
  const sum = (...wanted: DeliveryState[]) =>
    states.filter(({ state }) => wanted.includes(state)).reduce((all, { count }) => all + count, 0)
  const all = sum(...deliveryStates)
  const outcome = {
    delivered: sum('delivered'),
    inLine: sum('queued', 'sending', 'waiting', 'held'),
    failed: sum('rejected', 'uncertain', 'exhausted'),
    cancelled: sum('cancelled'),
    replayedAgain: Math.max(0, row.done - row.undone - all),
  }
  return { ...asReplay(row, sight), outcome }
}

import { z } from 'zod'
import type { ReplayRow } from '../../ledger/replays.ts'
import { deliveryStates, destinationStates } from '../../ledger/states.ts'
import { capped, iso, named, time } from './named.ts'

const meant = { destination: z.string(), state: z.enum(deliveryStates), count: z.int() }

export const replayPlanShape = named(
  'ReplayPlan',
  z.object({
    dryRun: z.literal(true),
    total: z.int(),
    taken: z.array(z.object({ ...meant, destinationState: z.enum(destinationStates) })),
    leftOut: z
      .array(z.object({ ...meant, capped, why: z.string() }))
      .meta({ description: 'Matched, but not sent again.' }),
  }),
)

export const replayShape = named(
  'Replay',
  z.object({
    id: z.uuid(),
    state: z.enum(['running', 'done', 'stopped']),
    actor: z.string(),
    filter: z.record(z.string(), z.unknown()),
    again: z.boolean(),
    total: z.int(),
    done: z.int().meta({ description: 'Put in line so far; what moved on meanwhile is left alone.' }),
    createdAt: time,
    finishedAt: time.nullable(),
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

export function asReplay(row: ReplayRow): z.input<typeof replayShape> {
  const { id, actor, again, total, done } = row
  const state = row.stopped ? 'stopped' : row.finished_at ? 'done' : 'running'
  const { email, ...filter } = row.filter
  return {
    ...{ id, state, actor, again, total, done },
    filter: email === undefined ? filter : { ...filter, email: '[hidden]' },
    createdAt: row.created_at.toISOString(),
    finishedAt: iso(row.finished_at),
  }
}

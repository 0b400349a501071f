import { z } from 'zod'
import { failureClasses } from '../../failure.ts'
import type { LookupRow } from '../../ledger/lookups.ts'
import { deliveryStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { bulkShape, shownFilter } from './bulk.ts'
import { outcomes } from './delivery.ts'
import { iso, named, orNull, time } from './named.ts'

export const lookedUpShape = named(
  'LookedUp',
  z.object({
    delivery: z.uuid(),
    result: z.enum(['found', 'absent', 'cannot']).meta({
      description: '`absent`: the far end surely does not have it. `cannot`: nothing is known, and `reason` tells why.',
    }),
    was: z.enum(deliveryStates),
    state: z.enum(deliveryStates).meta({ description: '`delivered` if it was found.' }),
    receipt: z
      .object({ outcome: z.enum(outcomes), reference: z.string().nullable(), link: z.string().nullable() })
      .nullable(),
    reason: z
      .object({
        class: z.enum(failureClasses).nullable(),
        code: z.string().nullable(),
        problem: z.string().nullable(),
        message: z.string(),
      })
      .nullable(),
  }),
)

export const settledShape = named(
  'Settled',
  z.object({ delivery: z.uuid(), was: z.enum(deliveryStates), state: z.enum(deliveryStates) }),
)

const lookupPlanShape = named('LookupPlan', z.object({ dryRun: z.literal(true), ...bulkShape }))

export const lookupShape = named(
  'Lookup',
  z.object({
    id: z.uuid(),
    state: z.enum(['running', 'done', 'stopped']).meta({
      description: '`stopped` by an operator, or by the hub because the far end does not answer.',
    }),
    actor: z.string(),
    filter: z.record(z.string(), z.unknown()),
    total: z.int(),
    found: z.int().meta({ description: 'Delivered now.' }),
    absent: z.int().meta({ description: 'Exhausted now: not at the far end.' }),
    cannot: z.int().meta({ description: 'As uncertain as before.' }),
    lastFailure: z
      .object({ code: z.string().nullable(), problem: z.string().nullable(), message: z.string() })
      .nullable()
      .meta({ description: 'Of the last delivery that could not be looked up.' }),
    createdAt: time,
    finishedAt: time.nullable(),
  }),
)

export const lookupAnswerShape = named('LookupAnswer', z.union([lookupPlanShape, lookupShape]))

export const lookupListShape = named('LookupList', z.object({ items: z.array(lookupShape) }))

export function asLookup(row: LookupRow, sight: Sight): z.input<typeof lookupShape> {
  const { id, actor, total, found, absent, cannot, code, problem, message } = row
  const state = row.stopped ? 'stopped' : row.finished_at ? 'done' : 'running'
  return {
    ...{ id, state, actor, total, found, absent, cannot },
    filter: shownFilter(row.filter, sight),
    lastFailure: message === '' ? null : { code: orNull(code), problem: orNull(problem), message: sight.text(message) },
    createdAt: row.created_at.toISOString(),
    finishedAt: iso(row.finished_at),
  }
}

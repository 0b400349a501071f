import { z } from 'zod'
import type { RecordRow } from '../../ledger/erasure/records.ts'
import type { ErasureRow } from '../../ledger/erasure/runs.ts'
import { deliveryStates, erasureStates, leadStates } from '../../ledger/states.ts'
import type { ErasurePlan } from '../../operations/erase.ts'
import type { Sight } from '../privacy.ts'
import { outcomes } from './delivery.ts'
import { iso, named, orNull, time } from './named.ts'
import { problemShape } from './problem.ts'

export const erasurePlanShape = named(
  'ErasurePlan',
  z.object({
    dryRun: z.literal(true),
    byAddress: z
      .boolean()
      .meta({ description: 'Whether the leads were found by the address; else there is the one lead alone.' }),
    leads: z.array(
      z.object({ id: z.uuid(), source: z.string(), offer: z.string(), state: z.enum(leadStates), receivedAt: time }),
    ),
    records: z
      .array(
        z.object({
          delivery: z.uuid(),
          lead: z.uuid(),
          destination: z.string(),
          state: z.enum(deliveryStates),
          outcome: z.enum(outcomes).nullable().meta({ description: 'Of the receipt; null: it may be there.' }),
          reference: z.string().nullable(),
          link: z.string().nullable(),
          settledAt: time.nullable(),
          asked: z.boolean().meta({ description: 'true: the far end is asked to delete it; false: a person has to.' }),
        }),
      )
      .meta({ description: 'What destinations have, or may have.' }),
  }),
)

const counts = z.record(z.enum(erasureStates), z.int())

export const erasureShape = named(
  'Erasure',
  z.object({
    id: z.uuid(),
    state: z.enum(['running', 'done']),
    actor: z.string(),
    farEnds: z.boolean().meta({ description: 'Whether the far ends are asked to delete, too.' }),
    leads: z.int(),
    erased: z.int().meta({ description: 'Leads erased so far.' }),
    records: counts.meta({ description: 'What became of the records at the far ends.' }),
    createdAt: time,
    finishedAt: time.nullable(),
  }),
)

export const erasureListShape = named('ErasureList', z.object({ items: z.array(erasureShape) }))

export const erasureDetailShape = named(
  'ErasureDetail',
  z.object({
    ...erasureShape.shape,
    leadIds: z.array(z.uuid()),
    items: z
      .array(
        z.object({
          delivery: z.uuid(),
          lead: z.uuid(),
          destination: z.string(),
          reference: z.string().nullable(),
          state: z.enum(erasureStates),
          code: z.string().nullable(),
          message: z.string(),
          problem: problemShape.nullable(),
          tries: z.int(),
          nextTryAt: time.nullable(),
        }),
      )
      .meta({ description: 'Record by record.' }),
  }),
)

export const erasureAnswerShape = named('ErasureAnswer', z.union([erasurePlanShape, erasureShape]))

export const erasureRepeatShape = named(
  'ErasureRepeat',
  z.object({ erasure: z.uuid(), records: z.int().meta({ description: 'How many are asked for again.' }) }),
)

export function asErasurePlan({ byAddress, leads, records }: ErasurePlan): z.input<typeof erasurePlanShape> {
  return {
    dryRun: true,
    byAddress,
    leads: leads.map((one) => ({ ...one, receivedAt: one.receivedAt.toISOString() })),
    records: records.map(({ outcome, reference, link, settledAt, ...one }) => ({
      ...one,
      outcome: orNull(outcome),
      reference: orNull(reference),
      link: orNull(link),
      settledAt: iso(settledAt),
    })),
  }
}

const none = { pending: 0, erased: 0, absent: 0, 'by-hand': 0, failed: 0 }

export function asErasure(row: ErasureRow): z.input<typeof erasureShape> {
  const { id, actor, far_ends: farEnds, leads, erased, records } = row
  return {
    ...{ id, actor, farEnds, leads, erased },
    state: row.finished_at ? 'done' : 'running',
    records: { ...none, ...records },
    createdAt: row.created_at.toISOString(),
    finishedAt: iso(row.finished_at),
  }
}

type Item = z.input<typeof erasureDetailShape>['items'][number]

export function asItem(row: RecordRow, problem: Item['problem'], sight: Sight): Item {
  const { delivery, lead, destination, state, tries } = row
  const nextTryAt = state === 'pending' ? row.next_at.toISOString() : null
  const { reference, code, message } = row
  return {
    ...{ delivery, lead, destination, state, problem, tries, nextTryAt },
    message: sight.text(message),
    reference: orNull(sight.text(reference)),
    code: orNull(code),
  }
}

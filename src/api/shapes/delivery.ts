import { z } from 'zod'
import { type FailureClass, failureClasses } from '../../failure.ts'
import type { AttemptRow, DeliveryRow, ListedDelivery } from '../../ledger/reads/deliveries.ts'
import { deliveryStamp } from '../../ledger/reads/stamps.ts'
import { deliveryStates, destinationStates } from '../../ledger/states.ts'
import type { Sight } from '../privacy.ts'
import { lineageShape, settlementShape } from './lineage.ts'
import { etag, iso, named, orNull, page, time } from './named.ts'
import { noteShape } from './note.ts'
import { problemShape } from './problem.ts'

export const outcomes = ['created', 'updated', 'already-there', 'accepted'] as const

const receipt = named(
  'Receipt',
  z.object({
    outcome: z.enum(outcomes),
    reference: z.string().nullable().meta({ description: "The far end's own id of the record." }),
    link: z.string().nullable(),
    settledBy: z.string().nullable().meta({
      description: 'The operator by whose word it arrived, or who had it looked up; null = an attempt brought it.',
    }),
  }),
)

const failure = named(
  'Failure',
  z.object({
    class: z.enum(failureClasses),
    code: z.string().nullable().meta({ description: "The far end's own code, verbatim." }),
    status: z.int().nullable(),
    problem: z.string().nullable().meta({ description: 'Id of the catalogue entry.' }),
    message: z.string(),
  }),
)

export const deliveryShape = named(
  'Delivery',
  z.object({
    id: z.uuid(),
    etag,
    leadId: z.uuid(),
    destination: z.string(),
    route: z.string(),
    offer: z.string(),
    receivedAt: time,
    name: z.string().nullable().meta({ description: 'Of the person; first letters for a viewer.' }),
    company: z.string().nullable().meta({ description: 'First letters for a viewer.' }),
    erased: z.boolean().meta({ description: 'Its lead was erased: it can be neither sent again nor looked up.' }),
    state: z.enum(deliveryStates),
    receipt: receipt.nullable(),
    failure: failure.nullable().meta({ description: 'What the last attempt met; null after success.' }),
    attemptCount: z.int(),
    replays: z.int().meta({ description: 'How often an operator sent it again.' }),
    doubled: z.boolean().meta({
      description:
        'A second worker sent it, too, because the first was taken for dead: the far end may have it twice. A replay does not count.',
    }),
    mayBeThere: z.boolean().meta({ description: 'An attempt may have been applied at the far end.' }),
    createdAt: time,
    queuedAt: time,
    firstAttemptAt: time.nullable(),
    nextAttemptAt: time.nullable(),
    settledAt: time.nullable(),
    configVersion: z.string(),
  }),
)

export const attemptShape = named(
  'Attempt',
  z.object({
    number: z.int(),
    startedAt: time,
    tookMs: z.int(),
    outcome: z.enum(outcomes).nullable(),
    reference: z.string().nullable().meta({ description: "Of its receipt: the far end's own id of the record." }),
    link: z.string().nullable(),
    class: z.enum(failureClasses).nullable(),
    code: z.string().nullable(),
    status: z.int().nullable(),
    message: z.string(),
    excerpt: z.string().meta({ description: "The far end's reply, redacted and cut." }),
    notes: z.array(noteShape),
    configVersion: z.string(),
  }),
)

export const followsShape = named(
  'Follows',
  z.object({
    what: z.enum(['attempt', 'probe', 'person']).meta({
      description: 'The next attempt, a probe of the destination, or nothing until a person acts.',
    }),
    at: time.nullable().meta({ description: 'null: at once, or when a person acts.' }),
  }),
)

export const deliveryDetailShape = named(
  'DeliveryDetail',
  z.object({
    ...deliveryShape.shape,
    attempts: z.array(attemptShape),
    lineage: z.array(lineageShape).meta({ description: 'The replays that put it in line, newest first.' }),
    settlement: settlementShape.nullable().meta({ description: 'Null if the last attempt settled it.' }),
    problem: problemShape.nullable(),
    destinationState: z.enum(destinationStates),
    next: followsShape.nullable().meta({ description: 'What follows by itself; null if it is settled for good.' }),
  }),
)

export const deliveryPageShape = page('DeliveryPage', deliveryShape)

export const backlogShape = named(
  'Backlog',
  z.object({
    total: z.int(),
    items: z.array(
      z.object({
        destination: z.string(),
        state: z.enum(deliveryStates),
        class: z.enum(failureClasses).nullable(),
        problem: z.string().nullable(),
        code: z.string().nullable(),
        count: z.int(),
        oldest: time,
        newest: time,
        hold: z.boolean().meta({
          description:
            'All held deliveries of the destination, tried or not: they have one cause, that of its hold. Without `class`, `problem` and `code` in the filter.',
        }),
        entry: problemShape.nullable().meta({ description: 'What the catalogue says of the problem.' }),
        message: z
          .string()
          .nullable()
          .meta({ description: 'Of the newest one, where no catalogue explains it; covered for a viewer.' }),
        destinationState: z.enum(destinationStates),
        next: followsShape,
      }),
    ),
  }),
)

type Delivery = z.input<typeof deliveryShape>

/** What a delivery shows of its lead. */
type OfLead = Pick<ListedDelivery, 'offer' | 'received_at' | 'erased' | 'name' | 'company'>

export function asDelivery(row: DeliveryRow & OfLead, sight: Sight): Delivery {
  return {
    id: row.id,
    etag: deliveryStamp(row),
    leadId: row.lead_id,
    destination: row.destination,
    route: row.route,
    offer: row.offer,
    receivedAt: row.received_at.toISOString(),
    name: orNull(sight.name(row.name ?? '')),
    company: orNull(sight.company(row.company ?? '')),
    erased: row.erased,
    state: row.state,
    receipt: row.outcome === '' ? null : asReceipt(row.outcome, row, sight),
    failure: row.class === '' ? null : asFailure(row.class, row, sight),
    attemptCount: row.attempts,
    replays: row.replays,
    doubled: row.doubled,
    mayBeThere: row.may_be_there,
    createdAt: row.created_at.toISOString(),
    queuedAt: row.queued_at.toISOString(),
    firstAttemptAt: iso(row.first_attempt_at),
    nextAttemptAt: iso(row.next_attempt_at),
    settledAt: iso(row.settled_at),
    configVersion: row.config_version,
  }
}

function asReceipt(outcome: (typeof outcomes)[number], row: DeliveryRow, sight: Sight): z.input<typeof receipt> {
  const { reference, link, settled_by: settledBy } = row
  return { outcome, reference: orNull(sight.text(reference)), link: sight.link(link), settledBy: orNull(settledBy) }
}

function asFailure(failed: FailureClass, row: DeliveryRow, sight: Sight): z.input<typeof failure> {
  const { code, status, problem, message } = row
  return { class: failed, code: orNull(code), status, problem: orNull(problem), message: sight.text(message) }
}

export function asAttempt(row: AttemptRow, sight: Sight): z.input<typeof attemptShape> {
  return {
    number: row.number,
    startedAt: row.started_at.toISOString(),
    tookMs: row.took_ms,
    outcome: orNull(row.outcome),
    reference: orNull(sight.text(row.reference)),
    link: sight.link(row.link),
    class: orNull(row.class),
    code: orNull(row.code),
    status: row.status,
    message: sight.text(row.message),
    excerpt: sight.text(row.excerpt),
    notes: row.notes.map(sight.note),
    configVersion: row.config_version,
  }
}

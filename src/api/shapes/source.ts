import { z } from 'zod'
import type { PollRow } from '../../ledger/polls.ts'
import type { LastLead } from '../../ledger/reads/offers.ts'
import type { RefusedBy } from '../../ledger/refused-posts.ts'
import { isSilent, type Standing } from '../../notify/silence/snapshot.ts'
import type { Sight } from '../privacy.ts'
import { asTrouble, trouble } from './destination.ts'
import { iso, named, time } from './named.ts'
import type { problemShape } from './problem.ts'

const reading = named(
  'Reading',
  z.object({
    failing: z.boolean(),
    failures: z.int().meta({ description: 'In a row.' }),
    failedAt: time.nullable().meta({ description: 'The last failure, fixed or not.' }),
    trouble: trouble.nullable().meta({ description: 'What is wrong while it fails.' }),
    succeededAt: time.nullable().meta({ description: 'When the table was last read to its end.' }),
    watermark: time
      .nullable()
      .meta({ description: 'Rows written before this have been read; by the service’s clock.' }),
    scanning: z.boolean().meta({ description: 'A reading of several pages is under way.' }),
    dueAt: time.meta({ description: 'When it is read next.' }),
  }),
)

const silenceShape = named(
  'Silence',
  z.object({
    since: time.nullable().meta({ description: 'The last lead that could be read and was no test.' }),
    usually: z.number().meta({ description: 'Leads that such a time usually brings.' }),
  }),
)

const refusedShape = named(
  'RefusedPosts',
  z.object({
    status: z.int().meta({ description: 'What the sender was answered: 401 = wrong key or signature.' }),
    posts: z.int(),
    firstAt: time,
    lastAt: time,
  }),
)

const sourceShape = named(
  'Source',
  z.object({
    id: z.string(),
    type: z.string(),
    ingestUrl: z.string().nullable().meta({
      description:
        'Where senders post, the key left out; a path of this hub without `listen.publicUrl`. Null: no lead is posted.',
    }),
    lastLead: z.object({ id: z.uuid(), receivedAt: time }).nullable(),
    reading: reading
      .nullable()
      .meta({ description: 'Of a table that is polled; null where leads are sent to the hub.' }),
    testable: z.boolean().meta({ description: 'Whether the hub can make a test lead in the shape that it reads.' }),
    day: z.int().meta({
      description: 'Leads of the last 24 hours, the present one included, that could be read and were no tests.',
    }),
    usualDay: z.number().meta({ description: 'The same of a usual day, by the last four weeks.' }),
    silence: silenceShape.nullable().meta({ description: 'Where leads usually come at this time, and none came.' }),
    unreadable: z.int().meta({
      description: 'Bodies without a lead, test leads included; among the oldest 10,001 of all sources.',
    }),
    refused: z.array(refusedShape).meta({
      description: 'Posts that were refused before a lead was stored, within the last 7 days, the latest first.',
    }),
    retentionDays: z.number().nullable().meta({
      description:
        'Leads older than this are erased when all their deliveries have ended. Null: they are kept for ever.',
    }),
  }),
)

export const sourceDetailShape = named(
  'SourceDetail',
  sourceShape.extend({
    settings: z.record(z.string(), z.unknown()).meta({
      description: 'As the file has them. Secrets are references for operators, and hidden for viewers.',
    }),
  }),
)

export const sourceListShape = named('SourceList', z.object({ items: z.array(sourceShape) }))

export function asLastLead(last: LastLead | undefined): z.input<typeof sourceShape>['lastLead'] {
  return last ? { id: last.id, receivedAt: last.received_at.toISOString() } : null
}

export function asRefused({ status, posts, firstAt, lastAt }: RefusedBy): z.input<typeof refusedShape> {
  return { status, posts, firstAt: firstAt.toISOString(), lastAt: lastAt.toISOString() }
}

export function asReading(
  row: PollRow,
  problem: z.input<typeof problemShape> | null,
  sight: Sight,
): z.input<typeof reading> {
  return {
    failing: row.failures > 0,
    failures: row.failures,
    failedAt: iso(row.failed_at),
    trouble: row.failures > 0 ? asTrouble(row, problem, sight) : null,
    succeededAt: iso(row.succeeded_at),
    watermark: iso(row.watermark),
    scanning: row.scan_after !== '',
    dueAt: row.due_at.toISOString(),
  }
}

export function asSilence(one: Standing | undefined): z.input<typeof silenceShape> | null {
  return one && isSilent(one) ? { since: iso(one.since ?? null), usually: Math.round(one.expected) } : null
}

import { z } from 'zod'
import { iso, named, time } from './named.ts'

const estimate =
  'An estimate from a histogram: from 10 ms to 30 s it is wrong by a factor of 1.7 at most, to 60 s by 2. Longer counts as 60 s.'

const durations = {
  p50: z
    .int()
    .nullable()
    .meta({ description: `Milliseconds within which half of the attempts ended; null without attempts. ${estimate}` }),
  p95: z
    .int()
    .nullable()
    .meta({ description: `The same for 95 of 100 attempts. ${estimate}` }),
}

const attempts = {
  attempts: z.int(),
  delivered: z.int().meta({ description: 'Attempts that brought a receipt, also where a delivery had one before.' }),
  failed: z.int(),
  results: z
    .record(z.string(), z.int())
    .meta({ description: 'By the outcome of the receipt, or the class of the failure.' }),
  ...durations,
}

const bucket = { at: time.meta({ description: 'Begin of the hour or of the day, in UTC.' }) }

const counted = {
  by: z.enum(['hour', 'day']),
  from: time,
  to: time,
  countedSince: time.nullable().meta({ description: 'Earlier hours are still being counted; null = all are.' }),
}

const leadTallies = named(
  'LeadTallies',
  z.object({
    of: z.literal('leads'),
    ...counted,
    items: z.array(z.object({ ...bucket, received: z.int(), unrouted: z.int(), unreadable: z.int() })),
  }),
)

const attemptTallies = named(
  'AttemptTallies',
  z.object({ of: z.literal('attempts'), ...counted, items: z.array(z.object({ ...bucket, ...attempts })) }),
)

export const talliesShape = named('Tallies', z.discriminatedUnion('of', [leadTallies, attemptTallies]))

export const attemptSums = named('AttemptSums', z.object(attempts))

export const destinationFiguresShape = named(
  'DestinationFigures',
  z.object({
    day: attemptSums.meta({ description: 'Of the last 24 hours, the present one included.' }),
    week: attemptSums.meta({ description: 'Of the last 168 hours.' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'Deliveries by state, without `delivered`.' }),
    days: z.array(z.object({ ...bucket, ...attempts })).meta({ description: 'The last 30 days, oldest first.' }),
    countedSince: counted.countedSince,
  }),
)

export const destinationHistoryShape = named(
  'DestinationHistory',
  z.object({
    items: z.array(
      z.object({
        id: z.string(),
        at: time,
        state: z.string(),
        problem: z.string().nullable(),
        code: z.string().nullable(),
        actor: z.string().nullable().meta({ description: 'null: the hub did it.' }),
        reason: z.string().nullable().meta({ description: "In the operator's words; covered for a viewer." }),
      }),
    ),
    next: z.string().nullable(),
  }),
)

/** Null if everything is counted. */
export function asCountedSince({ since, whole }: { since: Date; whole: boolean }): string | null {
  return whole ? null : iso(since)
}

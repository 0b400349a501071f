import { z } from 'zod'
import { followsShape } from './delivery.ts'
import { capped, named, time } from './named.ts'
import { problemShape } from './problem.ts'

const about = {
  link: z.string().meta({ description: 'The operation of this API that shows it, with its filter.' }),
  filter: z
    .record(z.string(), z.union([z.string(), z.array(z.string())]))
    .meta({ description: 'The filter of that list.' }),
  destination: z.string().optional(),
  count: z.int().optional().meta({ description: 'Leads, deliveries or mistakes.' }),
  capped,
  since: time.nullable().optional(),
}

const toDo = named(
  'ToDo',
  z.object({
    kind: z.enum([
      'no-worker',
      'configuration',
      'held',
      'paused',
      'uncertain',
      'rejected',
      'unrouted',
      'unreadable',
      'silence',
      'source',
      'expiry',
      'exhausted',
    ]),
    ...about,
    source: z.string().optional(),
    setting: z.string().optional().meta({ description: 'The secret that ends.' }),
    at: time.optional().meta({ description: 'When the secret ends.' }),
    usually: z.number().optional().meta({ description: 'Leads that the silence usually brings.' }),
    heldBy: z.string().optional().meta({ description: 'The operator who holds it.' }),
    code: z.string().optional(),
    problem: problemShape.optional(),
    next: followsShape.optional(),
  }),
)

export const overviewShape = named(
  'Overview',
  z.object({
    since: time.meta({ description: 'Begin of the 24 hours, the present one included.' }),
    arrives: z.boolean().meta({ description: 'Nothing stands still that needs a person.' }),
    leads: z
      .object({ received: z.int(), arrived: z.int(), waiting: z.int(), undecided: z.int(), nowhere: z.int() })
      .meta({
        description:
          'Leads of the 24 hours: arrived everywhere, waiting or under way, needing a decision, and those that went nowhere.',
      }),
    first: z.array(toDo).meta({ description: 'What needs a person, the most pressing first.' }),
    recovers: z
      .array(z.object({ kind: z.enum(['resting', 'waiting']), ...about, next: followsShape }))
      .meta({ description: 'What passes by itself.' }),
    delivered: z.int().meta({ description: 'Receipts of the 24 hours.' }),
    configVersion: z.string(),
  }),
)

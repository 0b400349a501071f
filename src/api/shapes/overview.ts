import { z } from 'zod'
import { severities } from './alert.ts'
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
  tests: z
    .int()
    .optional()
    .meta({ description: 'Test leads among `count`. Not told where none is, or among more than 200.' }),
  capped,
  since: time.nullable().optional().meta({
    description:
      'Of a destination: when it came to this state. Of leads: when the oldest came in. Of deliveries: when the oldest was made. Of a source: its last lead, or when reading it failed last. Of a channel: when it began to fail.',
  }),
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
      'awaiting-approval',
      'channel',
      'front-door',
      'silence',
      'source',
      'expiry',
      'exhausted',
    ]),
    ...about,
    source: z.string().optional(),
    channel: z.string().optional().meta({ description: 'The channel that is held: its messages wait.' }),
    offer: z.string().optional().meta({ description: 'The offer of the source that is silent.' }),
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
    began: z.boolean().meta({ description: 'A lead that is no test has come in, ever.' }),
    arrives: z.boolean().meta({ description: 'Nothing stands still that needs a person.' }),
    leads: z
      .object({
        received: z.int().meta({ description: 'The sum of the others.' }),
        arrived: z.int().meta({ description: 'With a receipt of every destination.' }),
        waiting: z.int().meta({ description: 'On the way to at least one destination, or not routed yet.' }),
        undecided: z.int().meta({ description: 'A person must decide about a delivery or the approval.' }),
        cancelled: z.int().meta({ description: 'Given up for at least one destination.' }),
        erased: z.int().meta({ description: 'Erased before they had arrived everywhere.' }),
        nowhere: z.int().meta({ description: 'Without a route, unreadable or suppressed.' }),
      })
      .meta({ description: 'Leads of the 24 hours without test leads. Each counts once.' }),
    tests: z.int().meta({ description: 'Test leads that came in within the 24 hours.' }),
    first: z.array(toDo).meta({ description: 'What needs a person, the most pressing first.' }),
    recovers: z
      .array(z.object({ kind: z.enum(['resting', 'waiting']), ...about, next: followsShape }))
      .meta({ description: 'What passes by itself.' }),
    alerts: z
      .array(
        z.object({
          id: z.uuid(),
          kind: z.string(),
          severity: z.enum(severities),
          subject: z.string(),
          headline: z.string(),
          detail: z.record(z.string(), z.unknown()),
          since: time,
        }),
      )
      .meta({ description: 'Open alerts of kinds that neither `first` nor `recovers` has.' }),
    delivered: z.int().meta({
      description:
        'Deliveries that arrived within the 24 hours: by a first receipt, a look-up or a settlement. Sending again counts no second time.',
    }),
    configVersion: z.string(),
  }),
)

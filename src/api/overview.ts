import { z } from 'zod'
import { pageOfAudit } from '../ledger/audit.ts'
import { endpoint } from './endpoint.ts'
import { moment } from './filters.ts'
import { actPageShape, asAct } from './shapes/act.ts'
import { named } from './shapes/named.ts'

export const overviewEndpoints = [
  endpoint({
    method: 'get',
    path: '/config',
    summary: 'The configuration in force, and what is wrong with the file when it was not taken',
    role: 'viewer',
    answer: named(
      'Config',
      z.object({ version: z.string(), complaints: z.array(z.string()), apiTokens: z.array(z.string()) }),
    ),
    handle: (_, { config, complaints }) => ({
      version: config().version,
      complaints: [...complaints()],
      apiTokens: config().tokens.map(({ name }) => name),
    }),
  }),
  endpoint({
    method: 'get',
    path: '/audit',
    summary: 'Who did what, newest first',
    role: 'viewer',
    query: z.strictObject({
      subject: z.string().min(1).optional().meta({ description: 'Id of a destination, delivery or replay.' }),
      actor: z.string().min(1).optional().meta({ description: "A token's name, `local`, or `retention`." }),
      action: z.string().min(1).optional().meta({ description: 'What was done: `hold`, `replay`…' }),
      from: moment.optional().meta({ description: 'Acts at this time or later.' }),
      to: moment.optional().meta({ description: 'Acts before this time.' }),
      limit: z.int().min(1).max(500).default(50),
      after: z
        .string()
        .regex(/^\d{1,18}$/, 'must be `next` of the page before')
        .optional(),
    }),
    answer: actPageShape,
    async handle({ query: { limit, after, ...filter }, role }, { delivery: { db } }) {
      const { items, next } = await pageOfAudit(db, filter, { limit, after })
      return { items: items.map((act) => asAct(act, role)), next: next ?? null }
    },
  }),
]

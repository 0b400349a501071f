import { z } from 'zod'
import { asOf, leftOutShape } from './bulk.ts'
import { named } from './named.ts'

export const approvalShape = named(
  'Approval',
  z.object({
    lead: z.uuid(),
    approved: z.literal(true),
    before: z.boolean().meta({ description: 'It was approved already; nothing was done.' }),
  }),
)

export const approvalsShape = named(
  'Approvals',
  z.object({
    dryRun: z.boolean(),
    asOf,
    total: z.int().meta({ description: 'Leads; `expected` of the act.' }),
    taken: z.array(z.object({ destination: z.string(), count: z.int() })).meta({
      description: 'By destination; a lead may wait for several.',
    }),
    leftOut: z.array(z.object({ count: z.int(), ...leftOutShape })),
    approved: z.int().meta({ description: 'What moved on meanwhile was left alone.' }),
  }),
)

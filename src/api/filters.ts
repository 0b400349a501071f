/** The filters of lists, counts and replays, with the same words everywhere. */
import { z } from 'zod'
import { failureClasses } from '../failure.ts'
import { none } from '../ledger/reads/filter.ts'
import { deliveryStates, leadStates } from '../ledger/states.ts'

export const word = z.string().trim().min(1).max(500)
const words = z.array(word).min(1).max(100).optional()
export const moment = z.iso.datetime({
  offset: true,
  error: 'must be ISO 8601 with a zone, such as 2026-06-01T00:00:00Z',
})

const person = {
  from: moment.optional().meta({ description: 'Leads that came in at this time or later.' }),
  to: moment.optional().meta({ description: 'Leads that came in before this time.' }),
  offer: word.optional().meta({ description: '`publisher.offer`, or the title where no id is known.' }),
  email: word.optional().meta({ description: 'The whole address, in any case.' }),
}

/** Ids of rows that a person chose. The body of a request has room for so many. */
const chosen = z.array(z.uuid()).min(1).max(1_000).optional()

export const deliveryFilter = {
  ids: chosen.meta({ description: 'Exactly these deliveries, at most 1,000.' }),
  state: z.array(z.enum(deliveryStates)).min(1).optional(),
  destination: words,
  class: z
    .array(z.enum([...failureClasses, none]))
    .min(1)
    .optional()
    .meta({ description: 'Of the last failure. `none`: not tried yet, or delivered.' }),
  problem: words.meta({ description: 'Ids of the catalogue. `none`: of no known problem.' }),
  code: word.optional().meta({ description: "The far end's own code, verbatim. `none`: without a code." }),
  reference: word.optional().meta({ description: "Of the receipt: the far end's own id of the record." }),
  doubled: z.boolean().optional().meta({
    description:
      'Whether a second worker sent the lead, too, because the first was taken for dead: the far end may have it twice. A replay does not count.',
  }),
  lead: z.uuid().optional(),
  replay: z.uuid().optional().meta({ description: 'The replay of many that put it in line last.' }),
  ...person,
}

export const leadFilter = {
  ids: chosen.meta({ description: 'Exactly these leads, at most 1,000.' }),
  state: z.array(z.enum(leadStates)).min(1).optional(),
  source: word.optional(),
  awaitingApproval: z
    .boolean()
    .optional()
    .meta({ description: 'Whether an approval would let them go somewhere, also where some routes delivered them.' }),
  ...person,
}

export const paging = {
  limit: z.int().min(1).max(500).default(50),
  after: z.uuid().optional().meta({ description: '`next` of the page before.' }),
  count: z.boolean().default(false).meta({ description: 'Also count them all.' }),
}

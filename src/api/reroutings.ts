import { z } from 'zod'
import { countStranded, strandedStates } from '../ledger/reroute.ts'
import { approve, NotWaiting } from '../operations/approve.ts'
import { reroute } from '../operations/reroute.ts'
import { openRead } from '../sources/open.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { leadFilter } from './filters.ts'
import { absent, conflict } from './refusal.ts'
import { named } from './shapes/named.ts'

const { state: _state, ...filter } = leadFilter

const reroutingShape = named(
  'Rerouting',
  z.object({
    dryRun: z.boolean(),
    leads: z
      .array(z.object({ state: z.enum(strandedStates), count: z.int() }))
      .meta({ description: 'Those meant, by their state before.' }),
    taken: z.int().meta({ description: 'Leads that wait for their routes again.' }),
    keptOnly: z.int().meta({ description: 'Left out: leads that were imported to be kept only.' }),
    nowReadable: z.int(),
    stillUnreadable: z.int(),
  }),
)

const approvalShape = named(
  'Approval',
  z.object({
    lead: z.uuid(),
    approved: z.literal(true),
    before: z.boolean().meta({ description: 'It was approved already; nothing was done.' }),
  }),
)

export const reroutingEndpoints = [
  endpoint({
    method: 'post',
    path: '/reroutings',
    summary: 'Offer leads that went nowhere to the routes of today; no destination gets a lead twice by it',
    role: 'operator',
    body: z.strictObject({
      ...filter,
      state: z.array(z.enum(strandedStates)).min(1).default(['unrouted']),
      withKeptOnly: z.boolean().default(false).meta({ description: 'Also leads imported with `keepOnly`.' }),
      dryRun: z.boolean().default(false).meta({ description: 'Only say how many.' }),
    }),
    answer: reroutingShape,
    async handle({ body: { dryRun, ...meant }, actor }, api) {
      const counted = await countStranded(api.delivery.db, meant)
      if (dryRun) return { dryRun, ...counted, taken: 0, nowReadable: 0, stillUnreadable: 0 }
      return { dryRun, ...counted, ...(await reroute(api.delivery, actor, meant, readAgain(api))) }
    },
  }),
  endpoint({
    method: 'post',
    path: '/leads/{id}/approvals',
    summary: 'Let a lead go that waits for approval (`education: approve`)',
    role: 'operator',
    params: z.strictObject({ id: z.uuid() }),
    answer: approvalShape,
    status: 202,
    isDone: ({ before }) => before,
    async handle({ params: { id }, actor }, { delivery }) {
      const done = await approve(delivery, actor, id).catch((error: unknown) => {
        throw error instanceof NotWaiting ? conflict(whyNot(error)) : error
      })
      if (!done) throw absent('No lead has this id, or it holds none any more.')
      return { lead: id, approved: true as const, before: done.before }
    },
  }),
]

function whyNot({ state }: NotWaiting): string {
  const next = state === 'unrouted' ? ' Add a route for it, then leadyard reroute.' : ''
  return `This lead is ${state} and does not wait for approval; nothing was changed.${next}`
}

/** The readers of all sources, made once for all leads. */
function readAgain({ config }: ApiContext): Parameters<typeof reroute>[3] {
  const { sources } = config()
  const reads = new Map([...sources].map(([id, source]) => [id, openRead(source)]))
  return (source, raw, arrival) => {
    const reading = (reads.get(source) ?? openRead(undefined))(raw, { ...arrival, endpoint: source })
    return 'lead' in reading ? reading.lead : undefined
  }
}

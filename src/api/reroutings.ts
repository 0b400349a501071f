import { z } from 'zod'
import { asOfNow } from '../ledger/clock.ts'
import { countStranded, strandedStates } from '../ledger/reroute.ts'
import { reroute } from '../operations/reroute.ts'
import { openRead } from '../sources/open.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { leadFilter } from './filters.ts'
import { figuresChanged, preview, previewed } from './previewed.ts'
import { asOf } from './shapes/bulk.ts'
import { named } from './shapes/named.ts'

const { state: _state, ...filter } = leadFilter

const reroutingShape = named(
  'Rerouting',
  z.object({
    dryRun: z.boolean(),
    asOf,
    total: z.int().meta({ description: '`expected` of the act.' }),
    leads: z
      .array(z.object({ state: z.enum(strandedStates), count: z.int() }))
      .meta({ description: 'Those meant, by their state before.' }),
    taken: z.int().meta({ description: 'Leads that wait for their routes again.' }),
    keptOnly: z.int().meta({ description: 'Left out: leads that were imported to be kept only.' }),
    changed: z.int().meta({ description: 'Left out: leads whose state changed after the preview.' }),
    nowReadable: z.int(),
    stillUnreadable: z.int(),
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
      ...preview,
    }),
    answer: reroutingShape,
    refusals: { 409: figuresChanged },
    async handle({ body: { dryRun, expected, asOf: marker, ...meant }, actor }, api) {
      const show = (plan: object) => ({ ...plan, taken: 0, nowReadable: 0, stillUnreadable: 0 })
      const plan = await previewed(
        { dryRun, expected, asOf: marker },
        async (shown) => {
          const at = shown ?? (await asOfNow(api.delivery.db))
          return { asOf: at, ...(await countStranded(api.delivery.db, { ...meant, asOf: at })) }
        },
        show,
      )
      if (dryRun) return { dryRun, ...plan, taken: 0, nowReadable: 0, stillUnreadable: 0 }
      const filter = { ...meant, asOf: plan.asOf }
      return { dryRun, ...plan, ...(await reroute(api.delivery, actor, filter, readAgain(api))) }
    },
  }),
]

/** The readers of all sources, made once for all leads. */
function readAgain({ config }: ApiContext): Parameters<typeof reroute>[3] {
  const { sources } = config()
  const reads = new Map([...sources].map(([id, source]) => [id, openRead(source)]))
  return (source, raw, arrival) => {
    const reading = (reads.get(source) ?? openRead(undefined))(raw, { ...arrival, endpoint: source })
    return 'lead' in reading ? reading.lead : undefined
  }
}

import { sourceRates } from '../ledger/figures/lately.ts'
import { listPolls } from '../ledger/polls.ts'
import { sourceOf } from '../sources/open.ts'
import { entryOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { iso } from './shapes/named.ts'
import { asReading, asSilence, sourceListShape } from './shapes/source.ts'

export const sourceEndpoints = [
  endpoint({
    method: 'get',
    path: '/sources',
    summary: 'Sources with their last lead and usual rate; how far polled tables are read, and what is wrong',
    role: 'viewer',
    answer: sourceListShape,
    async handle(_, { delivery: { db }, config }) {
      const { sources } = config()
      const [polled, rates] = await Promise.all([listPolls(db), sourceRates(db, [...sources.keys()])])
      const polls = new Map(polled.map((row) => [row.source, row]))
      const items = [...sources].map(([id, configured]) => {
        const row = sourceOf(configured).poll ? polls.get(id) : undefined
        const rate = rates.get(id)
        return {
          ...{ id, type: configured.type, reading: row ? asReading(row, entryOf(config(), row.problem)) : null },
          ...{ lastLeadAt: iso(rate?.last ?? null), day: rate?.day ?? 0, usualDay: rate?.usualDay ?? 0 },
          silence: rate ? asSilence(rate) : null,
        }
      })
      return { items }
    },
  }),
]

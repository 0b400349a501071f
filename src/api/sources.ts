import { listPolls } from '../ledger/polls.ts'
import { sourceOf } from '../sources/open.ts'
import { entryOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { asReading, sourceListShape } from './shapes/source.ts'

export const sourceEndpoints = [
  endpoint({
    method: 'get',
    path: '/sources',
    summary: 'Sources; of tables that are polled how far they are read, and what is wrong',
    role: 'viewer',
    answer: sourceListShape,
    async handle({ role }, { delivery: { db }, config }) {
      const polls = new Map((await listPolls(db)).map((row) => [row.source, row]))
      const items = [...config().sources].map(([id, configured]) => {
        const row = sourceOf(configured).poll ? polls.get(id) : undefined
        return {
          id,
          type: configured.type,
          reading: row ? asReading(row, entryOf(config(), row.problem), sightOf(role)) : null,
        }
      })
      return { items }
    },
  }),
]

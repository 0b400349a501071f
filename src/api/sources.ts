import type { Config } from '../config/config.ts'
import { sourceRates } from '../ledger/figures/lately.ts'
import { listPolls } from '../ledger/polls.ts'
import { lastLeads } from '../ledger/reads/offers.ts'
import { sourceOf } from '../sources/open.ts'
import { entryOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { asLastLead, asReading, asSilence, sourceListShape } from './shapes/source.ts'
import { sampleFor } from './source-tests.ts'

export const sourceEndpoints = [
  endpoint({
    method: 'get',
    path: '/sources',
    summary:
      'Sources with their ingest URL, last lead and usual rate; of polled tables how far they are read, and what is wrong',
    role: 'viewer',
    answer: sourceListShape,
    async handle({ role }, { delivery: { db }, config }) {
      const ids = [...config().sources.keys()]
      const [read, last, rates] = await Promise.all([listPolls(db), lastLeads(db, ids), sourceRates(db, ids)])
      const polls = new Map(read.map((row) => [row.source, row]))
      const items = [...config().sources].map(([id, configured]) => {
        const row = sourceOf(configured).poll ? polls.get(id) : undefined
        const rate = rates.get(id)
        return {
          ...{ id, type: configured.type, ingestUrl: ingestUrlOf(config(), id), lastLead: asLastLead(last.get(id)) },
          ...{ day: rate?.day ?? 0, usualDay: rate?.usualDay ?? 0, silence: rate ? asSilence(rate) : null },
          testable: sampleFor(id, configured) !== undefined,
          reading: row ? asReading(row, entryOf(config(), row.problem), sightOf(role)) : null,
        }
      })
      return { items }
    },
  }),
]

/** The address for senders, without the key. Null for a source to which no lead is posted. */
function ingestUrlOf({ listen, sources }: Config, id: string): string | null {
  const configured = sources.get(id)
  const rules = configured && sourceOf(configured).receive?.(configured)
  if (!rules) return null
  const base = (listen.publicUrl ?? '').replace(/\/+$/, '')
  return `${base}/ingest/${id}${rules.key === undefined ? '' : '?key=…'}`
}

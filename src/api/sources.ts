import { z } from 'zod'
import { asRecord } from '../config/as-record.ts'
import type { Config } from '../config/config.ts'
import { isReference } from '../config/secrets.ts'
import { sourceRates } from '../ledger/figures/lately.ts'
import { listPolls } from '../ledger/polls.ts'
import { lastLeads } from '../ledger/reads/offers.ts'
import { strandedBy } from '../ledger/reads/stranded.ts'
import { refusedLately } from '../ledger/refused-posts.ts'
import { readSilence } from '../notify/silence/read.ts'
import { sourceOf } from '../sources/open.ts'
import { entryOf } from './catalogue.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { hidden, masked } from './masked.ts'
import { sightOf } from './privacy.ts'
import { referencesOf } from './references.ts'
import { absent } from './refusal.ts'
import { asLastLead, asReading, asRefused, asSilence, sourceDetailShape, sourceListShape } from './shapes/source.ts'
import { sampleFor } from './source-tests.ts'

const day = 86_400_000

export const sourceEndpoints = [
  endpoint({
    method: 'get',
    path: '/sources',
    summary:
      'Sources with their ingest URL, last lead, usual rate and refused posts; of polled tables how far they are read, and what is wrong',
    role: 'viewer',
    answer: sourceListShape,
    handle: async ({ role }, api) => ({ items: await sourcesOf(api, [...api.config().sources.keys()], role) }),
  }),
  endpoint({
    method: 'get',
    path: '/sources/{id}',
    summary: 'One source, with its settings as the file has them (secrets by reference, for operators)',
    role: 'viewer',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    answer: sourceDetailShape,
    async handle({ params: { id }, role }, api) {
      const [one] = api.config().sources.has(id) ? await sourcesOf(api, [id], role) : []
      if (!one) throw absent('No source has this id.')
      return { ...one, settings: settingsOf(api, id, role) }
    },
  }),
]

async function sourcesOf({ delivery: { db }, config }: ApiContext, ids: readonly string[], role: Role) {
  const [read, last, rates, { parts }, { standings }, refused] = await Promise.all([
    listPolls(db),
    lastLeads(db, ids),
    sourceRates(db, ids),
    strandedBy(db, 'source', 'unreadable'),
    readSilence(db, config()),
    refusedLately(db, ids),
  ])
  const polls = new Map(read.map((row) => [row.source, row]))
  const unreadable = new Map(parts.map(({ name, count }) => [name, count]))
  return ids.flatMap((id) => {
    const configured = config().sources.get(id)
    if (!configured) return []
    const row = sourceOf(configured).poll ? polls.get(id) : undefined
    const rate = rates.get(id)
    return {
      ...{ id, type: configured.type, ingestUrl: ingestUrlOf(config(), id), lastLead: asLastLead(last.get(id)) },
      ...{
        day: rate?.day ?? 0,
        usualDay: rate?.usualDay ?? 0,
        silence: asSilence(standings.find(({ series }) => series === `source:${id}`)),
      },
      testable: sampleFor(id, configured) !== undefined,
      unreadable: unreadable.get(id) ?? 0,
      refused: refused.filter(({ source }) => source === id).map(asRefused),
      retentionDays: configured.retention === undefined ? null : configured.retention / day,
      reading: row ? asReading(row, entryOf(config(), row.problem), sightOf(role)) : null,
    }
  })
}

/** Everything but the type, as written: `365d` says more than milliseconds. A viewer gets no name of a secret. */
function settingsOf({ delivery: { hide }, config }: ApiContext, id: string, role: Role): Record<string, unknown> {
  const configured = config().sources.get(id)
  const { type: _, ...written } = asRecord(config().writtenSources[id])
  const acts = role === 'operator'
  const text = (one: string) => (acts || !isReference(one) ? hide(one) : hidden)
  const schema = configured && sourceOf(configured).settings
  return asRecord(masked(written, schema, text, (secret) => (acts ? inReferences(secret) : hidden)))
}

function inReferences(secret: unknown): unknown {
  return typeof secret === 'string' ? referencesOf(secret) : hidden
}

/** The address for senders, without the key. Null for a source to which no lead is posted. */
function ingestUrlOf({ listen, sources }: Config, id: string): string | null {
  const configured = sources.get(id)
  const rules = configured && sourceOf(configured).receive?.(configured)
  if (!rules) return null
  const base = (listen.publicUrl ?? '').replace(/\/+$/, '')
  return `${base}/ingest/${id}${rules.key === undefined ? '' : '?key=…'}`
}

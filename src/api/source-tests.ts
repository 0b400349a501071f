/** Test leads by a source, on the way that every lead of it takes. */
import { v7 as uuid } from 'uuid'
import { z } from 'zod'
import type { SourceConfig } from '../config/source.ts'
import { timeOf } from '../lead/id.ts'
import { sampleLead } from '../lead/sample.ts'
import { type SampleBody, sendSourceTestLead } from '../operations/source-test-lead.ts'
import { openRead, sourceOf } from '../sources/open.ts'
import { endpoint } from './endpoint.ts'
import { word } from './filters.ts'
import { absent, conflict } from './refusal.ts'
import { named } from './shapes/named.ts'

export const sourceTestEndpoints = [
  endpoint({
    method: 'post',
    path: '/sources/{id}/test-leads',
    summary: 'Take in a test lead (MSFT_TEST_…) by this source; it is routed like every other lead of it',
    role: 'operator',
    params: z.strictObject({ id: z.string().min(1).max(100) }),
    body: z.strictObject({
      offer: word
        .regex(/^[^\s.<>]+\.[^\s<>]+$/, 'must be publisher.offer, such as contoso.app')
        .optional()
        .meta({ description: '`publisher.offer`, as in `?offer=` of the ingest URL.' }),
    }),
    answer: named('SourceTestLead', z.object({ lead: z.uuid() })),
    refusals: { 409: 'The source reads a shape of its own, in which the hub can make no lead' },
    async handle({ params: { id: source }, body: { offer }, actor }, api) {
      const configured = api.config().sources.get(source)
      if (!configured) throw absent('No source has this id.')
      const sample = sampleFor(source, configured, offer)
      if (!sample) {
        throw conflict(`${source} reads a shape of its own, so the hub can make no test lead. Post a lead to its URL.`)
      }
      return { lead: await sendSourceTestLead(api.delivery, { actor, source }, sample) }
    },
  }),
]

/** A test lead in the shape that the source reads; undefined if it reads neither Microsoft's names nor those of forms. */
export function sampleFor(source: string, configured: SourceConfig, offer?: string): SampleBody | undefined {
  const id = uuid()
  const received = timeOf(id)
  const { contentType } = sourceOf(configured)
  const raw = Buffer.from(contentType.includes('json') ? JSON.stringify(sampleLead(received)) : formOf(received))
  const reading = openRead(configured)(raw, { id, received, endpoint: source, offer })
  return 'lead' in reading && reading.lead.test ? { raw, contentType, lead: reading.lead } : undefined
}

function formOf(now: Date): string {
  const { UserDetails, ...others } = sampleLead(now)
  return new URLSearchParams({ ...UserDetails, ...others }).toString()
}

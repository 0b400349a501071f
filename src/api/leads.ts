import { z } from 'zod'
import { personLeads } from '../ledger/person-leads.ts'
import { deliveriesOf } from '../ledger/reads/deliveries.ts'
import type { LeadFilter } from '../ledger/reads/filter.ts'
import { countLeads, deliveriesOfLeads, findLead, pageOfLeads } from '../ledger/reads/leads.ts'
import { type ApiContext, endpoint } from './endpoint.ts'
import { leadFilter, paging } from './filters.ts'
import { absent } from './refusal.ts'
import { asDelivery } from './shapes/delivery.ts'
import { asLead, asRaw, asStep, commonOf, leadDetailShape, leadPageShape } from './shapes/lead.ts'
import { asCount } from './shapes/named.ts'

const query = z.strictObject({ ...leadFilter, ...paging })

export const leadEndpoints = [
  endpoint({
    method: 'get',
    path: '/leads',
    summary: 'Leads, newest first',
    role: 'viewer',
    query,
    answer: leadPageShape,
    handle: ({ query: given }, api) => list(api, given),
  }),
  endpoint({
    method: 'post',
    path: '/leads/searches',
    summary: 'The same, for what does not belong in a URL: an e-mail address',
    role: 'viewer',
    body: query,
    answer: leadPageShape,
    handle: ({ body }, api) => list(api, body),
  }),
  endpoint({
    method: 'get',
    path: '/leads/{id}',
    summary: 'One lead with its deliveries; the body as it came only when asked for',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ raw: z.boolean().default(false) }),
    answer: leadDetailShape,
    async handle({ params: { id }, query: { raw } }, { delivery: { db } }) {
      const lead = await findLead(db, id)
      if (!lead) throw absent('No lead has this id.')
      const [deliveries, journey] = await Promise.all([deliveriesOf(db, id), personLeads(db, id)])
      return {
        ...commonOf(lead),
        configVersion: lead.config_version,
        contentType: lead.content_type,
        lead: lead.lead && { ...lead.lead },
        ...(raw ? { raw: asRaw(lead.raw) } : {}),
        repeatOf: lead.repeat_of,
        sameKeyAs: lead.same_key_as,
        journey: journey.map(asStep),
        deliveries: deliveries.map((one) => asDelivery({ ...one, offer: lead.offer, received_at: lead.received_at })),
      }
    },
  }),
]

async function list({ delivery: { db } }: ApiContext, { limit, after, count, ...filter }: z.output<typeof query>) {
  const { items, next } = await pageOfLeads(db, filter satisfies LeadFilter, { limit, after })
  const deliveries = await deliveriesOfLeads(
    db,
    items.map(({ id }) => id),
  )
  return {
    items: items.map((lead) => asLead(lead, deliveries.get(lead.id) ?? [])),
    next: next ?? null,
    ...(count ? asCount(await countLeads(db, filter)) : {}),
  }
}

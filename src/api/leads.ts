import { z } from 'zod'
import { personLeads } from '../ledger/person-leads.ts'
import { deliveriesOf } from '../ledger/reads/deliveries.ts'
import type { LeadFilter } from '../ledger/reads/filter.ts'
import { countLeads, deliveriesOfLeads, findLead, pageOfLeads, revealLead } from '../ledger/reads/leads.ts'
import { type ApiContext, endpoint, type Role } from './endpoint.ts'
import { leadFilter, paging } from './filters.ts'
import { findByText, ofPerson, sought } from './lead-search.ts'
import { sightOf } from './privacy.ts'
import { absent, forbidden } from './refusal.ts'
import { asDelivery } from './shapes/delivery.ts'
import { asLead, asRaw, asStep, commonOf, leadDetailShape, leadPageShape, revealShape } from './shapes/lead.ts'
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
    handle: ({ query: given, role }, api) => list(api, given, role),
  }),
  endpoint({
    method: 'post',
    path: '/leads/searches',
    summary: 'The same, for what does not belong in a URL: an e-mail address, or words of a person (for operators)',
    role: 'viewer',
    body: z.strictObject({ ...query.shape, ...sought }),
    answer: leadPageShape,
    refusals: { 404: 'No lead has the id of `samePersonAs`' },
    async handle({ body: { text, samePersonAs, ...given }, role }, api) {
      const filter = { ...given, ...(await ofPerson(api, samePersonAs)) }
      return text === undefined ? list(api, filter, role) : findByText(api, text, filter)
    },
  }),
  endpoint({
    method: 'get',
    path: '/leads/{id}',
    summary: 'One lead with its deliveries; the body as it came only when asked for',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    query: z.strictObject({ raw: z.boolean().default(false) }),
    answer: leadDetailShape,
    async handle({ params: { id }, query: { raw }, role, actor, visit }, { delivery: { db } }) {
      if (raw && role === 'viewer') throw forbidden('The body as it came is for operators. Leave raw out.')
      if (raw) visit.refuseOtherSite()
      const lead = raw ? await revealLead(db, id, actor) : await findLead(db, id)
      if (!lead) throw absent('No lead has this id.')
      const sight = sightOf(role)
      const [deliveries, journey] = await Promise.all([deliveriesOf(db, id), personLeads(db, id)])
      const { name = null, company = null } = lead.lead?.person ?? {}
      const ofLead = {
        offer: lead.offer,
        received_at: lead.received_at,
        erased: lead.state === 'erased',
        name,
        company,
      }
      return {
        ...commonOf(lead),
        configVersion: lead.config_version,
        contentType: lead.content_type,
        lead: lead.lead && sight.lead(lead.lead),
        ...(raw ? { raw: asRaw(lead.raw) } : {}),
        repeatOf: lead.repeat_of,
        sameKeyAs: lead.same_key_as,
        awaiting: lead.approved || lead.lead === null ? [] : lead.awaiting,
        journey: journey.map(asStep),
        deliveries: deliveries.map((one) => asDelivery({ ...one, ...ofLead }, sight)),
      }
    },
  }),
  endpoint({
    method: 'post',
    path: '/leads/{id}/reveals',
    summary: 'Show one lead in full, normalised and as it came; it is written to the audit',
    role: 'operator',
    params: z.strictObject({ id: z.uuid() }),
    answer: revealShape,
    async handle({ params: { id }, actor }, { delivery: { db } }) {
      const found = await revealLead(db, id, actor)
      if (!found) throw absent('No lead has this id.')
      const { lead, content_type: contentType, raw } = found
      return { id, contentType, lead: lead && { ...lead }, raw: asRaw(raw) }
    },
  }),
]

async function list(
  { delivery: { db } }: ApiContext,
  { limit, after, count, ...filter }: z.output<typeof query> & Pick<LeadFilter, 'samePersonAs'>,
  role: Role,
) {
  const { items, next } = await pageOfLeads(db, filter satisfies LeadFilter, { limit, after })
  const deliveries = await deliveriesOfLeads(
    db,
    items.map(({ id }) => id),
  )
  return {
    items: items.map((lead) => asLead(lead, deliveries.get(lead.id) ?? [], sightOf(role))),
    next: next ?? null,
    ...(count ? asCount(await countLeads(db, filter)) : {}),
  }
}

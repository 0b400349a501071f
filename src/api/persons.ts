/** A person's leads for all offers, and the destinations that hold the person. */
import { z } from 'zod'
import { recordsOfLeads } from '../ledger/erasure/person.ts'
import { deliveriesOfLeads, pageOfLeads } from '../ledger/reads/leads.ts'
import { leadsOfSamePerson } from '../ledger/reads/person.ts'
import { endpoint } from './endpoint.ts'
import { ofPerson } from './lead-search.ts'
import { sightOf } from './privacy.ts'
import { asLead } from './shapes/lead.ts'
import { asHolding, personShape } from './shapes/person.ts'

/** Newest leads that are shown; `POST /leads/searches` with `samePersonAs` pages through all. */
const shownLeads = 100

export const personEndpoints = [
  endpoint({
    method: 'get',
    path: '/leads/{id}/person',
    summary:
      'The person of a lead: the leads for all offers, newest first, and every destination that holds the person',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    answer: personShape,
    async handle({ params: { id }, role }, api) {
      const { db } = api.delivery
      const filter = await ofPerson(api, id)
      const { items, next } = await pageOfLeads(db, filter, { limit: shownLeads })
      const sight = sightOf(role)
      const ids = items.map((lead) => lead.id)
      const [deliveries, records] = await Promise.all([
        deliveriesOfLeads(db, ids),
        leadsOfSamePerson(db, id).then((all) => recordsOfLeads(db, all)),
      ])
      return {
        leads: items.map((lead) => asLead(lead, deliveries.get(lead.id) ?? [], sight)),
        more: next !== undefined,
        destinations: [...Map.groupBy(records, ({ destination }) => destination)].map((one) => asHolding(one, sight)),
      }
    },
  }),
]

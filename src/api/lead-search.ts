/** Searches for leads by text, and by their person. */
import { z } from 'zod'
import { matchedParts, termsOf } from '../lead/words.ts'
import type { LeadFilter } from '../ledger/reads/filter.ts'
import { deliveriesOfLeads, findLead } from '../ledger/reads/leads.ts'
import { type Cut, mostCounted } from '../ledger/reads/page.ts'
import { countFound, pageOfFound, personsOf, type Sought } from '../ledger/reads/search.ts'
import type { ApiContext } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { absent, Refusal } from './refusal.ts'
import { asLead, type leadPageShape } from './shapes/lead.ts'
import { asCount } from './shapes/named.ts'

/** What only a body may ask, because URLs are logged. */
export const sought = {
  text: z.string().trim().min(1).max(200).optional().meta({
    description: `Beginnings of words of name, company, e-mail address and telephone number, in any script; the beginning of a receipt's reference; or an id. For operators.`,
  }),
  samePersonAs: z.uuid().optional().meta({ description: 'A lead: the leads of its person, for all offers.' }),
}

/** Shorter texts would be the beginning of too many references. */
const shortestReference = 4

type Asked = LeadFilter & Cut & { count: boolean }

/** For operators: `serve.ts` refuses a viewer's text. @throws Refusal 400 for a text without a letter and a digit. */
export async function findByText(
  { delivery: { db } }: ApiContext,
  text: string,
  { limit, after, count, ...filter }: Asked,
): Promise<z.input<typeof leadPageShape>> {
  const asked = soughtBy(text)
  const { items, next, byId, byReference } = await pageOfFound(db, asked, filter, { limit, after })
  const ids = items.map(({ id }) => id)
  const [deliveries, persons] = await Promise.all([deliveriesOfLeads(db, ids), personsOf(db, ids)])
  return {
    items: items.map((lead) => ({
      ...asLead(lead, deliveries.get(lead.id) ?? [], sightOf('operator')),
      matched: [
        ...matchedParts(persons.get(lead.id) ?? {}, asked.terms),
        ...(byReference.has(lead.id) ? (['receipt'] as const) : []),
        ...(byId.has(lead.id) ? (['id'] as const) : []),
      ],
    })),
    next: next ?? null,
    ...(count ? asCount(await countFound(db, asked, filter, mostCounted)) : {}),
  }
}

/** @throws Refusal 400 */
function soughtBy(text: string): Sought {
  // The id of a record at the far end may look like an id of ours.
  if (z.uuid().safeParse(text).success) return { terms: [], reference: text, id: text.toLowerCase() }
  const terms = termsOf(text)
  const reference = text.length >= shortestReference ? text : undefined
  if (terms.length > 0 || reference !== undefined) return { terms, reference, id: undefined }
  const detail = 'text: must hold a letter or a digit'
  throw new Refusal({ status: 400, title: 'Bad Request', detail })
}

/** The filter for the leads of this lead's person. @throws Refusal 404 */
export async function ofPerson(
  { delivery: { db } }: ApiContext,
  lead: string | undefined,
): Promise<Pick<LeadFilter, 'samePersonAs'>> {
  if (lead === undefined) return {}
  if (!(await findLead(db, lead))) throw absent('No lead has this id.')
  return { samePersonAs: lead }
}

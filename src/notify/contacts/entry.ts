/** A lead as a message to contacts lists it. Pure. */
import type { ContactConfig, Includable } from '../../config/contacts.ts'
import type { ToldLead } from '../../ledger/notify/contacts.ts'
import type { LeadEntry } from '../../ledger/notify-tables.ts'
import type { StoredLead } from '../../ledger/tables.ts'

/** @param console address of the console, without a slash at its end; undefined: no links */
export function entryOf(
  { id, receivedAt, state, lead }: ToldLead,
  { include }: Pick<ContactConfig, 'include'>,
  console: string | undefined,
): LeadEntry | undefined {
  if (!lead) return undefined
  return {
    lead: id,
    at: receivedAt.toISOString(),
    offer: lead.offer.title || lead.offer.id,
    action: lead.action.label || lead.action.code,
    source: lead.source.label || lead.source.code || lead.source.endpoint,
    doNotContact: lead.action.stage === 'do-not-contact',
    test: lead.test,
    unrouted: state === 'unrouted',
    values: include.flatMap((name) => {
      const value = values[name].of(lead).trim()
      return value ? [[values[name].label, value] as const] : []
    }),
    ...(console ? { link: `${console}/leads/${id}` } : {}),
  }
}

const values: Record<Includable, { label: string; of: (lead: StoredLead) => string }> = {
  'person.name': { label: 'Name', of: ({ person }) => person.name },
  'person.email': { label: 'E-mail', of: ({ person }) => person.email },
  'person.phone': { label: 'Phone', of: ({ person }) => person.phone.e164 || person.phone.raw },
  'person.company': { label: 'Company', of: ({ person }) => person.company },
  'person.title': { label: 'Job title', of: ({ person }) => person.title },
  'person.country': { label: 'Country', of: ({ person }) => person.country.name || person.country.raw },
  description: { label: 'Description', of: ({ description }) => description },
  campaign: {
    label: 'Campaign',
    of: ({ campaign }) =>
      Object.entries(campaign)
        .map((pair) => pair.join('='))
        .join(', '),
  },
}

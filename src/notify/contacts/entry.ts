/** A lead as a message to contacts lists it. Pure. */
import type { ContactConfig } from '../../config/contacts.ts'
import { shownAs } from '../../lead/includable.ts'
import type { ToldLead } from '../../ledger/notify/contacts.ts'
import type { LeadEntry } from '../../ledger/notify-tables.ts'

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
      const value = shownAs[name].of(lead).trim()
      return value ? [[shownAs[name].label, value] as const] : []
    }),
    ...(console ? { link: `${console}/leads/${id}` } : {}),
  }
}

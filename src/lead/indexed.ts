/** What leads are looked up by, as long as an index takes; the lead itself keeps them whole. */
import type { Lead } from './lead.ts'
import { clean, cut } from './text.ts'

const longest = 400

/** Blank where there is no lead. @returns `offer`: `publisher.offer`, or the title where no id is known. */
export function indexed(lead: Pick<Lead, 'offer' | 'person'> | undefined): { offer: string; email: string } {
  if (!lead) return { offer: '', email: '' }
  return { offer: indexedOffer(lead.offer.id || lead.offer.title), email: indexedEmail(lead.person.email) }
}

/** However it is written by whom looks for it. */
export function indexedEmail(address: string): string {
  return cut(clean(address).toLowerCase(), longest)
}

export function indexedOffer(offer: string): string {
  return cut(offer, longest)
}

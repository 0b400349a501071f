/** The values by which leads are looked up, cut to the length of an index; the lead itself holds them whole. */
import type { Lead } from './lead.ts'
import { clean, cut } from './text.ts'

const longest = 400

/** Blank without a lead. @returns `offer`: `publisher.offer`, or the title where no id is known. */
export function indexed(lead: Pick<Lead, 'offer' | 'person'> | undefined): { offer: string; email: string } {
  if (!lead) return { offer: '', email: '' }
  return { offer: indexedOffer(lead.offer.id || lead.offer.title), email: indexedEmail(lead.person.email) }
}

/** Makes every spelling of an address the same. */
export function indexedEmail(address: string): string {
  return cut(clean(address).toLowerCase(), longest)
}

export function indexedOffer(offer: string): string {
  return cut(offer, longest)
}

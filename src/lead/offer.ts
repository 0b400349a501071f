import type { Offer } from './lead.ts'

/** @param names the possible ids of the offer, most reliable first; some senders write its title instead of the id. */
export function offerOf(names: readonly string[], title: string): Offer {
  // The documented test lead has the offer's title in the place of the id ("AzureMarketplace-INS | Contoso Test").
  const isId = (name: string) => /^[^\s.]+\.[^\s]+$/.test(name)
  const id = names.find(isId) ?? ''
  const dot = id.indexOf('.')
  return {
    id,
    publisher: dot < 0 ? '' : id.slice(0, dot),
    name: id.slice(dot + 1),
    title: title || (names.find((name) => name !== '' && !isId(name)) ?? ''),
  }
}

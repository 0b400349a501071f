import type { Offer } from './lead.ts'

/** @param names where the offer may be named, surest first; some senders write its title where the id belongs. */
export function offerOf(names: readonly string[], title: string): Offer {
  // The documented test lead writes the offer's title where the id belongs ("AzureMarketplace-INS | Contoso Test").
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

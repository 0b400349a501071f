import { readMarketplace } from '../lead/marketplace.ts'
import { jsonIn, notJson, type Read, unreadable } from './read.ts'

const noLead = 'The JSON holds none of the properties of a marketplace lead (userDetails, LeadSource, OfferTitle…).'

/** The marketplace's JSON, posted or in a table. @param none what is told where there is no lead in it. */
export function marketplaceRead(none = noLead): Read {
  return (raw, arrival) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const lead = readMarketplace(body, arrival)
    return lead ? { lead } : unreadable(none)
  }
}

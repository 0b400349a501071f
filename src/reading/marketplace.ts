import { readMarketplace } from '../lead/marketplace.ts'
import { jsonIn, notJson, type Read, unreadable } from './read.ts'

const noLead = 'The JSON holds none of the properties of a marketplace lead (userDetails, LeadSource, OfferTitle…).'

/** Reads the marketplace's JSON, posted or from a table. @param none the message if the JSON holds no lead. */
export function marketplaceRead(none = noLead): Read {
  return (raw, arrival) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const lead = readMarketplace(body, arrival)
    return lead ? { lead } : unreadable(none)
  }
}

/** The lead as templates see it, shown with the values of an example lead that is really read. */

import type { Lead } from '../src/lead/lead.ts'
import { readMarketplace } from '../src/lead/marketplace.ts'
import type { leadPaths } from '../src/lead/properties.ts'

/** Microsoft's documented example with the fields it leaves out, as a listing with campaign parameters sends it. */
const sent = {
  UserDetails: {
    FirstName: 'Some',
    LastName: 'One',
    Email: 'Someone@Contoso.com',
    Phone: '(617) 555-5555',
    Country: 'USA',
    Company: 'Contoso',
    Title: 'Esquire',
  },
  LeadSource: 'AzureMarketplace-INS|tailspin.router-pro',
  OfferTitle: 'Tailspin Router Pro',
  Description: '{"mktcmpid":"1234"}',
  CreatedTime: '2026-11-20T09:30:00Z',
}

const meanings = {
  id: 'UUIDv7 given at intake',
  received: 'when it was put on disk, UTC',
  sent: 'when the sender says it was made, UTC; blank when the sender does not say',
  description: 'as sent; may be text, or JSON as text',
  test: '`true` when `MSFT_TEST_` stands in some field',
  'campaign.*': 'query parameters of the listing’s URL, or of the form',
  'raw.*': 'the sender’s own object, keys in its own casing',
  'source.endpoint': 'the id under `sources`',
  'source.code': '`AzureMarketplace`, `AzurePortal`, `SPZA`, `TestDrive`, or what the sender wrote',
  'source.label': 'in words',
  'source.text': '`LeadSource` as received',
  'action.code': '`INS`, `PLT`, `DNC`, `Create`, `StartTestDrive`, or what the sender wrote',
  'action.label': 'in words',
  'action.stage': '`interest`, `trial`, `active`, `do-not-contact` or `unknown`',
  'offer.id': '`publisher.offer`; blank when only a title is known',
  'offer.publisher': 'the part before the first dot',
  'offer.name': 'the part after it',
  'offer.title': 'the listing’s title',
  'person.firstName': '',
  'person.lastName': '',
  'person.name': 'both names together',
  'person.email': 'trimmed, domain in lower case',
  'person.emailDomain': '',
  'person.phone.raw': 'as sent',
  'person.phone.e164': 'when it can be read as a number of that country',
  'person.company': '',
  'person.title': '',
  'person.country.raw': 'as sent',
  'person.country.alpha2': 'ISO 3166-1; blank when no country is recognised',
  'person.country.alpha3': 'ISO 3166-1',
  'person.country.name': 'in English',
} satisfies Record<(typeof leadPaths)[number], string>

const examples: Readonly<Record<string, string>> = { 'campaign.*': 'campaign.mktcmpid', 'raw.*': 'raw.OfferTitle' }

export function exampleLead(): Lead {
  const id = '019e3b6a-5c40-7000-8000-000000000001'
  const lead = readMarketplace(sent, { id, received: new Date('2026-11-20T09:30:02Z'), endpoint: 'marketplace' })
  if (!lead) throw new Error('the example holds no lead')
  return lead
}

export function leadRows(lead: Lead): string[][] {
  return Object.entries(meanings).map(([path, meaning]) => {
    const at = examples[path]
    const value = valueAt(lead, at ?? path)
    return [`\`${path}\``, meaning, at ? `\`${at}\` is \`${value}\`` : `\`${value}\``]
  })
}

function valueAt(lead: unknown, path: string): string {
  const value = path
    .split('.')
    .reduce<unknown>((held, key) => (held as Record<string, unknown> | undefined)?.[key], lead)
  if (value === undefined || value === '') throw new Error(`the example lead has no ${path}`)
  return String(value)
}

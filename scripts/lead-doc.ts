/** Makes the table of the lead's properties, with the values of an example lead. */

import type { Lead } from '../src/lead/lead.ts'
import { readMarketplace } from '../src/lead/marketplace.ts'
import type { leadPaths } from '../src/lead/properties.ts'

/** Microsoft's documented example, with further fields and the campaign parameters of a listing. */
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
  received: 'time when the lead was put on disk, UTC',
  sent: 'time that the sender gives for the lead, UTC; blank when the sender gives none',
  description: 'as sent; text, or JSON as text',
  test: '`true` when a field holds `MSFT_TEST_`',
  'campaign.*': 'query parameters of the listing’s URL, or of the form',
  'raw.*': 'the sender’s own object, keys in its own casing',
  'source.endpoint': 'the id under `sources`',
  'source.code': '`AzureMarketplace`, `AzurePortal`, `SPZA`, `TestDrive`, or the sender’s own word',
  'source.label': 'the code in words',
  'source.text': '`LeadSource` as received',
  'action.code': '`INS`, `PLT`, `DNC`, `Create`, `StartTestDrive`, or the sender’s own word',
  'action.label': 'the code in words',
  'action.stage': '`interest`, `trial`, `active`, `do-not-contact` or `unknown`',
  'offer.id': '`publisher.offer`; blank when only a title is known',
  'offer.publisher': 'the part of `offer.id` before the first dot',
  'offer.name': 'the part of `offer.id` after the first dot',
  'offer.title': 'the listing’s title',
  'person.firstName': '',
  'person.lastName': '',
  'person.name': 'both names together',
  'person.email': 'trimmed, domain in lower case',
  'person.emailDomain': '',
  'person.phone.raw': 'as sent',
  'person.phone.e164': 'the phone number in international form; blank when it cannot be read as one',
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

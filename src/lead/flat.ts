/** Builds a lead from single texts by lead path: for forms, mapped JSON, tables and CSV. */
import type { Arrival } from './arrival.ts'
import { actionOf, sourceLabel } from './codes.ts'
import { readDescription } from './description.ts'
import type { Lead } from './lead.ts'
import { readLeadSource } from './lead-source.ts'
import { isoOf, ticksToIso } from './moment.ts'
import { offerOf } from './offer.ts'
import { normalise } from './person.ts'
import { findTestToken } from './test-token.ts'
import { clean } from './text.ts'

/** The allowed paths, besides `campaign.<any name>`. `person.name` counts if first and last name are missing. */
export const flatPaths = [
  ...['person.email', 'person.firstName', 'person.lastName', 'person.name', 'person.company', 'person.title'],
  ...['person.phone', 'person.phone.raw', 'person.country', 'person.country.raw'],
  ...['offer.id', 'offer.title', 'source.code', 'source.text', 'action.code', 'description', 'sent'],
] as const

type FlatPath = (typeof flatPaths)[number]

/**
 * @param flat texts by lead path; paths other than `flatPaths` and `campaign.…` are ignored.
 * @param raw the parsed object of the sender.
 * @returns undefined when e-mail address, phone number, last name and company are all blank: then there is no lead.
 */
export function readFlat(flat: Readonly<Record<string, string>>, arrival: Arrival, raw: unknown): Lead | undefined {
  const at = (...paths: FlatPath[]) => paths.map((path) => clean(flat[path] ?? '')).find(Boolean) ?? ''
  const person = normalise({
    ...namesOf(at('person.firstName'), at('person.lastName'), at('person.name')),
    email: at('person.email'),
    phone: at('person.phone.raw', 'person.phone'),
    country: at('person.country.raw', 'person.country'),
    company: at('person.company'),
    title: at('person.title'),
  })
  if (!person.email && !person.phone.raw && !person.lastName && !person.company) return undefined

  const leadSource = readLeadSource(at('source.text'))
  const code = at('source.code') || leadSource.source || arrival.endpoint
  const token = findTestToken([flat, raw])
  const { description, campaign } = readDescription(at('description'))
  return {
    id: arrival.id,
    received: arrival.received.toISOString(),
    sent: token.ticks ? ticksToIso(token.ticks) : isoOf(at('sent')),
    source: { endpoint: arrival.endpoint, code, label: sourceLabel(code), text: at('source.text') },
    action: actionOf(at('action.code') || leadSource.action),
    offer: offerOf(
      [arrival.offer ?? '', leadSource.offer, at('offer.id'), clean(arrival.otherwiseOffer ?? '')],
      at('offer.title'),
    ),
    person,
    description,
    campaign: { ...campaign, ...campaignIn(flat) },
    test: token.test,
    raw,
  }
}

function namesOf(firstName: string, lastName: string, name: string): { firstName: string; lastName: string } {
  if (firstName || lastName || !name) return { firstName, lastName }
  // Split at the first blank: "van der Berg" is more often a last name than "Jane van der" is a first name.
  const [, first = '', last = name] = /^(\S+)\s+(.+)$/s.exec(name) ?? []
  return { firstName: first, lastName: last }
}

const campaignPrefix = 'campaign.'

function campaignIn(flat: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(flat)
    .filter(([path, value]) => path.length > campaignPrefix.length && path.startsWith(campaignPrefix) && value !== '')
    .map(([path, value]) => [clean(path.slice(campaignPrefix.length)), clean(value)] as const)
  return Object.fromEntries(entries)
}

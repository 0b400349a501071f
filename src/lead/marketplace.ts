/**
 * Reads the JSON that Microsoft's commercial marketplace posts to an HTTPS lead destination. The documented schema is
 * PascalCase, the observed one camelCase, the documented test lead mixed: keys are taken in any casing.
 */
import { actionOf, sourceLabel } from './codes.ts'
import type { Lead, Offer } from './lead.ts'
import { normalise } from './person.ts'
import { clean } from './text.ts'

export interface Arrival {
  id: string
  received: Date
  /** The source's id in config.yaml. */
  endpoint: string
  /** `?offer=` of the ingest URL. */
  offer?: string | undefined
}

/** `undefined` when the object holds none of the documented properties: there is no lead in it. */
export function readMarketplace(body: unknown, arrival: Arrival): Lead | undefined {
  if (!isObject(body)) return undefined
  const top = lowerKeys(body)
  const userDetails = asObject(top['userdetails']) ?? asObject(top['customerinfo'])
  if (!userDetails && !documented.some((key) => key in top)) return undefined

  // A table row or a hand-made post may carry the person flat, beside the lead's own fields.
  const person = userDetails ? lowerKeys(userDetails) : top
  const leadSource = splitLeadSource(text(top['leadsource']))
  const description = readDescription(top['description'])
  const token = findTestToken(body)
  return {
    id: arrival.id,
    received: arrival.received.toISOString(),
    sent: token.ticks ? ticksToIso(token.ticks) : isoOf(text(top['createdtime'])),
    source: {
      endpoint: arrival.endpoint,
      code: leadSource.source,
      label: sourceLabel(leadSource.source),
      text: text(top['leadsource']),
    },
    action: actionOf(text(top['actioncode']) || leadSource.action),
    offer: offerOf(
      arrival.offer || leadSource.offer || text(top['productid']),
      text(top['offertitle']) || text(top['offerdisplayname']),
    ),
    person: normalise({
      firstName: text(person['firstname']),
      lastName: text(person['lastname']),
      email: text(person['email']),
      phone: text(person['phone']),
      country: text(person['country']),
      company: text(person['company']),
      title: text(person['title']),
    }),
    ...description,
    test: token.test,
    raw: body,
  }
}

const documented = [
  ...['leadsource', 'actioncode', 'offertitle', 'offerdisplayname'],
  ...['firstname', 'lastname', 'email', 'phone', 'company'],
]

/** `Source-Action|publisher.offer`: offer ids contain hyphens, so the bar is looked for first. */
export function splitLeadSource(leadSource: string): { source: string; action: string; offer: string } {
  const bar = leadSource.indexOf('|')
  const head = bar < 0 ? leadSource : leadSource.slice(0, bar)
  const hyphen = head.indexOf('-')
  return {
    source: (hyphen < 0 ? head : head.slice(0, hyphen)).trim(),
    action: hyphen < 0 ? '' : head.slice(hyphen + 1).trim(),
    offer: bar < 0 ? '' : leadSource.slice(bar + 1).trim(),
  }
}

function offerOf(named: string, title: string): Offer {
  // The documented test lead writes the offer's title where the id belongs ("AzureMarketplace-INS | Contoso Test").
  const isId = /^[^\s.]+\.[^\s]+$/.test(named)
  if (!isId) return { id: '', publisher: '', name: '', title: title || named }
  const dot = named.indexOf('.')
  return { id: named, publisher: named.slice(0, dot), name: named.slice(dot + 1), title }
}

/** `Description` is text, `Campaigns: …`, or a JSON object as text with the listing URL's query parameters. */
function readDescription(value: unknown): { description: string; campaign: Record<string, string> } {
  const description = isObject(value) ? JSON.stringify(value) : text(value)
  const parameters = isObject(value) ? value : asObject(description)
  if (parameters) {
    const entries = Object.entries(parameters).map(([key, held]) => [clean(key), text(held)] as const)
    return { description, campaign: Object.fromEntries(entries) }
  }
  const campaigns = /^Campaigns:\s*(\S.*)$/is.exec(description)?.[1]
  return { description, campaign: campaigns ? { campaigns: campaigns.trim() } : {} }
}

function findTestToken(value: unknown): { test: boolean; ticks?: string | undefined } {
  const json = JSON.stringify(value)
  if (!json.includes('MSFT_TEST')) return { test: false }
  return { test: true, ticks: /MSFT_TEST_(\d{18})(?!\d)/.exec(json)?.[1] }
}

/** .NET ticks: 100 ns since 0001-01-01 UTC. */
function ticksToIso(ticks: string): string {
  return new Date(Number(BigInt(ticks) / 10_000n) - 62_135_596_800_000).toISOString()
}

function isoOf(value: string): string {
  const time = value ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}

function text(value: unknown): string {
  if (typeof value === 'string') return clean(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

function lowerKeys(object: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or one written as JSON text (the table's CustomerInfo column). */
function asObject(value: unknown): Record<string, unknown> | undefined {
  if (isObject(value)) return value
  if (typeof value !== 'string' || !/^\s*\{.*\}\s*$/s.test(value)) return undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return isObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

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
      [arrival.offer ?? '', leadSource.offer, text(top['productid'])],
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
  ...['userdetails', 'customerinfo', 'leadsource', 'actioncode', 'offertitle', 'offerdisplayname', 'description'],
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

function offerOf(names: readonly string[], title: string): Offer {
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

/** `Description` is text, `Campaigns: …`, or a JSON object as text with the listing URL's query parameters. */
function readDescription(value: unknown): { description: string; campaign: Record<string, string> } {
  const description = isObject(value) ? jsonOf(value) : text(value)
  const parameters = isObject(value) ? value : asObject(description)
  if (parameters) {
    const entries = Object.entries(parameters).map(([key, held]) => [clean(key), text(held)] as const)
    return { description, campaign: Object.fromEntries(entries) }
  }
  const campaigns = /^Campaigns:\s*(\S.*)$/is.exec(description)?.[1]
  return { description, campaign: campaigns ? { campaigns: campaigns.trim() } : {} }
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Nested beyond the stack: nothing a person would read; `raw` keeps it.
    return ''
  }
}

/** By a list of what is still to be looked at: a body may be nested deeper than the stack. */
function findTestToken(body: unknown): { test: boolean; ticks?: string | undefined } {
  let test = false
  for (const left = [body]; left.length > 0; ) {
    const value = left.pop()
    if (typeof value === 'object' && value !== null) for (const held of Object.values(value)) left.push(held)
    if (typeof value !== 'string' || !value.includes('MSFT_TEST')) continue
    test = true
    const ticks = /MSFT_TEST_(\d{18})(?!\d)/.exec(value)?.[1]
    if (ticks) return { test, ticks }
  }
  return { test }
}

/** .NET ticks: 100 ns since 0001-01-01 UTC. */
function ticksToIso(ticks: string): string {
  return new Date(Number(BigInt(ticks) / 10_000n) - 62_135_596_800_000).toISOString()
}

/** A time without a zone is UTC, wherever the hub runs. */
function isoOf(value: string): string {
  const zoned = /(z|utc|gmt|[+-]\d\d:?\d\d)$/i.test(value)
  const time = zoned ? Date.parse(value) : Date.parse(/\dT\d/.test(value) ? `${value}Z` : `${value} UTC`)
  return Number.isNaN(time) ? '' : new Date(time).toISOString()
}

function text(value: unknown): string {
  if (typeof value === 'string') return clean(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** Of the same key in two casings the one that says something counts. */
function lowerKeys(object: object): Record<string, unknown> {
  const said = (value: unknown) => value !== null && value !== ''
  const entries = Object.entries(object).sort(([, a], [, b]) => Number(said(a)) - Number(said(b)))
  return Object.fromEntries(entries.map(([key, value]) => [key.toLowerCase(), value]))
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

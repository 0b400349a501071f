/** What a condition may look at, by the names that stand under `when:`. */

import type { Lead } from '../lead/lead.ts'
import { leadPaths } from '../lead/properties.ts'

/** A lead as routing sees it: what the ledger alone knows stands beside it. */
export interface Subject {
  lead: Omit<Lead, 'raw'>
  /** The same person asked for the same offer before. */
  repeat: boolean
  /** A person approved it: `education: approve` keeps it back no longer. */
  approved: boolean
}

/** The texts that a name means; one of them is enough for a match. */
export type Property = (subject: Subject) => readonly string[]

const short: Readonly<Record<string, Property>> = {
  source: ({ lead: { source } }) => [source.endpoint, source.code, source.label],
  action: ({ lead: { action } }) => [action.code, action.label],
  stage: ({ lead: { action } }) => [action.stage],
  country: ({ lead }) => [lead.person.country.alpha2],
  email: ({ lead }) => [lead.person.email],
  emailDomain: ({ lead }) => [lead.person.emailDomain],
  company: ({ lead }) => [lead.person.company],
  test: ({ lead }) => [String(lead.test)],
  repeat: ({ repeat }) => [String(repeat)],
}

/** Of these, yes or no is asked. */
export const yesOrNo: readonly string[] = ['test', 'repeat']

// The time a route is in force is `from` and `until`; the sender's own object is not read for routing.
const unusable = ['id', 'received', 'sent', 'test', 'campaign.*', 'raw.*']

/** Every name that can stand under `when:`. */
export const propertyNames: readonly string[] = [
  ...Object.keys(short),
  'campaign.*',
  ...leadPaths.filter((path) => !unusable.includes(path)),
]

export function propertyNamed(name: string): Property | undefined {
  if (Object.hasOwn(short, name)) return short[name]
  if (name.startsWith('campaign.') && name.length > 'campaign.'.length) return campaign(name.slice('campaign.'.length))
  if (!propertyNames.includes(name)) return undefined
  const keys = name.split('.')
  return ({ lead }) => {
    let at: unknown = lead
    for (const key of keys) at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : ''
    return [typeof at === 'string' ? at : String(at ?? '')]
  }
}

/** Advertisers write the names of parameters in any case. */
function campaign(wanted: string): Property {
  const name = wanted.toLowerCase()
  return ({ lead: { campaign: given } }) =>
    Object.entries(given).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []))
}

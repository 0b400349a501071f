/** The properties of a lead that conditions may read, by their names under `when:`. */

import type { Lead } from '../lead/lead.ts'
import { leadPaths } from '../lead/properties.ts'

/** The input of routing: a lead, and facts that only the ledger knows. */
export interface Subject {
  lead: Omit<Lead, 'raw'>
  /** Whether the same person asked for the same offer before. */
  repeat: boolean
  /** Whether a person approved the lead, so that `education: approve` no longer withholds it. */
  approved: boolean
}

/** The values of a property; one of them is enough for a match. */
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

/** The properties that are true or false. */
export const yesOrNo: readonly string[] = ['test', 'repeat']

// A route has `from` and `until` for times; routing does not read the sender's own object.
const unusable = ['id', 'received', 'sent', 'test', 'campaign.*', 'raw.*']

/** Every name that is allowed under `when:`. */
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

/** The names of parameters match in any case, because advertisers write them in any case. */
function campaign(wanted: string): Property {
  const name = wanted.toLowerCase()
  return ({ lead: { campaign: given } }) =>
    Object.entries(given).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []))
}

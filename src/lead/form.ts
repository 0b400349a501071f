/**
 * Reads web forms. The field names are those of Salesforce Web-to-Lead, so that an existing form changes only its
 * action URL, and those of the marketplace's JSON; in any casing.
 * https://help.salesforce.com/s/articleView?id=sales.setting_up_web-to-lead.htm
 */
import type { flatPaths } from './flat.ts'
import { pairsIn } from './form-pairs.ts'

type Names = Readonly<Record<string, readonly string[]>>

const knownNames = {
  'person.firstName': ['first_name', 'firstname'],
  'person.lastName': ['last_name', 'lastname'],
  'person.name': ['name', 'full_name', 'fullname'],
  'person.email': ['email', 'email_address', 'emailaddress'],
  'person.phone': ['phone', 'mobile'],
  'person.company': ['company'],
  'person.title': ['title'],
  'person.country': ['country', 'country_code'],
  'source.text': ['lead_source', 'leadsource'],
  'action.code': ['actioncode'],
  'offer.id': ['offer', 'offerid', 'productid'],
  'offer.title': ['offertitle', 'offerdisplayname'],
  description: ['description', 'message', 'comments'],
  sent: ['createdtime'],
} satisfies Partial<Record<(typeof flatPaths)[number], readonly string[]>>

/** Click ids of Google, Microsoft, Meta, LinkedIn, TikTok and X; the marketplace's and Salesforce's campaign fields. */
const campaigns = new Set([
  ...['gclid', 'gbraid', 'wbraid', 'dclid', 'msclkid', 'fbclid', 'li_fat_id', 'ttclid', 'twclid'],
  ...['mktcmpid', 'partnerid', 'ocid', 'campaign_id', 'member_status'],
])

export interface Form {
  /** The value of a field, by its name in any casing; of several fields, the first that is not blank. Blank if none. */
  value(name: string): string
  /** Texts by lead path, for `readFlat`. */
  flat: Record<string, string>
  /** Every field; a list where several fields have the same name. */
  raw: Record<string, string | string[]>
}

/** @param own lead path → names of the form's own fields, which count more than the known names. */
export function readForm(raw: Buffer, own: Names = {}): Form {
  const pairs = pairsIn(raw)
  const values = new Map<string, string>()
  for (const [name, value] of pairs)
    if (value.trim() && !values.has(name.toLowerCase())) values.set(name.toLowerCase(), value)
  const value = (name: string) => values.get(name.toLowerCase()) ?? ''

  const names = new Map(Object.entries({ ...knownNames, ...withOwnNames(own) }))
  const mapped = [...names].map(([path, of]) => [path, of.map(value).find(Boolean) ?? ''])
  const parameters = pairs.filter(([name]) => isCampaign(name)).map(([name]) => [`campaign.${name}`, value(name)])
  return { value, flat: Object.fromEntries([...parameters, ...mapped]), raw: asObject(pairs) }
}

function withOwnNames(own: Names): Names {
  const known: Names = knownNames
  return Object.fromEntries(Object.entries(own).map(([path, names]) => [path, [...names, ...(known[path] ?? [])]]))
}

function isCampaign(name: string): boolean {
  const lower = name.toLowerCase()
  return lower.startsWith('utm_') || campaigns.has(lower)
}

function asObject(pairs: readonly (readonly [string, string])[]): Record<string, string | string[]> {
  const all = new Map<string, string[]>()
  for (const [name, value] of pairs) {
    const held = all.get(name)
    if (held) held.push(value)
    else all.set(name, [value])
  }
  return Object.fromEntries([...all].map(([name, values]) => [name, values.length > 1 ? values : (values[0] ?? '')]))
}

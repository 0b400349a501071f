/** The requests of a lead: the record, its headers, the query that looks for it, and the preview. Pure. */
import type { Cut, Delivery, Note, Preview } from '../../src/connector.ts'
import { cut } from '../../src/lead/text.ts'
import type { Description, OrgField } from './description.ts'
import { quoted } from './queries.ts'
import { failureNamed } from './replies.ts'
import type { Settings } from './settings.ts'

interface Limits {
  /** The longest e-mail address and Description, in characters. @default 80 and 32,000 */
  email?: number | undefined
  text?: number | undefined
  /** Write the `lead-key:` line: only by it can a lead without an external id field be found again. */
  keyed: boolean
  /** What finds no place goes to the end of Description. `false`: only where there is one, or it would replace another. */
  appends: boolean
  takesCode(country: string): boolean
  /** The country may also go as text. */
  freeText: boolean
}

/** What both modes have in common: e-mail, country, and the composed Description. Notes hold none of the lead's data. */
export function prepare(delivery: Delivery, limits: Limits) {
  const { Email: email, Country: country, CountryCode: code, Description: said, ...others } = delivery.fields
  const { email: emailLimit = 80, text: textLimit = 32_000, keyed } = limits
  const fields: Record<string, string> = { ...others }
  const notes: Note[] = []
  const tail: string[] = []
  const appends = limits.appends || said !== undefined

  function move(name: string, value: string, why: string): void {
    tail.push(`${name}: ${value}`)
    notes.push(`${name} ${why}; ${appends ? 'it stands in Description' : 'it was left out'}`)
  }

  if (email && email.length <= emailLimit && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email)) fields['Email'] = email
  else if (email) move('Email', email, 'is no address that Salesforce takes')
  if (code && limits.takesCode(code)) fields['CountryCode'] = code
  else if (country && limits.freeText) fields['Country'] = country
  else if (country) move('Country', country, 'is not in the org’s country list')

  if (!appends) return { fields, notes }
  const end = [...tail, ...(keyed ? [keyLine(delivery.leadId)] : [])].join('\n')
  const text = fitted('Description', said ?? '', textLimit - end.length - 2, notes)
  const description = [text, end].filter(Boolean).join('\n\n')
  if (description) fields['Description'] = description
  return { fields, notes }
}

export function keyLine(leadId: string): string {
  return `lead-key:${leadId}`
}

function fitted(field: string, value: string, length: number, notes: (Cut | string)[]): string {
  const text = cut(value, Math.max(0, length))
  if (text !== value) notes.push({ field, from: value.length, to: text.length })
  return text
}

/**
 * Without the external id: it stands in the address, and an earlier lead's record keeps its own.
 * @param description `undefined`: the org's description could not be had; standard lengths hold.
 * @param over the record of an earlier lead is written over.
 */
export function recordOf(
  delivery: Delivery,
  description: Description | undefined,
  { externalIdField }: Pick<Settings, 'externalIdField'>,
  over = false,
) {
  const columns = description?.fields
  const codes = columns?.get('CountryCode')
  const { fields, notes } = prepare(delivery, {
    email: columns?.get('Email')?.length || undefined,
    text: columns?.get('Description')?.length || undefined,
    keyed: externalIdField === undefined,
    appends: !over,
    takesCode: (code) =>
      codes?.createable === true && codes.picklistValues.some((one) => one.active && one.value === code),
    freeText: codes?.createable !== true,
  })
  if (description) markDoNotContact(fields, notes, description)
  const record = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, suited(name, value, columns?.get(name), notes)]),
  )
  if (externalIdField) delete record[externalIdField]
  return { record, notes }
}

const doNotContact = ['DoNotCall', 'HasOptedOutOfEmail']

/** A lead that must not be contacted never arrives as callable: one of the two flags has to be writable. */
function markDoNotContact(fields: Record<string, string>, notes: Note[], description: Description): void {
  const flags = doNotContact.filter((name) => fields[name])
  const closed = flags.filter((name) => !description.fields.get(name)?.createable)
  if (flags.length > 0 && closed.length === flags.length) {
    throw failureNamed('do-not-contact', { code: 'DO_NOT_CONTACT_UNWRITABLE' })
  }
  for (const name of closed) {
    delete fields[name]
    notes.push(`${name} is not writable here and was left out`)
  }
}

const texts = /^(string|textarea|phone|url|picklist|multipicklist|combobox|encryptedstring)$/
const numbers = /^(int|double|currency|percent)$/

function suited(name: string, value: string, field: OrgField | undefined, notes: Note[]): string | number | boolean {
  if (!field) return doNotContact.includes(name) ? value === 'true' : value
  if (field.type === 'boolean') return /^(true|yes|1|on)$/i.test(value)
  if (numbers.test(field.type) && Number.isFinite(Number(value))) return Number(value)
  return texts.test(field.type) && field.length > 0 ? fitted(name, value, field.length, notes) : value
}

export function headersFor({ saveDespiteAlert, assignmentRule }: Settings): Record<string, string> {
  return {
    'Sforce-Duplicate-Rule-Header': `allowSave=${saveDespiteAlert}`,
    'Sforce-Auto-Assign': typeof assignmentRule === 'string' ? assignmentRule : assignmentRule ? 'TRUE' : 'FALSE',
  }
}

export function previewOf(delivery: Delivery, settings: Settings): Preview {
  const { apiVersion, externalIdField: field, instanceUrl } = settings
  const { record, notes } = recordOf(delivery, undefined, settings)
  const host = new URL(instanceUrl ?? settings.loginUrl ?? 'https://login.salesforce.com').host
  const leads = `${host}/services/data/v${apiVersion}/sobjects/Lead`
  return {
    method: field ? 'PATCH' : 'POST',
    to: field ? `${leads}/${field}/${encodeURIComponent(delivery.leadId)}` : leads,
    headers: { 'content-type': 'application/json', ...headersFor(settings) },
    body: record,
    notes: [...notes, undescribed, ...(/^(login|test)\.salesforce\.com$/.test(host) ? [unnamedHost] : [])],
  }
}

const undescribed =
  'Shown without the org’s description of Lead; a delivery also cuts to its lengths, sends its country codes and leaves out fields that the user may not write'
const unnamedHost = 'A delivery goes to the org’s own host, which the sign-in names'

/** By the external id field, or else by what leads of the same person made since the first attempt have in common. */
export function queryFor(delivery: Delivery, record: Record<string, unknown>, field: string | undefined): string {
  if (field) return `SELECT Id, IsDeleted FROM Lead WHERE ${field} = ${quoted(delivery.leadId)} LIMIT 1`
  // Salesforce's clock may run behind ours; the key tells earlier leads of the same person apart.
  const from = new Date(delivery.firstAttemptAt.getTime() - 5 * 60_000).toISOString()
  const names = record['Email'] ? ['Email'] : ['LastName', 'Company']
  const same = names.map((name) => `${name} = ${quoted(String(record[name] ?? ''))}`).join(' AND ')
  return `SELECT Id, IsDeleted, LeadSource, Description FROM Lead WHERE ${same} AND CreatedDate >= ${from} ORDER BY CreatedDate LIMIT 20`
}

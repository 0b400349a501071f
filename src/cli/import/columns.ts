/**
 * Maps the columns of a file to lead paths by their names. Case, accents, blanks and punctuation make no difference.
 */
import { csvColumns } from '../../api/csv-columns.ts'
import { type Column, importPaths, isImportPath } from '../../api/import-row.ts'
import { usage } from '../quit.ts'

/**
 * Known names besides the lead paths and the columns of an export (which are also those of the Referrals workspace).
 * They come from Microsoft's table and JSON (`FirstName`, `OfferDisplayName`, `CustomerInfo`…), from Salesforce's
 * Web-to-Lead (`first_name`, `lead_source`…), and from common usage.
 */
const names: Readonly<Record<string, readonly string[]>> = {
  'person.firstName': ['first name', 'given name', 'forename', 'contact first name', 'vorname', 'prénom', 'nombre'],
  'person.lastName': ['last name', 'surname', 'family name', 'contact last name', 'nachname', 'nom', 'apellido'],
  'person.name': ['name', 'full name', 'contact', 'contact name', 'customer contact name'],
  'person.email': [
    'email',
    'e-mail address',
    'mail',
    'work email',
    'business email',
    'contact email',
    'customer email',
  ],
  'person.phone': [
    'phone',
    'phone number',
    'telephone',
    'tel',
    'mobile',
    'mobile phone',
    'work phone',
    'business phone',
    'contact phone',
    'telefon',
    'téléphone',
  ],
  'person.country': ['country', 'country/region', 'customer country/region', 'country code', 'land', 'pays'],
  'person.company': [
    'company',
    'company name',
    'organization',
    'organisation',
    'account',
    'account name',
    'business',
    'firma',
    'société',
  ],
  'person.title': ['title', 'job title', 'position', 'role'],
  'offer.id': ['offer', 'product id', 'publisher.offer'],
  'offer.title': ['offer name', 'offer display name', 'product', 'product name'],
  'source.text': ['lead source', 'leadsource', 'source text'],
  'action.code': ['action', 'lead action'],
  description: ['description', 'note', 'notes', 'comment', 'comments', 'message'],
  sent: [
    'created',
    'created time',
    'created date',
    'created date time',
    'created on',
    'date created',
    'creation date',
    'date',
    'submitted',
    'submitted at',
    'timestamp',
  ],
  person: ['customer info', 'user details'],
  'campaign.mktcmpid': ['marketing campaign id', 'campaign id'],
}

const byName = new Map<string, string>([
  ...Object.entries(names).flatMap(([path, known]) => known.map((name) => [folded(name), path] as const)),
  ...importPaths.map((path) => [folded(path), path] as const),
  ...csvColumns.map(({ title, path }) => [folded(title), path ?? ''] as const),
])

/** The columns of a file with their lead paths. */
export interface Mapping {
  columns: readonly Column[]
  /** The names of unknown columns. */
  unknown: readonly string[]
}

/**
 * @param given `Work e-mail=person.email`; a blank path leaves the column out.
 * @throws Quit 2 when the mapped columns cannot identify a person, or `given` names an unknown column
 */
export function mapColumns(header: readonly string[], given: readonly string[]): Mapping {
  const wanted = new Map(given.map((one) => readGiven(one, header)))
  const unknown: string[] = []
  const taken = new Map<string, number>()
  const columns = header.map((title, at): Column => {
    const times = (taken.get(title) ?? 0) + 1
    taken.set(title, times)
    const name = times > 1 || title === '' ? `${title || 'column'} (${at + 1})` : title
    const path = wanted.get(folded(title)) ?? pathOf(title)
    if (path === undefined && title !== '') unknown.push(title)
    return { name, path: path || null }
  })
  if (!columns.some(({ path }) => path !== null && identifyingPaths.includes(path))) throw nothingMapped(header)
  return { columns, unknown }
}

const identifyingPaths = [
  'person.email',
  'person.phone',
  'person.phone.raw',
  'person.lastName',
  'person.name',
  'person.company',
  'person',
]

/** Blank = the column is known but stored only in the raw row; undefined = unknown. */
export function pathOf(title: string): string | undefined {
  const key = folded(title)
  return /^utm[a-z]+$/.test(key) ? `campaign.utm_${key.slice(3)}` : byName.get(key)
}

function readGiven(text: string, header: readonly string[]): readonly [string, string] {
  const sign = text.lastIndexOf('=')
  const [title, path] = [text.slice(0, sign).trim(), text.slice(sign + 1).trim()]
  if (sign < 1) throw usage(`--map takes "column=path", such as --map "Work e-mail=person.email".`)
  if (!header.some((one) => folded(one) === folded(title))) {
    throw usage(`--map: the file has no column "${title}". It has: ${header.join(', ')}.`)
  }
  if (path !== '' && !isImportPath(path)) {
    throw usage(`--map: "${path}" is no path of a lead. The paths are ${importPaths.join(', ')} and campaign.<name>.`)
  }
  return [folded(title), path]
}

function nothingMapped(header: readonly string[]): Error {
  return usage(
    'No column of the file is known as an e-mail address, a phone number, a last name or a company, so no row would be ' +
      `a lead. Name them with --map "column=person.email". The file has: ${header.join(', ')}.`,
  )
}

function folded(title: string): string {
  const letters = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return letters.replace(/[^\p{L}\p{N}]+/gu, '')
}

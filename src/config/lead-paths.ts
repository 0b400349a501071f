import { nearest } from './problems.ts'

/** What a template may read: the properties of `Lead` (src/lead/lead.ts). `*` stands for any name. */
export const leadPaths = [
  ...['id', 'received', 'sent', 'description', 'test', 'campaign.*', 'raw.*'],
  ...['source.endpoint', 'source.code', 'source.label', 'source.text'],
  ...['action.code', 'action.label', 'action.stage'],
  ...['offer.id', 'offer.publisher', 'offer.name', 'offer.title'],
  ...['person.firstName', 'person.lastName', 'person.name', 'person.email', 'person.emailDomain'],
  ...['person.phone.raw', 'person.phone.e164', 'person.company', 'person.title'],
  ...['person.country.raw', 'person.country.alpha2', 'person.country.alpha3', 'person.country.name'],
] as const

const open = ['campaign', 'raw']

export function unknownReads(reads: readonly string[]): { read: string; hint: string | undefined }[] {
  return reads.filter((read) => !isKnown(read)).map((read) => ({ read, hint: nearest(read, leadPaths) }))
}

function isKnown(read: string): boolean {
  const top = read.split('.')[0] ?? ''
  return open.includes(top) || leadPaths.some((path) => path === read || path.startsWith(`${read}.`))
}

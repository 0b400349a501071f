/** Missing rows as rows of the ordinary import. Pure. */
import type { Places, ReferralColumn } from './columns.ts'
import type { Referral } from './rows.ts'

interface ImportColumn {
  name: string
  path: string | null
}

const paths: Partial<Record<ReferralColumn, string>> = {
  email: 'person.email',
  company: 'person.company',
  country: 'person.country',
  firstName: 'person.firstName',
  lastName: 'person.lastName',
  phone: 'person.phone',
  offerId: 'offer.id',
  offerTitle: 'offer.title',
  notes: 'description',
}

/** The file's own cells stay in the raw row. The lead is marked as recovered, and was sent when Microsoft made it. */
export function recoveredRows(
  header: readonly string[],
  places: Places,
  missing: readonly Referral[],
): { columns: ImportColumn[]; rows: string[][] } {
  const meaning = new Map(Object.entries(places).map(([column, at]) => [at, paths[column as ReferralColumn] ?? null]))
  const own = header.map((title, at) => ({ name: `${title || 'column'} (${at + 1})`, path: meaning.get(at) ?? null }))
  const added: ImportColumn[] = [
    { name: 'Sent', path: 'sent' },
    { name: 'Source code', path: 'source.code' },
    { name: 'Action code', path: 'action.code' },
    { name: 'Recovered from', path: 'campaign.recovered' },
    { name: 'Microsoft id', path: 'campaign.referral' },
  ]
  const rows = missing.map(({ cells, created, source, action, referral }) => [
    ...header.map((_, at) => cells[at] ?? ''),
    ...[created.at.toISOString(), source, action, 'referrals', referral],
  ])
  return { columns: [...own, ...added], rows }
}

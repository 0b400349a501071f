/**
 * The columns of Microsoft's two downloads of leads, by name: the Referrals workspace and its analytics. Case, accents,
 * blanks and punctuation make no difference. learn.microsoft.com/partner-center/referral-analytics-data-definition
 */
const names = {
  referral: ['referral id', 'referral', 'id'],
  created: [
    ...['creation date', 'created date', 'created date time', 'date created', 'created', 'created on', 'created time'],
    ...['creation time', 'date'],
  ],
  updated: ['updated date', 'last updated', 'date updated', 'updated', 'updated on', 'modified date', 'last modified'],
  email: [
    'customer contact email address',
    'contact email',
    'contact email address',
    'customer email',
    'email',
    'email address',
  ],
  company: [
    'customer name',
    'company',
    'company name',
    'customer company',
    'customer company name',
    'organization name',
  ],
  country: ['customer country', 'customer country/region', 'country', 'country/region'],
  firstName: ['customer contact first name', 'contact first name', 'first name'],
  lastName: ['customer contact last name', 'contact last name', 'last name'],
  phone: ['customer contact phone number', 'contact phone', 'phone number', 'phone'],
  offerId: ['offer id', 'product id', 'solution id'],
  offerTitle: ['offer name', 'offer title', 'offer', 'product name', 'solution name', 'solution', 'solutions'],
  leadType: ['lead type'],
  source: ['lead source', 'source'],
  action: ['call to action', 'action'],
  notes: ['notes', 'note', 'description'],
} as const

export type ReferralColumn = keyof typeof names

export const referralColumns = Object.keys(names) as ReferralColumn[]

/** Where each known column stands in the file. */
export type Places = Partial<Record<ReferralColumn, number>>

/**
 * @param given names of columns by meaning, which count first: `{ email: 'Work e-mail' }`
 * @returns the places, or what the file lacks
 */
export function placesIn(
  header: readonly string[],
  given: Partial<Record<ReferralColumn, string>> = {},
): { places: Places; lacking: readonly string[] } {
  const titles = header.map(folded)
  const places: Places = {}
  for (const column of referralColumns) {
    const wanted = given[column]
    const known: readonly string[] = wanted === undefined ? names[column] : [wanted]
    const at = known.map((name) => titles.indexOf(folded(name))).find((found) => found >= 0)
    if (at !== undefined) places[column] = at
  }
  const { created, offerId, offerTitle, email, company } = places
  return {
    places,
    lacking: [
      ...(created === undefined ? ['a date (Creation Date)'] : []),
      ...(offerId === undefined && offerTitle === undefined ? ['an offer (Offer ID, Offer name)'] : []),
      ...(email === undefined && company === undefined ? ['a person or company (e-mail, Customer Name)'] : []),
    ],
  }
}

/** Letters and digits alone. */
export function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')
}

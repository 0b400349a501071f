export interface LeadRow {
  /** `person.email` */
  path: string
  value: string
  /** Whether it may tell who the person is. */
  isPersonal: boolean
}

/** Paths that tell nothing of the person; everything else may. */
const plain = /^(id|received|offer|action|source|test|campaign|person\.country)\b/

/** The normalised lead as rows, without what is empty. */
export function rowsOf(lead: Readonly<Record<string, unknown>>, under = ''): LeadRow[] {
  return Object.entries(lead).flatMap(([key, value]) => {
    const path = under === '' ? key : `${under}.${key}`
    if (value === null || value === undefined || value === '') return []
    if (typeof value === 'object') return rowsOf(value as Record<string, unknown>, path)
    return [{ path, value: String(value), isPersonal: !plain.test(path) && typeof value !== 'boolean' }]
  })
}

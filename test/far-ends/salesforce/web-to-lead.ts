import type { Lead } from './leads.ts'
import type { Reply } from './replies.ts'

export const oid = '00Do0000000ZHog'

export interface Servlet {
  /** Posts beyond the daily limit. */
  readonly pending: Lead[]
  /** Whether an accepted lead is silently dropped afterwards: reCAPTCHA, country list, required picklist. */
  drops: (form: URLSearchParams) => boolean
  limit: number
  answer(url: URL, form: URLSearchParams): Reply
}

const taken: Reply = { status: 200, headers: { 'is-processed': 'true', 'content-type': 'text/html' }, body: '' }
const refused: Reply = {
  ...taken,
  headers: { ...taken.headers, 'is-processed': 'true Exception:common.exception.SalesforceGenericException' },
}

/** Answers 200 to everything; only a header tells a failure, and only for obvious faults. */
export function openServlet(leads: Lead[], now: () => Date): Servlet {
  let count = 0
  const servlet: Servlet = {
    pending: [],
    limit: 500,
    drops: () => false,
    answer(_url, form) {
      if (form.get('oid')?.slice(0, 15) !== oid || !form.get('last_name') || !form.get('company')) return refused
      if (servlet.drops(form)) return taken
      const id = `00Q7Q00000${String(++count).padStart(5, '0')}EAB`
      const lead: Lead = { ...Object.fromEntries(form), Id: id, CreatedDate: now().toISOString(), IsDeleted: false }
      if (count > servlet.limit) servlet.pending.push(lead)
      else leads.push(lead)
      return taken
    },
  }
  return servlet
}

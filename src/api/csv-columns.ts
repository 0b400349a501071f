/**
 * The columns of an export. The first columns are those of Partner Center's Referrals workspace, in its order and with
 * the names that Microsoft documents for its CSV files. The hub's own columns follow.
 * https://learn.microsoft.com/partner-center/bulk-operations "CSV file values, descriptions, and examples"
 */

import type { ExportedRow } from '../ledger/reads/export.ts'
import type { StoredLead } from '../ledger/tables.ts'

export interface CsvColumn {
  title: string
  /** The lead path to which an import maps the column; undefined = the column is only for readers. */
  path: string | undefined
  cell(row: ExportedRow): string
}

const leadColumn = (title: string, path: string, cell: (lead: StoredLead) => string): CsvColumn => ({
  title,
  path,
  cell: ({ lead }) => (lead ? cell(lead) : ''),
})

const column = (title: string, cell: CsvColumn['cell'], path?: string): CsvColumn => ({ title, path, cell })

export const csvColumns: readonly CsvColumn[] = [
  leadColumn('Customer Name', 'person.company', ({ person }) => person.company),
  leadColumn('Customer Country', 'person.country', ({ person }) => person.country.raw),
  leadColumn('Customer Contact First Name', 'person.firstName', ({ person }) => person.firstName),
  leadColumn('Customer Contact Last Name', 'person.lastName', ({ person }) => person.lastName),
  leadColumn('Customer Contact Phone number', 'person.phone', ({ person }) => person.phone.raw),
  leadColumn('Customer Contact Email Address', 'person.email', ({ person }) => person.email),
  leadColumn('Notes', 'description', ({ description }) => description),
  column('Lead ID', ({ id }) => id, 'id'),
  leadColumn('Job title', 'person.title', ({ person }) => person.title),
  leadColumn('Offer ID', 'offer.id', ({ offer }) => offer.id),
  leadColumn('Offer title', 'offer.title', ({ offer }) => offer.title),
  leadColumn('Lead source', 'source.text', ({ source }) => source.text || source.code),
  leadColumn('Action code', 'action.code', ({ action }) => action.code),
  leadColumn('Campaign', 'campaign', ({ campaign }) =>
    Object.keys(campaign ?? {}).length > 0 ? JSON.stringify(campaign) : '',
  ),
  leadColumn('Sent', 'sent', ({ sent }) => sent),
  column('Received', ({ received_at }) => received_at.toISOString(), 'received'),
  column('Test', ({ test }) => (test ? 'yes' : 'no'), 'test'),
  column('Source', ({ source }) => source),
  column('State', ({ state }) => state),
  column('Reason', ({ reason }) => reason),
  column('Deliveries', ({ deliveries }) =>
    deliveries
      .map(({ destination, state, reference }) => [destination, state, reference].filter(Boolean).join(':'))
      .join(' '),
  ),
]

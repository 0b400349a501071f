/**
 * The columns of an export. The first columns are those of Partner Center's Referrals workspace, in its order and with the
 * names that Microsoft documents for its CSV files. The hub's own columns follow.
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

const ofLead = (title: string, path: string, cell: (lead: StoredLead) => string): CsvColumn => ({
  title,
  path,
  cell: ({ lead }) => (lead ? cell(lead) : ''),
})

const only = (title: string, cell: CsvColumn['cell'], path?: string): CsvColumn => ({ title, path, cell })

export const csvColumns: readonly CsvColumn[] = [
  ofLead('Customer Name', 'person.company', ({ person }) => person.company),
  ofLead('Customer Country', 'person.country', ({ person }) => person.country.raw),
  ofLead('Customer Contact First Name', 'person.firstName', ({ person }) => person.firstName),
  ofLead('Customer Contact Last Name', 'person.lastName', ({ person }) => person.lastName),
  ofLead('Customer Contact Phone number', 'person.phone', ({ person }) => person.phone.raw),
  ofLead('Customer Contact Email Address', 'person.email', ({ person }) => person.email),
  ofLead('Notes', 'description', ({ description }) => description),
  only('Lead ID', ({ id }) => id, 'id'),
  ofLead('Job title', 'person.title', ({ person }) => person.title),
  ofLead('Offer ID', 'offer.id', ({ offer }) => offer.id),
  ofLead('Offer title', 'offer.title', ({ offer }) => offer.title),
  ofLead('Lead source', 'source.text', ({ source }) => source.text || source.code),
  ofLead('Action code', 'action.code', ({ action }) => action.code),
  ofLead('Campaign', 'campaign', ({ campaign }) =>
    Object.keys(campaign ?? {}).length > 0 ? JSON.stringify(campaign) : '',
  ),
  ofLead('Sent', 'sent', ({ sent }) => sent),
  only('Received', ({ received_at }) => received_at.toISOString(), 'received'),
  only('Test', ({ test }) => (test ? 'yes' : 'no'), 'test'),
  only('Source', ({ source }) => source),
  only('State', ({ state }) => state),
  only('Reason', ({ reason }) => reason),
  only('Deliveries', ({ deliveries }) =>
    deliveries
      .map(({ destination, state, reference }) => [destination, state, reference].filter(Boolean).join(':'))
      .join(' '),
  ),
]

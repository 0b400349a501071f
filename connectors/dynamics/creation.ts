/** The request that makes a lead's record, and how it would look if nothing were asked of the environment before. */
import type { Delivery, Preview } from '../../src/connector.ts'
import { type Columns, documented } from './columns.ts'
import { compose, recordId } from './record.ts'
import type { Settings } from './settings.ts'

/** @throws DeliveryError as `compose` does. */
export function creationOf({ leadId, fields }: Delivery, columns: Columns, settings: Settings) {
  const { body, notes } = compose(fields, columns, settings)
  const headers = {
    'content-type': 'application/json',
    'if-none-match': '*',
    'mscrm.suppressduplicatedetection': String(settings.duplicateRules === 'ignore'),
  }
  return { method: 'PATCH', path: `leads(${recordId(leadId)})`, headers, body, notes } as const
}

export function previewOf(delivery: Delivery, settings: Settings): Preview {
  const { path, notes, ...request } = creationOf(delivery, documented, settings)
  const to = `${new URL(settings.url).host}/api/data/v9.2/${path}`
  return { ...request, to, notes: [...notes, undescribed] }
}

const undescribed =
  'Shown by the documented columns of lead: a delivery goes by the lengths and kinds of this environment, and is held for a field it does not have'

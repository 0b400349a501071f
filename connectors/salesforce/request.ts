/** What is sent of a lead, and how it would look if nothing were asked of the org before. */
import type { Delivery, Preview } from '../../src/connector.ts'
import { toRecord } from './record.ts'
import type { Settings } from './settings.ts'
import type { Shape } from './shape.ts'

/**
 * Without the external id: it stands in the address, and an earlier lead's record keeps its own.
 * @param over the record of an earlier lead is written over.
 */
export function recordOf(delivery: Delivery, shape: Shape | undefined, { externalIdField }: Settings, over = false) {
  const { record, notes } = toRecord(delivery, shape, { keyed: externalIdField === undefined, appends: !over })
  if (externalIdField) delete record[externalIdField]
  return { record, notes }
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
  'Shown without the org’s description of Lead: a delivery also cuts to its lengths, sends its country codes and leaves out what the user may not write'
const unnamedHost = 'A delivery goes to the org’s own host, which the sign-in names'

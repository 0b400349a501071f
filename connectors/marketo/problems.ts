/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'

/**
 * What is wrong with the form, the fields, the partitions and the leads themselves.
 */
const lead: readonly (Signs | Problem)[] = [
  { id: 'marketo-form-not-found', codes: ['FORM_NOT_FOUND', '702'] },
  { id: 'marketo-form-without-lead-source', codes: ['FORM_WITHOUT_LEAD_SOURCE'] },
  { id: 'marketo-form-without-email', codes: ['FORM_WITHOUT_EMAIL'] },
  { id: 'marketo-form-without-do-not-call' },
  { id: 'marketo-field-not-found', codes: ['1006'], patterns: [/field ['"‘].{1,100}['"’] not found/i] },
  { id: 'marketo-field-not-supported', codes: ['1011'], patterns: [/field ['"‘].{1,100}['"’] not supported/i] },
  { id: 'marketo-company-update', codes: ['1021'] },
  { id: 'marketo-partition-denied', codes: ['1008'], patterns: [/access denied to partition/i] },
  { id: 'marketo-partition-missing', codes: ['1009'] },
  { id: 'marketo-partition-update', codes: ['1010'] },
  { id: 'marketo-object-not-found', codes: ['1013'] },
  { id: 'marketo-crm-enabled', codes: ['1018'] },
  { id: 'marketo-program-status', codes: ['1025'] },
  { id: 'marketo-filter-unsupported', codes: ['1035'] },
  { id: 'marketo-duplicate-persons', codes: ['1007'] },
  {
    id: 'marketo-refused-value',
    codes: ['701', '1001', '1002', '1003', '1004'],
    patterns: [/required of type/i, /cannot be blank/i],
  },
  { id: 'marketo-no-usable-email', codes: ['EMAIL_MISSING', 'EMAIL_INVALID', 'EMAIL_NOT_ASCII', 'EMAIL_TOO_LONG'] },
]

/**
 * What is wrong with the account, its rights, its limits or the settings of the destination.
 */
const account: readonly (Signs | Problem)[] = [
  { id: 'marketo-server-id-retired', patterns: [/server ?id is no longer/i, /marketo.{0,100}server ?id/i] },
  { id: 'marketo-bad-client-credentials', codes: ['invalid_client', 'unauthorized'] },
  { id: 'marketo-token-missing', codes: ['600'], patterns: [/access token not specified/i] },
  { id: 'marketo-token-refused', codes: ['601', '602'] },
  { id: 'marketo-access-denied', codes: ['603'] },
  { id: 'marketo-rate-limit', codes: ['606'] },
  { id: 'marketo-daily-quota', codes: ['607'] },
  { id: 'marketo-concurrency-limit', codes: ['615'] },
  { id: 'marketo-unreachable-subscription', codes: ['614'] },
  { id: 'marketo-wrong-base-url', codes: ['610'], statuses: [301, 302, 303, 307, 308, 404, 405] },
  { id: 'marketo-feature-not-enabled', codes: ['616', '703'] },
  { id: 'marketo-business-rule', codes: ['709', '710', '711', '718'] },
  { id: 'marketo-malformed-request', codes: ['605', '609', '612', '613'] },
]

export const problems = readCatalogue(import.meta.dirname, [...lead, ...account])

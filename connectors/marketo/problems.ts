/**
 * The codes and patterns of each problem, and its class. The words stand in problems.md; the first match counts.
 * Source: https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/error-codes
 */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'

/** The form, the fields, the partitions and the programs. */
const instance: readonly (Signs | Problem)[] = [
  { id: 'marketo-form-not-found', class: 'configuration', codes: ['FORM_NOT_FOUND', '702'] },
  { id: 'marketo-form-without-lead-source', class: 'configuration', codes: ['FORM_WITHOUT_LEAD_SOURCE'] },
  { id: 'marketo-form-without-email', class: 'configuration', codes: ['FORM_WITHOUT_EMAIL'] },
  // One lead that must not be contacted must not hold all others.
  { id: 'marketo-form-without-do-not-call', class: 'rejected' },
  {
    id: 'marketo-field-not-found',
    class: 'configuration',
    onlyByLead: true,
    codes: ['1006'],
    patterns: [/field ['"‘].{1,100}['"’] not found/i],
  },
  {
    id: 'marketo-field-not-supported',
    class: 'configuration',
    onlyByLead: true,
    codes: ['1011'],
    patterns: [/field ['"‘].{1,100}['"’] not supported/i],
  },
  {
    id: 'marketo-partition-denied',
    class: 'configuration',
    onlyByLead: true,
    codes: ['1008'],
    patterns: [/access denied to partition/i],
  },
  { id: 'marketo-partition-missing', class: 'configuration', onlyByLead: true, codes: ['1009'] },
  { id: 'marketo-object-not-found', class: 'configuration', onlyByLead: true, codes: ['1013'] },
  { id: 'marketo-crm-enabled', class: 'configuration', onlyByLead: true, codes: ['1018'] },
  { id: 'marketo-program-status', class: 'configuration', onlyByLead: true, codes: ['1025'] },
  { id: 'marketo-filter-unsupported', class: 'configuration', codes: ['1035'] },
  { id: 'marketo-folder', class: 'configuration', codes: ['710', '711'] },
  { id: 'marketo-sales-person-unknown', class: 'configuration', onlyByLead: true, codes: ['718'] },
]

/** The lead itself. */
const lead: readonly (Signs | Problem)[] = [
  { id: 'marketo-company-update', class: 'rejected', codes: ['1021'] },
  { id: 'marketo-partition-update', class: 'rejected', codes: ['1010'] },
  { id: 'marketo-duplicate-persons', class: 'rejected', codes: ['1007'] },
  {
    id: 'marketo-refused-value',
    class: 'rejected',
    codes: ['701', '1001', '1002', '1003'],
    patterns: [/required of type/i, /cannot be blank/i],
  },
  { id: 'marketo-person-not-found', class: 'rejected', codes: ['1004'] },
  { id: 'marketo-business-rule', class: 'rejected', codes: ['709'] },
  {
    id: 'marketo-no-usable-email',
    class: 'rejected',
    codes: ['EMAIL_MISSING', 'EMAIL_INVALID', 'EMAIL_NOT_ASCII', 'EMAIL_TOO_LONG'],
  },
  { id: 'marketo-lead-too-large', class: 'rejected', statuses: [413] },
]

/** The account, its rights and the settings of the destination. */
const account: readonly (Signs | Problem)[] = [
  { id: 'marketo-server-id-retired', patterns: [/server ?id is no longer/i, /marketo.{0,100}server ?id/i] },
  { id: 'marketo-bad-client-credentials', class: 'configuration', codes: ['invalid_client', 'unauthorized'] },
  {
    id: 'marketo-token-missing',
    class: 'configuration',
    codes: ['600'],
    patterns: [/access token not specified/i],
  },
  // Of a token that was fetched just before: an older one is renewed first.
  { id: 'marketo-token-refused', class: 'configuration', codes: ['601', '602'] },
  { id: 'marketo-access-denied', class: 'configuration', onlyByLead: true, codes: ['603'] },
  {
    id: 'marketo-wrong-base-url',
    class: 'configuration',
    codes: ['610'],
    statuses: [301, 302, 303, 307, 308, 404, 405],
  },
  { id: 'marketo-feature-not-enabled', class: 'configuration', codes: ['616', '703'] },
  { id: 'marketo-malformed-request', class: 'configuration', codes: ['605', '609', '612', '613'] },
]

/** Failures that pass by themselves, and failures that leave a doubt. */
const passing: readonly (Signs | Problem)[] = [
  { id: 'marketo-rate-limit', class: 'transient', retryIn: 20, everyLead: true, codes: ['606'] },
  // replies.ts adds the moment: midnight US Central.
  { id: 'marketo-daily-quota', class: 'transient', everyLead: true, codes: ['607'] },
  { id: 'marketo-concurrency-limit', class: 'transient', retryIn: 5, everyLead: true, codes: ['615'] },
  // For hours on end it is a matter of configuration: replies.ts.
  { id: 'marketo-unreachable-subscription', class: 'transient', codes: ['614'] },
  { id: 'marketo-unavailable', class: 'transient', codes: ['608', '713'] },
  { id: 'marketo-lock-timeout', class: 'transient', codes: ['719'] },
  { id: 'marketo-bulk-jobs', class: 'transient', codes: ['1016', '1019', '1029'] },
  { id: 'marketo-same-record-twice', class: 'transient', codes: ['1036'] },
  { id: 'marketo-system-error', class: 'transient', ifRepeatDoubles: 'uncertain', codes: ['502', '611'] },
  { id: 'marketo-call-timed-out', class: 'uncertain', codes: ['604'] },
]

export const problems = readCatalogue(import.meta.dirname, [...instance, ...lead, ...account, ...passing])

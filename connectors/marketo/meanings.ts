import type { FailureClass } from '../../src/failure.ts'

export interface Meaning {
  class: FailureClass
  says: string
  /** Where a repeat would log a second activity and the call may have been carried out. @default `class` */
  activity?: FailureClass
  /** Not before so many seconds. */
  seconds?: number
  /** The limit is the instance's: every lead would meet it. */
  everyLead?: boolean
}

const ours = 'Marketo did not understand the request; this is a fault of the connector'
const bulk = 'Marketo has too many bulk jobs'

/**
 * What Marketo's codes mean (help/rest-api/error-codes.md). 601 and 602 stand for a token refused right after it was
 * fetched; 607 and 614 are completed where the clock is known.
 */
export const meanings = new Map<string, Meaning>([
  ['502', { class: 'transient', activity: 'uncertain', says: 'Marketo met a bad gateway inside' }],
  ['600', { class: 'configuration', says: 'The access token did not reach Marketo; something between removes it' }],
  ['601', { class: 'configuration', says: 'Marketo refuses a token it has just given out' }],
  ['602', { class: 'configuration', says: 'Marketo calls a token expired that it has just given out' }],
  ['603', { class: 'configuration', says: "Marketo denies access: the API user's role or the IP allowlist" }],
  [
    '604',
    { class: 'uncertain', says: 'The call ran too long inside Marketo; whether the lead was taken is not known' },
  ],
  ['605', { class: 'configuration', says: ours }],
  ['606', { class: 'transient', seconds: 20, everyLead: true, says: "Marketo's rate limit is used up" }],
  [
    '607',
    {
      class: 'transient',
      everyLead: true,
      says: "Marketo's daily quota is used up; it is whole again at midnight US Central",
    },
  ],
  ['608', { class: 'transient', says: "Marketo's API is not available now" }],
  ['609', { class: 'configuration', says: ours }],
  ['610', { class: 'configuration', says: 'Marketo knows no such address; check the base URL' }],
  ['611', { class: 'transient', activity: 'uncertain', says: 'Marketo met a system error' }],
  ['612', { class: 'configuration', says: ours }],
  ['613', { class: 'configuration', says: ours }],
  ['614', { class: 'transient', says: 'Marketo cannot reach this subscription now' }],
  [
    '615',
    {
      class: 'transient',
      seconds: 5,
      everyLead: true,
      says: 'Marketo is answering as many calls at once as it allows',
    },
  ],
  ['616', { class: 'configuration', says: 'The Marketo subscription is not of the type this call needs' }],
  ['701', { class: 'rejected', says: 'Marketo misses a value it requires' }],
  ['702', { class: 'configuration', says: 'Marketo finds nothing by that id' }],
  ['703', { class: 'configuration', says: 'The feature is not enabled for this Marketo subscription' }],
  ['709', { class: 'rejected', says: 'A business rule in Marketo forbids it' }],
  ['710', { class: 'configuration', says: 'Marketo does not find the parent folder' }],
  ['711', { class: 'configuration', says: 'The folder in Marketo is of the wrong type' }],
  ['713', { class: 'transient', says: 'A resource inside Marketo is not available now' }],
  ['718', { class: 'configuration', says: 'Marketo does not know the external sales person id' }],
  ['719', { class: 'transient', says: 'Marketo waited too long for a lock' }],
  ['1001', { class: 'rejected', says: 'Marketo refuses a value: wrong type for its field' }],
  ['1002', { class: 'rejected', says: 'Marketo misses a required value' }],
  ['1003', { class: 'rejected', says: 'Marketo refuses the data of this lead' }],
  ['1004', { class: 'rejected', says: 'Marketo does not find the person to update' }],
  [
    '1006',
    {
      class: 'configuration',
      says: 'Marketo does not know a field that is sent, or the form lacks it; correct the mapping or the form',
    },
  ],
  ['1007', { class: 'rejected', says: 'Several persons in Marketo have this e-mail; merge them there, then replay' }],
  ['1008', { class: 'configuration', says: 'The API user has no access to the lead partition' }],
  ['1009', { class: 'configuration', says: 'Marketo wants a lead partition named; set partition' }],
  ['1010', { class: 'rejected', says: 'The person is in another lead partition; correct partition or leave it out' }],
  ['1011', { class: 'configuration', says: 'Marketo does not accept a field in this place; correct the mapping' }],
  ['1013', { class: 'configuration', says: 'Marketo does not find the form, program or list; check its id or name' }],
  ['1016', { class: 'transient', says: bulk }],
  ['1018', { class: 'configuration', says: 'A native CRM integration in Marketo forbids the action' }],
  ['1019', { class: 'transient', says: bulk }],
  [
    '1021',
    {
      class: 'rejected',
      says: 'Marketo lets no API change the company of a known person; set mapping company: null',
    },
  ],
  ['1025', { class: 'configuration', says: 'The program in Marketo has no such status' }],
  ['1029', { class: 'transient', says: bulk }],
  ['1035', { class: 'configuration', says: 'This Marketo subscription does not support the filter' }],
  ['1036', { class: 'transient', says: 'Two of our calls for one person met in Marketo' }],
])

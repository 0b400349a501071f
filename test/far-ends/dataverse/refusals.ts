/** Dataverse's refusals, from its documentation or from public posts. */
import type { Refusal } from './reply.ts'

const user = '3f0a1c52-9d1e-ee11-9966-000d3a2b1c4d'
const principal = `Principal user (Id=${user}, type=8, roleCount=1, privilegeCount=12, accessMode='4 Non-interactive')`
const page = (title: string) =>
  `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body>${title}</body></html>`

export const refusals = {
  matchingKey: { status: 412, code: '', message: 'A record with matching key values already exists.' },
  matchingKeyInFrench: {
    status: 412,
    code: '',
    message: 'Un enregistrement avec des valeurs de clé identiques existe déjà.',
  },
  duplicateRecord: { status: 412, code: '0x80040237', message: 'A record with matching key values already exists.' },
  duplicateRule: {
    status: 412,
    code: '0x80040333',
    message: 'A record was not created or updated because a duplicate of the current record already exists.',
  },
  duplicateRuleAsDocumented: {
    status: 500,
    code: '0x80040333',
    message: 'A record was not created or updated because a duplicate of the current record already exists.',
  },
  alternateKey: {
    status: 412,
    code: '0x80060892',
    message:
      'A record that has the attribute values Email already exists. The entity key EmailKey requires that this set of attributes contains unique values.',
  },
  versionMismatch: {
    status: 412,
    code: '0x80060882',
    message: "The version of the existing record doesn't match the RowVersion property provided.",
  },
  versionMismatchWithoutCode: {
    status: 412,
    code: '',
    message: "The version of the existing record doesn't match the RowVersion property provided.",
  },
  requests: {
    status: 429,
    code: '0x80072322',
    message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
  },
  requestsDecimal: {
    status: 429,
    code: '-2147015902',
    message: 'Number of requests exceeded the limit of 6000 over time window of 300 seconds.',
  },
  executionTime: {
    status: 429,
    code: '0x80072321',
    message:
      'Combined execution time of incoming requests exceeded limit of 1,200,000 milliseconds over time window of 300 seconds. Decrease number of concurrent requests or reduce the duration of requests and try again later.',
  },
  executionTimeDecimal: {
    status: 429,
    code: '-2147015903',
    message: 'Combined execution time of incoming requests exceeded limit.',
  },
  concurrent: { status: 429, code: '0x80072326', message: 'Number of concurrent requests exceeded the limit of 52.' },
  concurrentDecimal: {
    status: 429,
    code: '-2147015898',
    message: 'Number of concurrent requests exceeded the limit of 52.',
  },
  privilegeDenied: {
    status: 403,
    code: '0x80040220',
    message: `${principal}, is missing prvCreateLead privilege (Id=5e1ac78d-7f40-4a2c-9a3e-0a9f1f5e4c5d) on OTC=4 for entity 'lead' (LocalizedName='Lead'). context.Caller=${user}. Consider adding missed privilege to one of the principal (user/team) roles.`,
  },
  accessCheck: {
    status: 403,
    code: '0x80048306',
    message: `SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: ${user}, OwnerId: ${user}, OwnerIdType: 8 and CallingUser: ${user}. ObjectTypeCode: 4, objectBusinessUnitId: ${user}, AccessRights: AppendToAccess`,
  },
  checkPrivilege: {
    status: 403,
    code: '0x80040299',
    message: `SecLib::CheckPrivilege failed. User: ${user}, PrivilegeName: prvCreateLead, PrivilegeId: 5e1ac78d-7f40-4a2c-9a3e-0a9f1f5e4c5d, Required Depth: Basic, BusinessUnitId: ${user}`,
  },
  secLibWithoutCode: { status: 400, code: '', message: 'SecLib::CheckPrivilege failed. PrivilegeName: prvCreateLead' },
  noRoles: {
    status: 403,
    code: '0x80042f09',
    message: `SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user. Returned hr = -2147209463, User: ${user}`,
  },
  noRolesWithoutCode: {
    status: 500,
    code: '',
    message: 'SecLib::RetrievePrivilegeForUser failed - no roles are assigned to user.',
  },
  columnPermission: {
    status: 403,
    code: '0x8004f502',
    message: `Caller user with Id ${user} does not have Create permissions for the leadsourcecode attribute in the lead entity.`,
  },
  userNotMember: { status: 403, code: '0x80072560', message: 'The user is not a member of the organization.' },
  userNotMemberAs401: { status: 401, code: '0x80072560', message: 'The user is not a member of the organization.' },
  userDisabled: {
    status: 403,
    code: '0x80040225',
    message: 'The specified user is either disabled or is not a member of any business unit.',
  },
  tooLong: {
    status: 400,
    code: '0x80044331',
    message:
      "A validation error occurred. The length of the 'subject' attribute of the 'lead' entity exceeded the maximum allowed length of '300'.",
  },
  optionRange: {
    status: 400,
    code: '0x8004431a',
    message:
      "A validation error occurred. The value of 'leadsourcecode' on record of type 'lead' is outside the valid range. Accepted Values: 1,2,3,4,5,6,7,8,9,10",
  },
  unknownProperty: {
    status: 400,
    code: '0x80060888',
    message: "Could not find a property named 'new_offer' on type 'Microsoft.Dynamics.CRM.lead'.",
  },
  unknownPropertyOld: {
    status: 400,
    code: '0x0',
    message:
      "An error occurred while validating input parameters: Could not find a property named 'new_offer' on type 'Microsoft.Dynamics.CRM.lead'.",
  },
  invalidProperty: {
    status: 400,
    code: '',
    message: "Invalid property 'new_offer' was found in entity 'Microsoft.Dynamics.CRM.lead'.",
  },
  unknownSegment: { status: 404, code: '0x8006088a', message: "Resource not found for the segment 'leads'." },
  unknownSegmentByOtherCode: {
    status: 404,
    code: '0x80060888',
    message: "Resource not found for the segment 'leads'.",
  },
  unknownSegmentWithoutCode: { status: 404, code: '', message: "Resource not found for the segment 'leads'." },
  unknownCodeKnownWords: {
    status: 400,
    code: '0x80099998',
    message: "Could not find a property named 'new_offer' on type 'Microsoft.Dynamics.CRM.lead'.",
  },
  payload: {
    status: 400,
    code: '0x80048d19',
    message:
      "Error identified in Payload provided by the user for Entity :'leads', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293 ----> InnerException : Microsoft.OData.ODataException: Cannot convert the literal to the expected type 'Edm.Int32'.",
  },
  keyNotFound: {
    status: 404,
    code: '0x80060891',
    message: 'A record with the specified key values does not exist in systemuser entity',
  },
  doesNotExist: { status: 404, code: '0x80040217', message: `systemuser With Id = ${user} Does Not Exist` },
  doesNotExistWithoutCode: { status: 404, code: '', message: `campaign With Id = ${user} Does Not Exist` },
  plugIn: { status: 400, code: '0x80040265', message: 'Leads without a partner are not taken here.' },
  sql: { status: 500, code: '0x80044150', message: 'Generic SQL error.' },
  unexpected: { status: 500, code: '0x80040216', message: 'An unexpected error occurred.' },
  readOnly: { status: 400, code: '0x80048544', message: 'The organization is in read-only mode.' },
  administrationMode: { status: 503, code: '', message: 'The environment is in administration mode.' },
  storageFull: { status: 403, code: '', message: 'The storage limit of this organization has been reached.' },
  unknownCode: { status: 400, code: '0x80099999', message: 'Something else.' },
  payloadTooLarge: { status: 413, page: '' },
  internalError: { status: 500, page: '' },
  badGateway: { status: 502, page: page('502 Bad Gateway') },
  unavailable: { status: 503, page: page('503 Service Unavailable') },
  gatewayTimeout: { status: 504, page: page('504 Gateway Timeout') },
  loginPage: { status: 200, page: page('Sign in to your account') },
  redirect: {
    status: 302,
    page: '',
    headers: { location: 'https://login.microsoftonline.com/common/oauth2/authorize' },
  },
  noResource: { status: 404, page: '{"Message":"No HTTP resource was found that matches the request URI."}' },
  notFoundPage: { status: 404, page: page('404 Not Found') },
  forbiddenPage: { status: 403, page: page('403 Forbidden') },
  emptySuccess: { status: 204, page: '' },
} as const satisfies Record<string, Refusal>

export type RefusalName = keyof typeof refusals

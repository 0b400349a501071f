/**
 * The codes and patterns of each problem, and its class. The words stand in problems.md; the first match counts.
 * Codes of Dataverse: learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes.
 */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems, entraSigns } from '../../src/outside/entra/problems.ts'

/** Dataverse prints a code in hexadecimal or in decimal. */
function dataverse(...codes: readonly string[]): string[] {
  return codes.flatMap((code) => [code, String(Number(code) | 0)])
}

/** Sentences of Partner Center (lead management FAQ, 2018 to 2021), or remedies in the admin centers of Dynamics 365. */
const entra: readonly (Signs | Problem)[] = [
  {
    id: 'dynamics-tenant-not-found',
    ...entraSigns('directory', {
      only: [90002],
      patterns: [/Tenant .{0,80}not found\. (This instance may happen|Check to make sure)/i, /Locataire introuvable/i],
    }),
  },
  {
    id: 'dynamics-tenant-malformed',
    ...entraSigns('directory', {
      without: [90002],
      patterns: [
        /(Requested|Specified) tenant identifier .{0,80}(not valid|neither a valid)/i,
        /identificateur de locataire demandé n[’']est pas valide/i,
      ],
    }),
  },
  {
    id: 'dynamics-application-not-found',
    ...entraSigns('application', {
      patterns: [
        /Application with identifier .{0,80}was not found in the directory/i,
        /application associée à l[’']identificateur est introuvable/i,
      ],
    }),
  },
  { id: 'dynamics-client-secret-expired', ...entraSigns('secret', { only: [7000222] }) },
  {
    id: 'dynamics-invalid-client-secret',
    ...entraSigns('secret', {
      without: [7000222],
      patterns: [/Invalid client secret (is )?provided/i, /secret client fourni n[’']est pas valide/i],
    }),
  },
  { id: 'dynamics-resource-not-found', ...entraSigns('resource') },
  { id: 'dynamics-consent-missing', ...entraSigns('consent') },
  { id: 'dynamics-conditional-access', ...entraSigns('conditional-access') },
  ...entraProblems(
    {
      type: 'dynamics',
      application: 'applicationId',
      directory: 'directoryId',
      secret: 'applicationKey',
      user: {
        username: 'username',
        password: 'password',
        passwordExpires: 'passwordExpires',
        service: 'Dynamics 365',
      },
    },
    ['directory', 'application', 'secret', 'resource', 'consent', 'conditional-access'],
  ),
]

/** Every lead meets these problems. Patterns decide about a reply without a code, which is frequent (`meaningOfRefusal`). */
const environment: readonly Signs[] = [
  {
    id: 'dynamics-service-protection',
    class: 'transient',
    everyLead: true,
    codes: dataverse('0x80072322', '0x80072321', '0x80072326'),
  },
  { id: 'dynamics-record-changed', class: 'transient', codes: dataverse('0x80060882'), patterns: [/RowVersion/] },
  {
    id: 'dynamics-no-role',
    class: 'configuration',
    codes: dataverse('0x80042f09'),
    patterns: [/no roles are assigned/i],
  },
  {
    id: 'dynamics-missing-privilege',
    class: 'configuration',
    codes: [...dataverse('0x80040220', '0x80048306', '0x80040299'), 'PRIVILEGE_MISSING'],
    patterns: [/is missing prv[A-Z]/, /SecLib::(?!RetrievePrivilegeForUser failed - no roles)/],
  },
  {
    id: 'dynamics-missing-column-permission',
    class: 'configuration',
    onlyByLead: true,
    codes: dataverse('0x8004f502', '0x8004f507'),
    patterns: [/does not have create permissions/i],
  },
  {
    id: 'dynamics-user-not-member',
    class: 'configuration',
    codes: dataverse('0x80072560'),
    patterns: [/not a member of the organization/i],
  },
  { id: 'dynamics-user-disabled', class: 'configuration', codes: dataverse('0x80040225') },
  {
    id: 'dynamics-no-lead-table',
    class: 'configuration',
    codes: dataverse('0x8006088a'),
    patterns: [/Resource not found for the segment/i],
  },
  {
    id: 'dynamics-unknown-field',
    class: 'configuration',
    onlyByLead: true,
    codes: [...dataverse('0x80060888', '0x80048d19'), 'UNKNOWN_FIELD'],
    patterns: [/Could not find a property|Invalid property/i],
  },
  {
    id: 'dynamics-reference-not-found',
    class: 'configuration',
    onlyByLead: true,
    codes: dataverse('0x80060891', '0x80040217'),
    patterns: [/ Does Not Exist/i],
  },
  {
    id: 'dynamics-environment-closed',
    class: 'configuration',
    onlyByLead: true,
    codes: dataverse('0x80048544'),
    patterns: [/administration mode|read-only mode|storage (capacity|limit|quota)/i],
  },
]

/** Single leads meet these problems. */
const record: readonly Signs[] = [
  {
    id: 'dynamics-option-value',
    class: 'rejected',
    codes: [...dataverse('0x8004431a'), 'VALUE_OF_WRONG_TYPE'],
    patterns: [/outside the valid range\. Accepted Values/i],
  },
  { id: 'dynamics-plug-in', class: 'rejected', codes: dataverse('0x80040265') },
  { id: 'dynamics-duplicate-rule', class: 'rejected', codes: dataverse('0x80040333') },
  { id: 'dynamics-duplicate-record', class: 'rejected', codes: dataverse('0x80040237') },
  { id: 'dynamics-alternate-key', class: 'rejected', codes: dataverse('0x80060892') },
  {
    id: 'dynamics-value-too-long',
    class: 'rejected',
    codes: dataverse('0x80044331'),
    patterns: [/length of the '\w+' attribute .{0,60}exceeded the maximum allowed length/i],
  },
  { id: 'dynamics-failed-inside', class: 'uncertain', codes: dataverse('0x80044150', '0x80040216') },
]

/** The network door or the sign-in decides about these problems, or only a person sees them. */
const symptoms: readonly Signs[] = [
  {
    id: 'dynamics-wrong-url',
    codes: ['ENOTFOUND', 'ERR_INVALID_URL'],
    patterns: [
      /no reply in time before anything was sent/,
      /request channel timed out while waiting for a reply/i,
      /canal de demande a dépassé le délai/i,
      /No HTTP resource was found that matches the request URI/i,
    ],
  },
  {
    id: 'dynamics-sign-in',
    codes: ['invalid_client', 'unauthorized_client', 'invalid_grant', 'HTTP_401'],
    statuses: [401],
    patterns: [/Unable to (sign|log) ?in to Dynamics CRM/i, /Impossible de se connecter à Dynamics CRM/i],
  },
  { id: 'dynamics-nothing-arrives' },
]

export const problems = readCatalogue(import.meta.dirname, [...entra, ...environment, ...record, ...symptoms])

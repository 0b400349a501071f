/** By what each answer is known. The words stand in problems.md; the first match counts. */
import type { Problem } from '../../src/connector.ts'
import { readCatalogue, type Signs } from '../../src/outside/catalogue.ts'
import { entraProblems } from '../../src/outside/entra/problems.ts'

/**
 * Signing in at Microsoft Entra ID as an application. Texts: Partner Center's lead management FAQ (2018–2021), Entra.
 */
const signIn: readonly (Signs | Problem)[] = [
  {
    id: 'dynamics-tenant-not-found',
    codes: ['AADSTS90002'],
    patterns: [
      /AADSTS(?:90002)(?!\d)/,
      /Tenant .{0,80}not found\. (This instance may happen|Check to make sure)/i,
      /Locataire introuvable/i,
    ],
  },
  {
    id: 'dynamics-tenant-malformed',
    codes: ['AADSTS900023', 'AADSTS90013', 'AADSTS90019', 'AADSTS90023'],
    patterns: [
      /AADSTS(?:900023|90013|90019|90023)(?!\d)/,
      /(Requested|Specified) tenant identifier .{0,80}(not valid|neither a valid)/i,
      /identificateur de locataire demandé n[’']est pas valide/i,
    ],
  },
  {
    id: 'dynamics-wrong-cloud',
    codes: ['AADSTS90038', 'AADSTS900382', 'AADSTS900432'],
    patterns: [/AADSTS(?:90038|900382|900432)(?!\d)/],
  },
  {
    id: 'dynamics-application-not-found',
    codes: ['AADSTS700016', 'AADSTS700011', 'AADSTS70001'],
    patterns: [
      /AADSTS(?:700016|700011|70001)(?!\d)/,
      /Application with identifier .{0,80}was not found in the directory/i,
      /application associée à l[’']identificateur est introuvable/i,
    ],
  },
  { id: 'dynamics-application-disabled', codes: ['AADSTS7000112'], patterns: [/AADSTS(?:7000112)(?!\d)/] },
  { id: 'dynamics-client-secret-expired', codes: ['AADSTS7000222'], patterns: [/AADSTS(?:7000222)(?!\d)/] },
  {
    id: 'dynamics-invalid-client-secret',
    codes: ['AADSTS7000215', 'AADSTS70002', 'AADSTS50012'],
    patterns: [
      /AADSTS(?:7000215|70002|50012)(?!\d)/,
      /Invalid client secret (is )?provided/i,
      /secret client fourni n[’']est pas valide/i,
    ],
  },
  { id: 'dynamics-client-secret-missing', codes: ['AADSTS7000218'], patterns: [/AADSTS(?:7000218)(?!\d)/] },
  {
    id: 'dynamics-certificate-refused',
    codes: ['AADSTS700027', 'AADSTS700021', 'AADSTS700022', 'AADSTS700023', 'AADSTS700024', 'AADSTS700030'],
    patterns: [/AADSTS(?:700021|700022|700023|700024|700027|700030)(?!\d)/],
  },
  {
    id: 'dynamics-resource-not-found',
    codes: ['AADSTS500011', 'AADSTS70011', 'AADSTS50001'],
    patterns: [/AADSTS(?:500011|70011|50001)(?!\d)/],
  },
  {
    id: 'dynamics-consent-missing',
    codes: ['AADSTS65001', 'AADSTS90093', 'AADSTS90094', 'AADSTS90099', 'AADSTS650056'],
    patterns: [/AADSTS(?:65001|90093|90094|90099|650056)(?!\d)/],
  },
  ...entraProblems(
    { type: 'dynamics', application: 'applicationId', directory: 'directoryId', secret: 'applicationKey' },
    [
      'secret',
      'application',
      'directory',
      'cloud',
      'consent',
      'disabled',
      'resource',
      'conditional-access',
      'certificate-refused',
    ],
  ),
  { id: 'dynamics-user-not-member', codes: ['0x80072560', '-2147015328'] },
]

/**
 * Signing in as a user of Office 365. Nothing here is tried again by itself: a failed password locks the account.
 */
const password: readonly (Signs | Problem)[] = [
  { id: 'dynamics-wrong-password', codes: ['AADSTS50126', 'AADSTS50034'], patterns: [/AADSTS(?:50126|50034)(?!\d)/] },
  { id: 'dynamics-user-without-password', codes: ['AADSTS50056'], patterns: [/AADSTS(?:50056)(?!\d)/] },
  { id: 'dynamics-account-locked', codes: ['AADSTS50053'], patterns: [/AADSTS(?:50053)(?!\d)/] },
  { id: 'dynamics-password-expired', codes: ['AADSTS50055', 'AADSTS50144'], patterns: [/AADSTS(?:50055|50144)(?!\d)/] },
  { id: 'dynamics-account-disabled', codes: ['AADSTS50057'], patterns: [/AADSTS(?:50057)(?!\d)/] },
  {
    id: 'dynamics-multifactor',
    codes: ['AADSTS50072', 'AADSTS50074', 'AADSTS50076', 'AADSTS50079', 'AADSTS50158'],
    patterns: [/AADSTS(?:50072|50074|50076|50079|50158)(?!\d)/],
  },
  {
    id: 'dynamics-conditional-access',
    codes: [
      ...['AADSTS53000', 'AADSTS53001', 'AADSTS53002', 'AADSTS53003', 'AADSTS53004', 'AADSTS53011', 'AADSTS530031'],
      ...['AADSTS530032', 'AADSTS530034', 'AADSTS530035', 'AADSTS50131'],
    ],
    patterns: [/AADSTS(?:5300[0-4]|53011|530031|530032|530034|530035|50131)(?!\d)/],
  },
]

/**
 * What the Dataverse environment refuses after the sign-in. Texts: Partner Center's FAQ, Microsoft Learn, public answers.
 */
const environment: readonly (Signs | Problem)[] = [
  {
    id: 'dynamics-missing-column-permission',
    codes: ['0x8004f502', '-2147158782', '0x8004f507', '-2147158777'],
    patterns: [
      /does not have create permissions (for the \w+ attribute|to a secured field)/i,
      /ne dispose pas d[’']autorisations de création pour l[’']attribut/i,
    ],
  },
  {
    id: 'dynamics-no-role',
    codes: ['0x80042f09', '-2147209463'],
    patterns: [/no roles are assigned to user/i, /RetrievePrivilegeForUser en échec - aucun rôle attribué/i],
  },
  {
    id: 'dynamics-missing-privilege',
    codes: ['0x80040220', '-2147220960', '0x80048306', '-2147187962', '0x80040299', '-2147220839', 'PRIVILEGE_MISSING'],
    patterns: [/is missing prv[A-Z]\w+/, /SecLib::(AccessCheckEx|CheckPrivilege)/],
  },
  { id: 'dynamics-user-disabled', codes: ['0x80040225', '-2147220955'] },
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
    id: 'dynamics-no-lead-table',
    codes: ['0x8006088a', '-2147088246'],
    patterns: [/Resource not found for the segment/i],
  },
  {
    id: 'dynamics-unknown-field',
    codes: ['0x80060888', '-2147088248', '0x80048d19', '-2147185383', 'UNKNOWN_FIELD'],
    patterns: [
      /Could not find a property named '\w+'/,
      /Invalid property '\w+' was found/,
      /Error identified in Payload provided by the user/,
    ],
  },
  {
    id: 'dynamics-option-value',
    codes: ['0x8004431a', '-2147204326', 'VALUE_OF_WRONG_TYPE'],
    patterns: [/outside the valid range\. Accepted Values/i],
  },
  {
    id: 'dynamics-reference-not-found',
    codes: ['0x80060891', '-2147088239', '0x80040217', '-2147220969'],
    patterns: [/With Id = [0-9a-f-]{36} Does Not Exist/i, /specified key values does not exist in/i],
  },
  {
    id: 'dynamics-environment-closed',
    codes: ['0x80048544', '-2147187388'],
    patterns: [/(is in|enabled) (administration|read-only) mode/i, /storage (capacity|limit|quota)/i],
  },
]

/**
 * Single leads refused, waiting, and what shows without a message of its own.
 */
const symptoms: readonly (Signs | Problem)[] = [
  { id: 'dynamics-plug-in', codes: ['0x80040265', '-2147220891'] },
  { id: 'dynamics-duplicate-rule', codes: ['0x80040333', '-2147220685'] },
  { id: 'dynamics-alternate-key', codes: ['0x80060892', '-2147088238', '0x80040237', '-2147220937'] },
  {
    id: 'dynamics-value-too-long',
    codes: ['0x80044331', '-2147204303'],
    patterns: [/length of the '\w+' attribute .{0,60}exceeded the maximum allowed length/i],
  },
  {
    id: 'dynamics-service-protection',
    codes: ['0x80072322', '-2147015902', '0x80072321', '-2147015903', '0x80072326', '-2147015898'],
  },
  {
    id: 'dynamics-sign-in',
    codes: ['invalid_client', 'unauthorized_client', 'invalid_grant', 'HTTP_401'],
    statuses: [401],
    patterns: [/Unable to (sign|log) ?in to Dynamics CRM/i, /Impossible de se connecter à Dynamics CRM/i],
  },
  { id: 'dynamics-nothing-arrives' },
]

export const problems = readCatalogue(import.meta.dirname, [...signIn, ...password, ...environment, ...symptoms])

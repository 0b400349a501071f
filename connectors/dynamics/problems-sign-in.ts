/** Signing in at Microsoft Entra ID as an application. Texts: Partner Center's lead management FAQ (2018–2021), Entra. */
import type { Problem } from '../../src/connector.ts'
import { entraProblems } from '../../src/outside/entra-problems.ts'
import {
  aadsts,
  application,
  applicationUsers,
  check,
  dataverse,
  enter,
  environment,
  inPartnerCenter,
  links,
  notSaved,
} from './problem-steps.ts'

const tenant = aadsts(90002)
const malformed = aadsts(900023, 90013, 90019, 90023)
const unknown = aadsts(700016, 700011, 70001)
const secret = aadsts(7000215, 70002, 50012)

const copyDirectory = 'Microsoft Entra admin center (entra.microsoft.com): Entra ID > Overview, copy the Tenant ID.'
const newSecret = [
  application,
  'Certificates & secrets > Client secrets > New client secret. Choose an expiry (24 months at most) and select Add.',
  'Copy the Value at once (not the Secret ID): it is not shown again.',
]

export const signInProblems: readonly Problem[] = [
  {
    id: 'dynamics-tenant-not-found',
    wording: notSaved(
      ' using AAD. Exception:: Tenant not found. This instance may happen if there are no active subscriptions for the tenant.',
    ),
    codes: tenant.codes,
    patterns: [
      ...tenant.patterns,
      /Tenant .{0,80}not found\. (This instance may happen|Check to make sure)/i,
      /Locataire introuvable/i,
    ],
    cause: 'The directory id is no directory of this cloud, or the directory has no active subscription.',
    remedy: [
      copyDirectory,
      enter('directoryId'),
      'In a sovereign cloud set `authority` too: https://login.microsoftonline.us or https://login.partner.microsoftonline.cn.',
      inPartnerCenter,
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-tenant-malformed',
    wording: notSaved(
      ' using AAD. Exception:: Requested tenant identifier is not valid and not valid external domain format',
    ),
    codes: malformed.codes,
    patterns: [
      ...malformed.patterns,
      /(Requested|Specified) tenant identifier .{0,80}(not valid|neither a valid)/i,
      /identificateur de locataire demandé n[’']est pas valide/i,
    ],
    cause: 'The directory id is neither a GUID nor a domain of the directory.',
    remedy: [copyDirectory, enter('directoryId'), inPartnerCenter],
    link: links.connect,
  },
  {
    id: 'dynamics-wrong-cloud',
    wording: [
      "The specified tenant 'Y' belongs to the National Cloud 'X'. Current cloud instance 'Z' does not federate with X.",
    ],
    ...aadsts(90038, 900382, 900432),
    cause: 'The directory lives in another cloud than the sign-in authority.',
    remedy: [
      'US Government: `authority: https://login.microsoftonline.us`. China (21Vianet): `authority: https://login.partner.microsoftonline.cn`. All others: leave `authority` out.',
      check,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-application-not-found',
    wording: notSaved(' using AAD. Exception:: Application with identifier was not found in the directory'),
    codes: unknown.codes,
    patterns: [
      ...unknown.patterns,
      /Application with identifier .{0,80}was not found in the directory/i,
      /application associée à l[’']identificateur est introuvable/i,
    ],
    cause:
      'The application id is wrong, or the application has not been added to this directory. (The article speaks of the directory id; what it means is the Application (client) ID.)',
    remedy: [
      application,
      'On its Overview page copy the Application (client) ID.',
      enter('applicationId'),
      'If the application is registered in another directory, give that directory as `directoryId`, or have an administrator of this one consent to the application.',
      inPartnerCenter,
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-application-disabled',
    wording: ['The application is disabled.'],
    ...aadsts(7000112),
    cause: 'The application has been switched off for sign-in.',
    remedy: [
      'Microsoft Entra admin center (entra.microsoft.com): Entra ID > Enterprise apps, open the application.',
      'Properties: set "Enabled for users to sign-in?" to Yes and save.',
      check,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-client-secret-expired',
    wording: ['The provided client secret keys are expired.'],
    ...aadsts(7000222),
    cause: 'The client secret has reached its end; Entra allows 24 months at most.',
    remedy: [...newSecret, enter('applicationKey', 'applicationKeyExpires'), inPartnerCenter],
    link: links.entra,
  },
  {
    id: 'dynamics-invalid-client-secret',
    wording: [
      ...notSaved(' using AAD. Exception:: Error validating credentials.: Invalid client secret is provided.'),
      'Invalid client secret is provided.',
    ],
    codes: secret.codes,
    patterns: [
      ...secret.patterns,
      /Invalid client secret (is )?provided/i,
      /secret client fourni n[’']est pas valide/i,
    ],
    cause:
      'The client secret is wrong: mistyped, of another application, replaced, or its id was entered in place of its value.',
    remedy: [
      ...newSecret,
      enter('applicationKey', 'applicationKeyExpires'),
      'A secret made a moment ago may be refused for a minute or two.',
      inPartnerCenter,
    ],
    link: links.connect,
  },
  {
    id: 'dynamics-client-secret-missing',
    wording: ["The request body must contain the following parameter: 'client_assertion' or 'client_secret'."],
    ...aadsts(7000218),
    cause: 'A user signs in through an application that is no public client.',
    remedy: [
      application,
      'Authentication > Settings: set "Allow public client flows" to Enabled and save.',
      'Better: sign in with `applicationKey` in place of user name and password.',
      check,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-certificate-refused',
    wording: ['Client assertion failed signature validation.'],
    ...aadsts(700027),
    cause: 'A certificate was presented that the application does not know, or that is not valid now.',
    remedy: [
      'Sign in with a client secret (`applicationKey`), or have the certificate of the application renewed.',
      check,
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-resource-not-found',
    wording: ["The resource principal named {name} wasn't found in the tenant named {tenant}."],
    ...aadsts(500011, 70011, 50001),
    cause: 'The directory has no Dynamics 365 instance of this address, or the scope is not an address.',
    remedy: [
      `${environment} Copy the Environment URL.`,
      enter('url'),
      'If the address is right, the directory is not that of the instance: correct `directoryId`.',
    ],
    link: links.entra,
  },
  {
    id: 'dynamics-consent-missing',
    wording: ["The user or administrator hasn't consented to use the application with ID X."],
    ...aadsts(65001, 90094, 90099, 650056),
    cause: 'The application may not use Dynamics 365 in this directory until an administrator consents.',
    remedy: [
      application,
      'API permissions > Add a permission > Dynamics CRM > Delegated permissions > user_impersonation > Add permissions.',
      'Select "Grant admin consent" and confirm.',
      check,
    ],
    link: links.connect,
  },
  ...entraProblems(
    { type: 'dynamics', application: 'applicationId', directory: 'directoryId', secret: 'applicationKey' },
    ['secret', 'application', 'directory', 'cloud', 'consent', 'disabled', 'resource', 'conditional-access'],
  ),
  {
    id: 'dynamics-user-not-member',
    wording: ['The user is not a member of the organization.'],
    codes: dataverse('0x80072560'),
    cause: 'The sign-in is good, but the application or user has not been added to this environment.',
    remedy: [
      environment,
      `${applicationUsers} New app user > Add an app, select the application, choose the business unit.`,
      'Edit security roles: tick "Microsoft Marketplace Lead Writer". Create.',
      check,
    ],
    link: links.applicationUser,
  },
]

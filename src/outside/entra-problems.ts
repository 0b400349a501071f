/**
 * What Microsoft Entra ID refuses of an application that signs in with a secret: one table for every connector that does.
 * Codes: learn.microsoft.com/entra/identity-platform/reference-error-codes; what a number means today:
 * https://login.microsoftonline.com/error?code=7000229
 */
import type { Problem } from '../connector.ts'
import { accessProblems } from './entra-access-problems.ts'
import {
  center,
  check,
  codes,
  type EntraNames,
  type EntraProblem,
  enterprise,
  type Key,
  registration,
} from './entra-words.ts'

/** @param own what the connector words itself, because more than the sign-in is concerned. */
export function entraProblems(names: EntraNames, own: readonly Key[] = []): readonly Problem[] {
  return entries(names)
    .filter(([key]) => !own.includes(key))
    .map(([key, problem]) => ({ id: `${names.type}-entra-${key}`, link, ...problem, patterns: patternsOf(problem) }))
}

const link = 'https://learn.microsoft.com/entra/identity-platform/reference-error-codes'
/** The number stands in Microsoft's sentence too, and outlasts its words. */
function patternsOf({ codes = [], patterns = [] }: Pick<Problem, 'codes' | 'patterns'>): RegExp[] {
  return [...patterns, new RegExp(`(?:${codes.join('|')})(?!\\d)`)]
}

function entries(names: EntraNames): EntraProblem[] {
  const { application, directory, secret } = names
  return [
    [
      'secret',
      {
        wording: ['Invalid client secret provided.', 'The provided client secret keys for app are expired.'],
        ...codes(7000215, 7000222, 70002, 50012),
        cause:
          'The client secret is wrong (often its ID was copied, not its value) or has expired; the longest life is 24 months.',
        remedy: [
          registration,
          'Certificates & secrets > Client secrets > New client secret > Add.',
          `Copy the Value at once (not the Secret ID) and put it where ${secret} takes it from.`,
          check,
        ],
      },
    ],
    [
      'application',
      {
        wording: ['Application with identifier was not found in the directory'],
        patterns: [/Application with identifier .{0,80}was not found in the directory/i],
        ...codes(700016, 700011, 70001),
        cause: 'The directory does not know this application (client) ID.',
        remedy: [
          registration,
          `Overview: copy Application (client) ID into ${application}, and Directory (tenant) ID into ${directory}.`,
          'Registered in another directory: have an administrator of this one consent to it, which creates its enterprise application.',
          check,
        ],
      },
    ],
    [
      'directory',
      {
        wording: [
          'Tenant not found. This instance may happen if there are no active subscriptions for the tenant.',
          'Requested tenant identifier is not valid and not valid external domain format',
        ],
        patterns: [
          /Tenant .{0,80}not found\. Check to make sure/i,
          /Specified tenant identifier .{0,80}neither a valid/i,
        ],
        ...codes(90002, 900023, 90013, 90019, 90023, 50059, 50128),
        cause: 'The directory (tenant) ID is not one, or belongs to another cloud.',
        remedy: [
          `${center}: Entra ID > Overview: copy Tenant ID into ${directory}.`,
          'Sovereign clouds: set authority, for instance https://login.microsoftonline.us.',
          check,
        ],
      },
    ],
    [
      'cloud',
      {
        wording: ["belongs to the National Cloud 'X'. Current cloud instance 'Z' does not federate with X."],
        patterns: [/belongs to the National Cloud|does not federate with/i],
        ...codes(90038, 900382, 900432),
        cause: 'The directory lives in another cloud than the sign-in host.',
        remedy: [
          'US Government: authority https://login.microsoftonline.us. China (21Vianet): https://login.partner.microsoftonline.cn. All others: leave authority out.',
          check,
        ],
      },
    ],
    [
      'no-service-principal',
      {
        wording: ['The client application is missing service principal in the tenant'],
        patterns: [/missing service principal in the tenant/i],
        ...codes(7000229),
        cause:
          'The application is registered, but this directory holds no enterprise application (service principal) for it: it was never consented to here.',
        remedy: [
          `An administrator of the directory in ${directory} opens https://login.microsoftonline.com/<directory id>/adminconsent?client_id=<application id> and accepts. That creates the enterprise application.`,
          'Or, signed in to that directory with Azure CLI: az ad sp create --id <application id>',
          `If the application belongs to another directory and should sign in there: correct ${directory}.`,
          `${center}: Entra ID > Enterprise apps: the application must now be in the list. ${check}`,
        ],
      },
    ],
    [
      'public-application',
      {
        wording: ["Client is public so neither 'client_assertion' nor 'client_secret' should be presented."],
        patterns: [/Client is public so neither/i],
        ...codes(700025),
        cause:
          'The application is registered as a public client (a desktop or mobile app), which may show no secret; Leadyard signs in with one.',
        remedy: [
          registration,
          'Authentication > Settings > Allow public client flows: Disabled > Save. Remove redirect URIs under Mobile and desktop applications if nothing else uses them.',
          `An application of Microsoft’s own, or one that must stay public: App registrations > New registration, make one for Leadyard, and enter its ids in ${application} and ${directory}.`,
          `Certificates & secrets > New client secret: put its Value where ${secret} takes it from. ${check}`,
        ],
      },
    ],
    [
      'malformed-request',
      {
        wording: [
          'Request is ambiguous, multiple application identifiers found.',
          'Invalid request. Request is malformed or invalid.',
          'The request body must contain the following parameter',
        ],
        patterns: [/multiple application identifiers found/i, /Request is malformed or invalid/i],
        ...codes(90011, 9002313, 900144, 90014, 90100, 90027),
        cause:
          'Entra cannot read the sign-in: an id or the secret was pasted twice, cut off, left blank, or holds blanks or a line break. A proxy that changes the body does the same.',
        remedy: [
          `AADSTS90011: ${application} holds two ids; the message names them. Enter one, the Application (client) ID of ${center}: App registrations > the application > Overview.`,
          `AADSTS9002313: copy ${application}, ${directory} and ${secret} again, whole, without quotes, blanks or a line break. A secret that comes from a file must not end in one.`,
          'AADSTS900144, AADSTS90014: the message names the parameter that is missing; its setting is blank, or its variable is not set.',
          `If authority names a proxy, leave it out and look whether the answer changes. ${check}`,
        ],
      },
    ],
    [
      'consent',
      {
        wording: ["The user or administrator hasn't consented to use the application with ID X."],
        patterns: [/has(n't| not) consented to use the application/i],
        ...codes(65001, 65005, 90093, 90094, 90099, 650056, 650057),
        cause: 'The application may not use the service until an administrator of the directory consents.',
        remedy: [
          registration,
          'API permissions: the permission for the service must be in the list; Add a permission if it is not.',
          'Select “Grant admin consent” and confirm; the status of each permission turns green.',
          check,
        ],
      },
    ],
    [
      'not-assigned',
      {
        wording: ['is not assigned to a role for the application'],
        ...codes(50105, 501051),
        cause: 'The service admits only applications that were assigned to it, and this one was not.',
        remedy: [
          `${center}: Entra ID > Enterprise apps, open the application of the service that is called (the message names it).`,
          'Users and groups: assign the caller; or Properties > Assignment required: No > Save.',
          `For an application role: the caller’s App registration > API permissions > Application permissions > the role > Grant admin consent. ${check}`,
        ],
      },
    ],
    [
      'disabled',
      {
        wording: ['The application is disabled.'],
        patterns: [/Application '.{0,80}' is disabled/i],
        ...codes(7000112),
        cause: 'The application has been switched off for sign-in.',
        remedy: [enterprise, 'Properties > Enabled for users to sign-in: Yes > Save.', check],
      },
    ],
    [
      'resource',
      {
        wording: ['The resource principal named was not found in the tenant'],
        patterns: [/resource principal named .{0,120}was(n't| not) found/i],
        ...codes(500011, 70011, 50001, 650052, 1002012, 500014),
        cause: 'The directory does not have the service that the token is for, or it is disabled there.',
        remedy: [
          `The service’s account must belong to the directory in ${directory}: compare its Directory ID in the Azure portal.`,
          'If scope is set, it must be the address of the service and end in /.default.',
          'AADSTS500014: Enterprise apps > the service > Properties > Enabled for users to sign-in: Yes.',
          check,
        ],
      },
    ],
    ...accessProblems(names),
  ]
}

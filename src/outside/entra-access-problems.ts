/** Refusals by a policy, for the user, or for the certificate: the application itself is right. */
import { center, check, codes, type EntraNames, type EntraProblem, registration } from './entra-words.ts'

export function accessProblems({ directory, secret }: EntraNames): EntraProblem[] {
  return [
    [
      'conditional-access',
      {
        wording: ['Access has been blocked by Conditional Access policies.'],
        patterns: [/blocked by Conditional Access/i],
        ...codes(53000, 53001, 53002, 53003, 53004, 53011, 530031, 530032, 530034, 530035, 50131),
        cause:
          'A Conditional Access policy of the directory blocks this sign-in, usually for the address it comes from.',
        remedy: [
          `${center}: Entra ID > Monitoring & health > Sign-in logs > Service principal sign-ins: the failed one names the policy (tab Conditional Access).`,
          'Have an administrator admit the address that Leadyard leaves from (Named locations), or exclude the application from the policy.',
          check,
        ],
      },
    ],
    [
      'certificate-refused',
      {
        wording: [
          'Client assertion is not within its valid time range.',
          'The subject name in the certificate is not authorized.',
        ],
        patterns: [/client assertion .{0,60}(valid time range|signature|audience)/i],
        ...codes(700027, 700021, 700022, 700023, 700024, 700030),
        cause:
          'The certificate or the signed assertion that the sign-in showed is not the application’s, has expired, or is dated by a wrong clock.',
        remedy: [
          'AADSTS700024: compare the clock of this machine with the true time, and let it be set by NTP.',
          registration,
          `Certificates & secrets: compare the thumbprint; or sign in with a client secret, whose Value belongs where ${secret} takes it from.`,
          check,
        ],
      },
    ],
    [
      'user-elsewhere',
      {
        wording: ['User account from identity provider does not exist in tenant and cannot access the application'],
        patterns: [/User account .{0,120}does not exist in (the )?(tenant|directory)/i],
        ...codes(50020, 51004),
        cause: 'The user who signs in belongs to another directory than the one that is asked.',
        remedy: [
          `Correct ${directory}, or name a user of that directory.`,
          `${center}: Entra ID > Users > New user > Invite external user makes the user a guest there.`,
          `Better: sign in as an application, which needs no user. ${check}`,
        ],
      },
    ],
    [
      'other-directory-refused',
      {
        wording: [
          'Access to tenant is denied.',
          'The user’s tenant admin has set an outbound access policy that does not allow access',
        ],
        patterns: [/Access to .{0,80}tenant is denied/i, /(outbound|inbound) access policy/i],
        ...codes(500021, 500022, 500023, 500212, 500213),
        cause:
          'A rule forbids the sign-in to this directory: of the network’s proxy (tenant restrictions), or of a directory’s cross-tenant access.',
        remedy: [
          `Compare ${directory} with the directory that is meant.`,
          'AADSTS500021 to 500023: the proxy between adds tenant restrictions; have its administrator allow this directory.',
          `AADSTS500212, 500213: ${center}: External Identities > Cross-tenant access settings of the directory that the message names: allow the application.`,
          check,
        ],
      },
    ],
  ]
}

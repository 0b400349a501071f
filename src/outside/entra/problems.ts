/**
 * The refusals of Microsoft Entra ID, shared by every connector that signs in there. The words stand in problems.md.
 * Numbers: learn.microsoft.com/entra/identity-platform/reference-error-codes; the meaning of a number today:
 * https://login.microsoftonline.com/error?code=7000229
 */
import type { Problem } from '../../connector.ts'
import { filled, type Keeper, readCatalogue } from '../catalogue.ts'

/** The names of the connector's settings. */
export interface EntraNames extends Keeper {
  /** Type of the connector or channel, with which each id begins. */
  type: string
  application: string
  directory: string
  secret: string
  /** Only if users may sign in too. `service`: the service to which they sign in, such as `Dynamics 365`. */
  user?: { username: string; password: string; passwordExpires: string; service: string }
}

interface Refusal {
  key: string
  /** `transient`: the refusal passes by itself. @default 'configuration' */
  class?: 'transient'
  numbers: readonly number[]
  /** Further wordings besides those of problems.md. */
  patterns?: readonly RegExp[]
  /** Only the sign-in of a user can be refused so. */
  user?: true
}

const refusals = [
  { key: 'secret', numbers: [7000215, 7000222, 70002, 50012] },
  {
    key: 'application',
    numbers: [700016, 700011, 70001],
    patterns: [/Application with identifier .{0,80}was not found in the directory/i],
  },
  {
    key: 'directory',
    numbers: [90002, 900023, 90013, 90019, 90023, 50059, 50128],
    patterns: [/Tenant .{0,80}not found\. Check to make sure/i, /Specified tenant identifier .{0,80}neither a valid/i],
  },
  {
    key: 'cloud',
    numbers: [90038, 900382, 900432],
    patterns: [/belongs to the National Cloud|does not federate with/i],
  },
  { key: 'no-service-principal', numbers: [7000229], patterns: [/missing service principal in the tenant/i] },
  { key: 'public-application', numbers: [700025], patterns: [/Client is public so neither/i] },
  { key: 'client-secret-missing', numbers: [7000218], user: true },
  {
    key: 'malformed-request',
    numbers: [90011, 9002313, 900144, 90014, 90100, 90027],
    patterns: [/multiple application identifiers found/i, /Request is malformed or invalid/i],
  },
  {
    key: 'consent',
    numbers: [65001, 65005, 90093, 90094, 90099, 650056, 650057],
    patterns: [/has(n't| not) consented to use the application/i],
  },
  { key: 'not-assigned', numbers: [50105, 501051] },
  { key: 'disabled', numbers: [7000112], patterns: [/Application '.{0,80}' is disabled/i] },
  {
    key: 'resource',
    numbers: [500011, 70011, 50001, 650052, 1002012, 500014],
    patterns: [/resource principal named .{0,120}was(n't| not) found/i],
  },
  {
    key: 'conditional-access',
    numbers: [53000, 53001, 53002, 53003, 53004, 53011, 530031, 530032, 530034, 530035, 50131],
    patterns: [/blocked by Conditional Access/i],
  },
  {
    key: 'certificate-refused',
    numbers: [700027, 700021, 700022, 700023, 700024, 700030],
    patterns: [/client assertion .{0,60}(valid time range|signature|audience)/i],
  },
  {
    key: 'user-elsewhere',
    numbers: [50020, 51004],
    patterns: [/User account .{0,120}does not exist in (the )?(tenant|directory)/i],
  },
  {
    key: 'other-directory-refused',
    numbers: [500021, 500022, 500023, 500212, 500213],
    patterns: [/Access to .{0,80}tenant is denied/i, /(outbound|inbound) access policy/i],
  },
  { key: 'wrong-password', numbers: [50126, 50034], user: true },
  { key: 'user-without-password', numbers: [50056], user: true },
  { key: 'account-locked', numbers: [50053], user: true },
  { key: 'password-expired', numbers: [50055, 50144], user: true },
  { key: 'account-disabled', numbers: [50057], user: true },
  { key: 'multifactor', numbers: [50072, 50074, 50076, 50079, 50158], user: true },
  {
    key: 'busy',
    class: 'transient',
    numbers: [
      ...[50033, 50087, 50088, 50196, 51005, 80002, 80005, 80014],
      ...[90006, 90012, 90024, 90033, 90055, 90090, 90091],
    ],
  },
] as const satisfies readonly Refusal[]

export type Key = (typeof refusals)[number]['key']

/** The meaning of each refusal. The words still hold the placeholders of problems.md; no cause holds a placeholder. */
export const entraTable: readonly Problem[] = readCatalogue(
  import.meta.dirname,
  refusals.map((refusal: Refusal) => {
    const { codes, patterns } = signsOf(refusal.numbers, refusal.patterns)
    const id = idOf(refusal)
    // In a text, a transient number stands next to the number that tells the cause, so it needs no pattern.
    return refusal.class ? { id, class: refusal.class, codes } : { id, class: 'configuration', codes, patterns }
  }),
)

/**
 * The entries for a connector's catalogue. They have no class, because `refusal` classifies a sign-in, and other
 * answers must not match them.
 * @param ownWords entries for which the connector has its own words; it takes their codes from `entraSigns`.
 */
export function entraProblems(names: EntraNames, ownWords: readonly Key[] = []): readonly Problem[] {
  const { user, ...settings } = names
  const leftOut = refusals
    .filter((refusal: Refusal & { key: Key }) => ownWords.includes(refusal.key) || (refusal.user && !user))
    .map(idOf)
  return entraTable
    .filter(({ id }) => !leftOut.includes(id))
    .map(({ class: _, ...problem }) => filled(problem, { ...settings, ...user }))
}

/**
 * Codes and patterns of an entry for which the connector has its own words.
 * @param only the numbers to use, or `without` some numbers, where the connector has several entries for them.
 */
export function entraSigns(
  key: Key,
  { only, without = [], patterns = [] }: { only?: number[]; without?: number[]; patterns?: RegExp[] } = {},
): Pick<Problem, 'codes' | 'patterns'> {
  const numbers: readonly number[] = refusals.find((refusal) => refusal.key === key)?.numbers ?? []
  return signsOf(only ?? numbers.filter((number) => !without.includes(number)), patterns)
}

function idOf({ key, user }: Refusal): string {
  return user ? `{type}-${key}` : `{type}-entra-${key}`
}

/** The number stands in Microsoft's sentence too, and changes less often than the words. */
function signsOf(numbers: readonly number[], patterns: readonly RegExp[] = []) {
  const codes = numbers.map((number) => `AADSTS${number}`)
  return { codes, patterns: [...patterns, new RegExp(`(?:${codes.join('|')})(?!\\d)`)] }
}

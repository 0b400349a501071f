/**
 * What Dataverse's error codes mean: learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
 * and answers seen in public. `wording` stands in where a reply has no code, which is frequent.
 */
import type { FailureClass } from '../../src/failure.ts'

export interface Verdict {
  readonly class: Exclude<FailureClass, 'internal'>
  readonly codes: readonly string[]
  readonly wording?: RegExp
  /** Completes "Dataverse (0x…): ". */
  readonly says: string
  readonly problem?: string
  /** The reply names a privilege or column: no lead data, and what the operator looks for. */
  readonly names?: true
  readonly everyLead?: true
}

/** The OData library says so under more codes than one. */
const noTable = /Resource not found for the segment/i

export const verdicts: readonly Verdict[] = [
  {
    class: 'transient',
    codes: ['0x80072321', '0x80072322', '0x80072326'],
    says: 'it asks to slow down',
    problem: 'dynamics-service-protection',
    everyLead: true,
  },
  { class: 'transient', codes: ['0x80060882'], wording: /RowVersion/, says: 'the record changed meanwhile' },
  {
    class: 'configuration',
    codes: ['0x80042f09'],
    wording: /no roles are assigned/i,
    says: 'the user has no role; give it the role Microsoft Marketplace Lead Writer',
    problem: 'dynamics-no-role',
  },
  {
    class: 'configuration',
    codes: ['0x80040220', '0x80048306', '0x80040299'],
    wording: /SecLib::|is missing prv[A-Z]/,
    says: 'the user may not do this; give it the role Microsoft Marketplace Lead Writer',
    problem: 'dynamics-missing-privilege',
    names: true,
  },
  {
    class: 'configuration',
    codes: ['0x8004f502', '0x8004f507'],
    wording: /does not have create permissions/i,
    says: 'the user may not fill a secured column; give it the role, or a column security profile',
    problem: 'dynamics-missing-column-permission',
    names: true,
  },
  {
    class: 'configuration',
    codes: ['0x80072560'],
    wording: /not a member of the organization/i,
    says: 'it does not know the user; add the application user to this environment',
    problem: 'dynamics-user-not-member',
  },
  {
    class: 'configuration',
    codes: ['0x80040225'],
    says: 'the user is disabled; activate it',
    problem: 'dynamics-user-disabled',
  },
  {
    class: 'configuration',
    codes: ['0x8006088a'],
    wording: noTable,
    says: 'it has no table lead; install Dynamics 365 Sales in this environment, or enter the url of another one',
    problem: 'dynamics-no-lead-table',
  },
  {
    class: 'configuration',
    codes: ['0x80060888', '0x80048d19'],
    wording: /Could not find a property|Invalid property/i,
    says: 'it does not know a field that the mapping fills, or not with such a value; mend the mapping',
    problem: 'dynamics-unknown-field',
    names: true,
  },
  {
    class: 'configuration',
    codes: ['0x80060891', '0x80040217'],
    wording: / Does Not Exist/i,
    says: 'a record that the lead points to does not exist; check ownerUser, ownerTeam and campaign',
    problem: 'dynamics-reference-not-found',
  },
  {
    class: 'configuration',
    codes: ['0x80048544'],
    wording: /administration mode|read-only mode|storage (capacity|limit|quota)/i,
    says: 'the environment takes no records now (read-only, administration mode or storage)',
    problem: 'dynamics-environment-closed',
  },
  {
    class: 'rejected',
    codes: ['0x80044331'],
    says: 'a value is too long for its column',
    problem: 'dynamics-value-too-long',
    names: true,
  },
  {
    class: 'rejected',
    codes: ['0x8004431a'],
    says: 'a choice has no such value',
    problem: 'dynamics-option-value',
    names: true,
  },
  {
    class: 'rejected',
    codes: ['0x80040265'],
    says: 'a plug-in of the environment refuses this lead',
    problem: 'dynamics-plug-in',
  },
  {
    class: 'rejected',
    codes: ['0x80040333'],
    says: 'a duplicate detection rule refuses this lead',
    problem: 'dynamics-duplicate-rule',
  },
  {
    class: 'rejected',
    codes: ['0x80060892', '0x80040237'],
    says: 'another record has the same key',
    problem: 'dynamics-alternate-key',
  },
  {
    class: 'uncertain',
    codes: ['0x80044150', '0x80040216'],
    says: 'it failed inside; whether the lead was taken is not known',
  },
]

export function verdictOn(code: string | undefined, message: string): Verdict | undefined {
  const byWords = () => verdicts.find(({ wording }) => wording?.test(message))
  if (code === undefined || noTable.test(message)) return byWords()
  return verdicts.find(({ codes }) => codes.includes(code)) ?? byWords()
}

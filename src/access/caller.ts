import type { Proof } from '../ledger/tables.ts'

export type Role = 'viewer' | 'operator'

export interface Caller {
  /** Of a token, a user, or the person at the identity provider; or `local`. It stands in the audit. */
  name: string
  role: Role
  by: Proof
  /** Undefined with a token, which every request carries. */
  session?: { id: string; endsAt: Date }
}

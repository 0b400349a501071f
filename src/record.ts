/** A record at a far end, as the ledger knows it from its receipt. Part of the contract in connector.ts. */

/**
 * `accepted` = the far end took the lead and confirms nothing more (a form post, a flow's 202, a mail handed over).
 */
export type Outcome = 'created' | 'updated' | 'already-there' | 'accepted'

/** The record of a delivery at the far end. */
export interface DeliveredRecord {
  /** The delivery's id. */
  readonly id: string
  readonly leadId: string
  readonly receivedAt: Date
  /** The reference of the receipt. */
  readonly reference: string
  /** Aborts at the deadline and at shutdown. */
  readonly signal: AbortSignal
}

/** The record of a delivery, for the question whether it is still there. */
export interface KeptRecord extends Omit<DeliveredRecord, 'signal'> {
  /** The reference of the receipt; blank if the receipt named none. */
  readonly reference: string
  readonly outcome: Outcome
  /** When the first attempt began: the record cannot be older. */
  readonly firstAttemptAt: Date
  /** When the receipt came. */
  readonly deliveredAt: Date
  /** The person's e-mail address in lower case; blank if the lead has none. */
  readonly email: string
}

/**
 * The closed list of failure classes. A connector picks the class; the hub decides what follows.
 *
 * - `transient`: the lead was not applied, and the failure will pass. The hub retries on schedule, or at `retryAt`.
 * - `configuration`: every lead would fail until a person acts. The destination is held, and no attempt is used up.
 *   A lead that fails so again while others pass is `rejected`, and the destination stays open.
 * - `rejected`: the far end understood this record and refuses it.
 * - `uncertain`: the request left, and no trustworthy answer came. It is repeated only where a repeat is harmless.
 * - `internal`: a mistake in our own code.
 */
export const failureClasses = ['transient', 'configuration', 'rejected', 'uncertain', 'internal'] as const
export type FailureClass = (typeof failureClasses)[number]

export interface FailureDetail {
  /** Tells the operator what happened and what to do. Never holds lead data, a secret or a full URL. */
  message: string
  /** The far end's own machine code, verbatim: `AADSTS7000215`, `EntityAlreadyExists`, `0x80040220`. */
  code?: string | undefined
  /** HTTP or SMTP status. */
  status?: number | undefined
  /** The far end's reply. May hold anything: the hub redacts and cuts it before it stores it. */
  excerpt?: string | undefined
  /** `transient` only: the earliest time of the next attempt (Retry-After, a quota's reset). The hub caps it. */
  retryAt?: Date | undefined
  /** `transient` only: every lead would fail so (rate limit, quota), so the destination rests until `retryAt`. */
  everyLead?: boolean | undefined
  /** `transient` only: the delivery waits as planned (for an earlier lead) until `retryAt`. No attempt counts. */
  planned?: boolean | undefined
  /** `uncertain` only: no look-up can settle it either, so the hub makes no further attempt by itself. */
  final?: boolean | undefined
  /** Id of the catalogue entry, where the connector knows it. Otherwise code, status or wording find the entry. */
  problem?: string | undefined
  /**
   * `configuration` only. `false`: the hub never probes by itself (a failed password locks the account).
   * @default true
   */
  probe?: boolean | undefined
  cause?: unknown
}

/** The only error that a connector throws. Any other error counts as `internal`. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly class: FailureClass
  readonly detail: FailureDetail

  constructor(failureClass: FailureClass, detail: FailureDetail) {
    super(detail.message, { cause: detail.cause })
    this.class = failureClass
    this.detail = detail
  }
}

export function transient(detail: FailureDetail): DeliveryError {
  return new DeliveryError('transient', detail)
}

export function configuration(detail: FailureDetail): DeliveryError {
  return new DeliveryError('configuration', detail)
}

export function rejected(detail: FailureDetail): DeliveryError {
  return new DeliveryError('rejected', detail)
}

export function uncertain(detail: FailureDetail): DeliveryError {
  return new DeliveryError('uncertain', detail)
}

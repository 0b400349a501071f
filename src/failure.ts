/**
 * The closed list of failure classes. A connector picks one; the hub decides what follows.
 *
 * - `transient`: not applied, will pass. Retried on schedule, or at `retryAt`.
 * - `configuration`: every lead would fail until a person acts. The destination is held, no attempt is burnt.
 *   A lead that fails so again while others pass is `rejected`, and the destination stays open.
 * - `rejected`: the far end understood this record and refuses it.
 * - `uncertain`: the request left, no trustworthy answer came. Repeated only where a repeat is known to be harmless.
 * - `internal`: our own mistake.
 */
export const failureClasses = ['transient', 'configuration', 'rejected', 'uncertain', 'internal'] as const
export type FailureClass = (typeof failureClasses)[number]

export interface FailureDetail {
  /** For the operator: what happened, what to do. Never lead data, a secret or a full URL. */
  message: string
  /** The far end's own machine code, verbatim: `AADSTS7000215`, `EntityAlreadyExists`, `0x80040220`. */
  code?: string | undefined
  /** HTTP or SMTP status. */
  status?: number | undefined
  /** What the far end said. May hold anything: the hub redacts it by value and cuts it before it is kept. */
  excerpt?: string | undefined
  /** `transient` only: not before this moment (Retry-After, a quota's reset). Capped by the hub, jittered. */
  retryAt?: Date | undefined
  /** `transient` only: every lead would meet the same (rate limit, quota), so the whole destination rests until `retryAt`. */
  everyLead?: boolean | undefined
  /** `transient` only: waits by design (a digest's window) until `retryAt`. No attempt counts, nothing rests or alarms. */
  planned?: boolean | undefined
  /** `uncertain` only: no look-up can tell either, so it is not tried again by itself. */
  final?: boolean | undefined
  /** Id of the catalogue entry, where the connector knows it; otherwise found by code, status, wording. */
  problem?: string | undefined
  /** `configuration` only. `false`: never tried again by itself (a failed password locks the account). @default true */
  probe?: boolean | undefined
  cause?: unknown
}

/** The one error a connector throws from `deliver`, `check`, `find` and `describe`. Anything else counts as `internal`. */
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

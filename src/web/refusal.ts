import type { ProblemDetails } from './problem.ts'

/** Is thrown to answer with a problem of RFC 9457. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly details: ProblemDetails
  readonly headers: Readonly<Record<string, string>>

  constructor(details: ProblemDetails, headers: Readonly<Record<string, string>> = {}) {
    super(details.detail)
    this.details = details
    this.headers = headers
  }
}

export function unauthorized(detail: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal({ status: 401, title: 'Unauthorized', detail, ...more })
}

export function forbidden(detail: string): Refusal {
  return new Refusal({ status: 403, title: 'Forbidden', detail })
}

/** @param seconds until the same request may be made again */
export function tooMany(detail: string, seconds: number): Refusal {
  return new Refusal({ status: 429, title: 'Too Many Requests', detail }, { 'retry-after': String(seconds) })
}

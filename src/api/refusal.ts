import type { ProblemDetails } from '../web/problem.ts'

/** An endpoint throws this error to answer with a problem of RFC 9457. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly details: ProblemDetails

  constructor(details: ProblemDetails) {
    super(details.detail)
    this.details = details
  }
}

export function absent(detail: string): Refusal {
  return new Refusal({ status: 404, title: 'Not Found', detail })
}

export function conflict(detail: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal({ status: 409, title: 'Conflict', detail, ...more })
}

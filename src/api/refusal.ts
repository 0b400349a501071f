/** The answer of an operation that was refused. */
export interface RefusalDetails {
  status: number
  title: string
  /** Tells what happened to this request and what to do. Never holds lead data. */
  detail: string
  [extension: string]: unknown
}

/** An endpoint throws this error to answer with a problem of RFC 9457. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly details: RefusalDetails

  constructor(details: RefusalDetails) {
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

/** What the API answers instead of doing what it was asked. */
export interface RefusalDetails {
  status: number
  title: string
  /** What happened to this request and what to do. Never lead data. */
  detail: string
  [extension: string]: unknown
}

/** Thrown by an endpoint; it becomes the answer, as RFC 9457. */
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

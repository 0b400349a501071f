import { Refusal } from '../web/refusal.ts'

export { forbidden, Refusal } from '../web/refusal.ts'

export function absent(detail: string): Refusal {
  return new Refusal({ status: 404, title: 'Not Found', detail })
}

export function conflict(detail: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal({ status: 409, title: 'Conflict', detail, ...more })
}

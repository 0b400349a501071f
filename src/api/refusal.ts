import { Refusal } from '../web/refusal.ts'

export { forbidden, Refusal } from '../web/refusal.ts'

export function absent(detail: string): Refusal {
  return new Refusal({ status: 404, title: 'Not Found', detail })
}

/** @param what 'channel' */
export function unknownName(what: string, id: string, known: Iterable<string>): Refusal {
  return absent(noneNamed(what, id, known))
}

/** `No channel is named opps. Known: ops, oncall.` */
export function noneNamed(what: string, id: string, known: Iterable<string>): string {
  const names = [...known]
  const shown = names.slice(0, mostNamed).join(', ')
  const rest = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ''
  return `No ${what} is named ${id}. ${names.length === 0 ? `config.yaml has no ${what}.` : `Known: ${shown}${rest}.`}`
}

const mostNamed = 30

export function conflict(detail: string, more: Record<string, unknown> = {}): Refusal {
  return new Refusal({ status: 409, title: 'Conflict', detail, ...more })
}

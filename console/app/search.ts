/**
 * Filters in the address bar, written as the API writes them: `?destination=crm-eu&state=held,rejected&from=-7d`. Text of a
 * search and addresses never stand there. What is not understood is left out.
 */

type List<T extends readonly string[]> = T[number][] | undefined

export interface DeliverySearch {
  destination?: string[] | undefined
  state?: List<typeof deliveryStates>
  class?: List<typeof classes>
  problem?: string[] | undefined
  code?: string | undefined
  offer?: string | undefined
  /** The replay of many that put them in line last. */
  replay?: string | undefined
  from?: Period | undefined
}

interface LeadSearch {
  state?: List<typeof leadStates>
  source?: string | undefined
  offer?: string | undefined
  from?: Period | undefined
}

type Written = Readonly<Record<string, unknown>>

export function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search))
}

export function stringifySearch(search: Written): string {
  const parameters = Object.entries(search)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`)
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`
}

/** A word of the API: an id, a code, an offer. No address. */
function word(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' || text.length > 200 || text.includes('@') ? undefined : text
}

/** The id of a thing. */
function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value) ? value : undefined
}

/** A list that is written as `a,b`, or given as a list. */
function words(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : String(value ?? '').split(','))
    .map(word)
    .filter((one) => one !== undefined)
  return list.length === 0 ? undefined : list
}

function someOf<const T extends string>(value: unknown, known: readonly T[]): T[] | undefined {
  const list = words(value)?.filter((one): one is T => (known as readonly string[]).includes(one))
  return list && list.length > 0 ? list : undefined
}

/** A beginning that stays relative in a link: `-24h`, `-7d`. */
export type Period = '-24h' | '-7d' | '-30d'
export const periods = ['-24h', '-7d', '-30d'] as const

function period(value: unknown): Period | undefined {
  return periods.find((one) => one === value)
}

const hour = 3_600_000

/** For a request. It moves on every five minutes, so that the same question is asked meanwhile. */
export function beginOf(from: Period | undefined, now = Date.now()): { from?: string } {
  if (from === undefined) return {}
  const count = Number.parseInt(from.slice(1), 10)
  const ago = count * (from.endsWith('h') ? hour : 24 * hour)
  const step = 5 * 60_000
  return { from: new Date(Math.floor((now - ago) / step) * step).toISOString() }
}

const deliveryStates = [
  'queued',
  'sending',
  'delivered',
  'waiting',
  'held',
  'rejected',
  'uncertain',
  'exhausted',
  'cancelled',
] as const
const leadStates = ['received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased'] as const
const classes = ['transient', 'configuration', 'rejected', 'uncertain', 'internal'] as const

/** The filter of deliveries, as the API has it. */
export function deliverySearch(written: Written): DeliverySearch {
  return {
    destination: words(written['destination']),
    state: someOf(written['state'], deliveryStates),
    class: someOf(written['class'], classes),
    problem: words(written['problem']),
    code: word(written['code']),
    offer: word(written['offer']),
    replay: idOf(written['replay']),
    from: period(written['from']),
  }
}

interface AuditSearch {
  actor?: string | undefined
  action?: string | undefined
  subject?: string | undefined
  from?: Period | Day | undefined
  /** The day is included. */
  to?: Day | undefined
}

/** `2026-11-29`, in the chosen time zone. */
export type Day = `${number}-${number}-${number}`

function day(value: unknown): Day | undefined {
  const text = String(value ?? '')
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? (text as Day) : undefined
}

/** The filter of the audit. */
export function auditSearch(written: Written): AuditSearch {
  return {
    actor: word(written['actor']),
    action: word(written['action']),
    subject: word(written['subject']),
    from: period(written['from']) ?? day(written['from']),
    to: day(written['to']),
  }
}

/** Which work on many is shown. @default replays */
export function workSearch(written: Written): { of?: 'lookups' | 'others' | undefined } {
  return { of: (['lookups', 'others'] as const).find((one) => one === written['of']) }
}

/** The filter of leads. */
export function leadSearch(written: Written): LeadSearch {
  return {
    state: someOf(written['state'], leadStates),
    source: word(written['source']),
    offer: word(written['offer']),
    from: period(written['from']),
  }
}

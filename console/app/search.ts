/**
 * Filters in the address bar, written as the API writes them: `?destination=crm-eu&state=held,rejected&from=-7d`. Text of a
 * search and addresses never stand there. What is not understood is left out.
 */

import type { Query } from '../../src/client/operations.ts'

type DeliveryFilter = Query<'get /deliveries'>
type LeadFilter = Query<'get /leads'>
type Word<F, K extends keyof F> = NonNullable<F[K]> extends readonly (infer W)[] ? W : never
type DeliveryState = Word<DeliveryFilter, 'state'>
type LeadState = Word<LeadFilter, 'state'>
type FailureClass = Word<DeliveryFilter, 'class'>

export interface DeliverySearch {
  destination?: string[] | undefined
  state?: DeliveryState[] | undefined
  class?: FailureClass[] | undefined
  problem?: string[] | undefined
  code?: string | undefined
  offer?: string | undefined
  /** The replay of many that put them in line last. */
  replay?: string | undefined
  from?: Begin | undefined
}

export interface LeadSearch {
  state?: LeadState[] | undefined
  source?: string | undefined
  offer?: string | undefined
  /** Whether they wait for an operator's approval. */
  awaitingApproval?: true | undefined
  from?: Begin | undefined
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

/** A moment in UTC, for what began with an event, such as a new configuration. */
type Instant = `${number}-${number}-${number}T${string}Z`
export type Begin = Period | Instant

function begin(value: unknown): Begin | undefined {
  return periods.find((one) => one === value) ?? (isInstant(value) ? value : undefined)
}

export function isInstant(value: unknown): value is Instant {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
}

const hour = 3_600_000

/** For a request. It moves on every five minutes, so that the same question is asked meanwhile. */
export function beginOf(from: Begin | undefined, now = Date.now()): { from?: string } {
  if (from === undefined) return {}
  if (isInstant(from)) return { from }
  const count = Number.parseInt(from.slice(1), 10)
  const ago = count * (from.endsWith('h') ? hour : 24 * hour)
  const step = 5 * 60_000
  return { from: new Date(Math.floor((now - ago) / step) * step).toISOString() }
}

/** All words of the API: the compiler tells of a missing one, and of one that the API does not have. */
function all<W extends string>(words: Readonly<Record<W, true>>): W[] {
  return Object.keys(words) as W[]
}

export const deliveryStates = all<DeliveryState>({
  queued: true,
  sending: true,
  delivered: true,
  waiting: true,
  held: true,
  rejected: true,
  uncertain: true,
  exhausted: true,
  cancelled: true,
})
export const leadStates = all<LeadState>({
  received: true,
  routed: true,
  unrouted: true,
  unreadable: true,
  suppressed: true,
  erased: true,
})
const classes = all<FailureClass>({
  transient: true,
  configuration: true,
  rejected: true,
  uncertain: true,
  internal: true,
  none: true,
})

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
    from: begin(written['from']),
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
    from: periods.find((one) => one === written['from']) ?? day(written['from']),
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
    awaitingApproval: String(written['awaitingApproval']) === 'true' ? true : undefined,
    from: begin(written['from']),
  }
}

/** A stored lead to try on the routes, by its id. */
export function routingSearch(written: Written): { lead?: string | undefined } {
  return { lead: word(written['lead']) }
}

/** Alerts, or the messages that told of them. @default alerts */
export function alertSearch(written: Written): { of?: 'messages' | undefined; channel?: string | undefined } {
  return { of: written['of'] === 'messages' ? 'messages' : undefined, channel: word(written['channel']) }
}

/** How many days are shown. @default a week */
export function proofSearch(written: Written): { from?: '-30d' | undefined } {
  return { from: written['from'] === '-30d' ? '-30d' : undefined }
}

/** Two configurations to compare. */
export function configSearch(written: Written): { before?: string | undefined; after?: string | undefined } {
  return { before: word(written['before']), after: word(written['after']) }
}

export function isFiltered(search: object): boolean {
  return Object.values(search).some((value) => value !== undefined)
}

/** The filter without its last part. */
export function withoutLast<S extends object>(search: S): S {
  const last = Object.entries(search).findLast(([, value]) => value !== undefined)?.[0]
  return last === undefined ? search : { ...search, [last]: undefined }
}

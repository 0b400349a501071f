/**
 * A typed client of the management API, for programs and browsers. It needs only `fetch`.
 * @example
 * const hub = openClient({ url: 'http://127.0.0.1:8080', token })
 * const { items } = await hub.call('get /deliveries', { query: { state: ['held'] } })
 */
import type { Answer, Arguments, Name } from './operations.ts'

export interface ClientOptions {
  /** The hub's address. @default the page's own origin */
  url?: string
  /** Token of `api.tokens`. @default none, for pages with a session */
  token?: string | undefined
  /** @default the global `fetch` */
  fetch?: typeof fetch
}

export interface Client {
  /** Without a final slash. */
  url: string
  /** @throws HubProblem when the hub refuses, NotAHub, or what `fetch` throws when nothing answers. */
  call<N extends Name>(name: N, ...given: Arguments<N>): Promise<Answer<N>>
  /** The same with the ETag. With `ifNoneMatch` the answer is undefined when nothing changed. */
  ask<N extends Name>(name: N, ...given: Arguments<N>): Promise<Asked<N>>
  /** For answers that are no JSON document: the exchange after the status. */
  open<N extends Name>(name: N, ...given: Arguments<N>): Promise<Response>
}

interface Asked<N extends Name> {
  status: number
  etag: string | null
  answer: Answer<N> | undefined
}

/** The hub refused a request, or could not answer it (RFC 9457). */
export class HubProblem extends Error {
  override readonly name = 'HubProblem'
  readonly status: number
  /** The whole body, with `problems` of a wrong request, or `acts` of a changed thing. */
  readonly details: Readonly<Record<string, unknown>>

  /** Milliseconds after which the hub wants to be asked again: of `Retry-After`. */
  readonly retryAfter: number | undefined

  constructor(status: number, details: Readonly<Record<string, unknown>>, retryAfter?: number) {
    super(typeof details['detail'] === 'string' ? details['detail'] : `The hub answered ${status}.`)
    this.status = status
    this.details = details
    this.retryAfter = retryAfter
  }
}

/** The answer is no JSON: another program answers at this address. */
export class NotAHub extends Error {
  override readonly name = 'NotAHub'
}

/** Every part that a request may have. */
interface Given {
  params?: Readonly<Record<string, string>>
  query?: Readonly<Record<string, unknown>>
  body?: object
  ifMatch?: string
  ifNoneMatch?: string
  signal?: AbortSignal
}

export function openClient({ url = '', token, fetch: send = fetch }: ClientOptions = {}): Client {
  const base = url.replace(/\/+$/, '')

  async function open(name: Name, given: Given = {}): Promise<Response> {
    const { params = {}, query = {}, body, ifMatch, ifNoneMatch, signal } = given
    const [method = '', path = ''] = name.split(' ')
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
      ...(ifNoneMatch === undefined ? {} : { 'if-none-match': ifNoneMatch }),
    }
    const reply = await send(`${base}/api${filled(path, params)}${asSearch(query)}`, {
      method: method.toUpperCase(),
      headers,
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    })
    if (reply.status < 400) return reply
    const wait = retryAfterOf(reply)
    // A proxy that asks for patience speaks no JSON.
    const details = wait === undefined ? await jsonOf(reply) : await jsonOf(reply).catch(() => ({}))
    throw new HubProblem(reply.status, Object(details), wait)
  }

  async function ask(name: Name, given?: Given) {
    const reply = await open(name, given)
    const { status } = reply
    return { status, etag: reply.headers.get('etag'), answer: status === 304 ? undefined : await jsonOf(reply) }
  }

  // The types of requests and answers are those of the operation's name.
  return {
    url: base,
    open: open as Client['open'],
    ask: ask as Client['ask'],
    call: (async (name: Name, given?: Given) => (await ask(name, given)).answer) as Client['call'],
  }
}

/** Milliseconds; a date is not understood. */
function retryAfterOf(reply: Response): number | undefined {
  const seconds = reply.headers.get('retry-after') ?? ''
  return /^\d+$/.test(seconds) ? Number(seconds) * 1_000 : undefined
}

/** @throws NotAHub */
async function jsonOf(reply: Response): Promise<unknown> {
  const text = await reply.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new NotAHub('A program that is no hub answers.')
  }
}

function filled(path: string, params: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
}

/** A list is written as `a,b`. */
function asSearch(query: Readonly<Record<string, unknown>>): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) if (value !== undefined) parameters.set(key, String(value))
  return parameters.size === 0 ? '' : `?${parameters}`
}

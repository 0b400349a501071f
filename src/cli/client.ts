/** A client of the hub's management API. Answers are checked against the schemas of the API. */
import { z } from 'zod'
import { oneLine } from '../lead/printable.ts'
import { type ExitCode, exitCodes, Quit, usage } from './quit.ts'

export interface Client {
  url: string
  get<S extends z.ZodType>(path: string, shape: S, query?: Query): Promise<z.output<S>>
  /** For values that must not stand in a URL, and for every request that changes something. */
  send<S extends z.ZodType>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    shape: S,
    body?: object,
  ): Promise<z.output<S>>
}

type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>

/** Milliseconds. A check may take as long as its destination's deadline. */
const timeout = 90_000

export function openClient(url: string, token: string | undefined): Client {
  const base = baseOf(url)
  const authorization: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {}

  async function ask<S extends z.ZodType>(method: string, path: string, shape: S, body?: object): Promise<z.output<S>> {
    const { status, json } = await request(`${base}/api${path}`, {
      method,
      headers: { ...authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    if (status >= 400) throw refusal(status, json)
    const read = shape.safeParse(json)
    if (read.success) return read.data
    throw new Quit(
      exitCodes.failed,
      `${base} gives an unexpected answer. Hub and command line must have the same version.`,
    )
  }

  return {
    url: base,
    get: (path, shape, query = {}) => ask('GET', `${path}${asSearch(query)}`, shape),
    send: (method, path, shape, body) => ask(method, path, shape, body),
  }
}

/** @throws Quit 69 when no program answers there, or the answer is not JSON */
export async function request(url: string, init: RequestInit): Promise<{ status: number; json: unknown }> {
  const { origin } = new URL(url)
  const unreachable = (why: string) =>
    new Quit(
      exitCodes.unreachable,
      `${why} at ${origin}. Start the hub (npm start), or give its address with --url or LEADYARD_URL.`,
    )
  const reply = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeout) }).catch(() => {
    throw unreachable('No hub answers')
  })
  const text = await reply.text()
  try {
    return { status: reply.status, json: JSON.parse(text) }
  } catch {
    throw unreachable('A program that is no hub answers')
  }
}

/** The URL without a final slash. @throws Quit 2 */
export function baseOf(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw usage('--url must begin with http:// or https://.')
  return url.replace(/\/+$/, '')
}

/** The hub refused the request. */
export class HubRefusal extends Quit {
  readonly status: number

  constructor(status: number, detail: string) {
    super(exitCodeOf(status), detail)
    this.status = status
  }
}

export function refusal(status: number, json: unknown): HubRefusal {
  const read = z.object({ detail: z.string() }).safeParse(json)
  return new HubRefusal(status, read.success ? oneLine(read.data.detail) : `The hub answered ${status}.`)
}

function exitCodeOf(status: number): ExitCode {
  if (status === 401 || status === 403) return exitCodes.refused
  return status === 400 ? exitCodes.usage : exitCodes.failed
}

/** The answer, or undefined if the hub answers 404. */
export async function unlessAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  return asked.catch((error: unknown) => {
    if (error instanceof HubRefusal && error.status === 404) return undefined
    throw error
  })
}

function asSearch(query: Query): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(key, Array.isArray(value) ? value.join(',') : String(value))
  }
  return parameters.size === 0 ? '' : `?${parameters}`
}

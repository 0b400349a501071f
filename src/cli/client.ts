/** The typed client for the command line: failures end the command, and answers are checked against their schemas. */
import { z } from 'zod'
import { type Client as Api, HubProblem, NotAHub, openClient as openApi } from '../client/client.ts'
import type { Answer, Arguments, Name } from '../client/operations.ts'
import { oneLine } from '../lead/printable.ts'
import { type ExitCode, exitCodes, Quit, usage } from './quit.ts'

export interface Client extends Pick<Api, 'url' | 'call' | 'open'> {}

/** Milliseconds. A check may take as long as its destination's deadline. */
const timeout = 90_000

export function openClient(url: string, token: string | undefined): Client {
  const base = baseOf(url)
  const api = openApi({ url: base, token })

  async function call<N extends Name>(name: N, ...[given]: Arguments<N>): Promise<Answer<N>> {
    const asked = { signal: AbortSignal.timeout(timeout), ...given } as Arguments<N>[0]
    // The schemas are loaded while the hub works.
    const [answer, { endpoints }] = await Promise.all([
      asQuit(base, api.call(name, ...([asked] as Arguments<N>))),
      import('../api/endpoints.ts'),
    ])
    const schema = endpoints.find(({ method, path }) => `${method} ${path}` === name)?.answer
    const read = schema?.safeParse(answer)
    if (read?.success) return read.data as Answer<N>
    throw new Quit(
      exitCodes.failed,
      `${base} gives an unexpected answer. Hub and command line must have the same version.`,
    )
  }

  return { url: base, call, open: (name, ...given) => asQuit(base, api.open(name, ...given)) }
}

/** @throws Quit that tells what to do */
async function asQuit<T>(url: string, asked: Promise<T>): Promise<T> {
  return asked.catch((error: unknown) => {
    if (error instanceof HubProblem) throw refusal(error.status, error.details)
    throw unreachable(url, error instanceof NotAHub ? 'A program that is no hub answers' : 'No hub answers')
  })
}

function unreachable(url: string, why: string): Quit {
  const { origin } = new URL(url)
  return new Quit(
    exitCodes.unreachable,
    `${why} at ${origin}. Start the hub (npm start), or give its address with --url or LEADYARD_URL.`,
  )
}

/** For URLs next to the management API. @throws Quit 69 when no program answers there, or the answer is not JSON */
export async function request(url: string, init: RequestInit): Promise<{ status: number; json: unknown }> {
  const reply = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(timeout) }).catch(() => {
    throw unreachable(url, 'No hub answers')
  })
  const text = await reply.text()
  try {
    return { status: reply.status, json: JSON.parse(text) }
  } catch {
    throw unreachable(url, 'A program that is no hub answers')
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

/** The plan that an operation answers to `dryRun: true`. */
export function asPlan<A extends object>(answer: A): Extract<A, { dryRun: true }> {
  if ('dryRun' in answer) return answer as Extract<A, { dryRun: true }>
  throw new Quit(exitCodes.failed, 'The hub began the work instead of only planning it.')
}

/** What an operation answers without `dryRun`. */
export function asBegun<A extends object>(answer: A): Exclude<A, { dryRun: true }> {
  if (!('dryRun' in answer)) return answer as Exclude<A, { dryRun: true }>
  throw new Quit(exitCodes.failed, 'The hub only planned the work.')
}

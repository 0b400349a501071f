import { type HubProblem, openClient } from '../../src/client/client.ts'
import type { Name } from '../../src/client/operations.ts'
import { unattended } from './attended.ts'
import { answered, unanswered } from './contact.ts'
import { takeEarly } from './early.ts'

export { HubProblem } from '../../src/client/client.ts'
export type { Answer, Body, Name } from '../../src/client/operations.ts'

/** The hub that served the page; the browser adds the session's cookie. */
export const hub = openClient({
  async fetch(address, given) {
    try {
      const early = takeEarly(String(address), given)
      const reply = await (early
        ? endedBy(given?.signal, early)
        : fetch(address, { ...given, headers: { ...given?.headers, ...unattended() } }))
      if (isAway(reply.status, reply.headers.get('content-type')?.startsWith('application/problem+json'))) unanswered()
      else answered(reply.headers.get('date'))
      return reply
    } catch (error) {
      // A page that was left takes its questions back.
      if ((error as Error).name !== 'AbortError') unanswered()
      throw error
    }
  },
})

/** What was asked early has no signal of its own. */
function endedBy<T>(signal: AbortSignal | null | undefined, answer: Promise<T>): Promise<T> {
  const end = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
  })
  return Promise.race([answer, end])
}

/** Milliseconds that the hub may take to answer. */
const longest = 10_000
/** The same, where it asks a far end first or tries the mapping on many leads. */
const longestOfFarEnd = 60_000
const slow = /\/(usage|fields|dry-runs|reconciliations)\b/

/** The signal of a question: it ends when no part wants the answer, or when the hub takes too long. */
export function inTime(name: Name, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(slow.test(name) ? longestOfFarEnd : longest)])
}

export function isTimeout(error: Error): boolean {
  return error.name === 'TimeoutError'
}

/** A proxy answers so for a hub that does not. The hub's own 502 is about a far end, and its 503 about its ledger. */
function isAway(status: number, byHub = false): boolean {
  return status === 503 || (!byHub && (status === 502 || status === 504))
}

/** Whether the same question may be answered a moment later. */
export function isPassing({ status, details }: Pick<HubProblem, 'status' | 'details'>): boolean {
  return status === 429 || isAway(status, 'detail' in details)
}

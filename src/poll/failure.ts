/** Finds the catalogue entry of a failed reading, and the time of the next reading. */
import type { Connector } from '../connector.ts'
import { findProblem } from '../delivery/problem.ts'
import type { FailureDetail } from '../failure.ts'
import type { ReadFailure } from '../sources/source.ts'

/** Id of the catalogue entry; blank if no entry matches. */
export function problemOf({ catalogue, detail }: ReadFailure, connectors: readonly Connector[]): string {
  const { problems = [] } = connectors.find(({ type }) => type === catalogue) ?? {}
  return findProblem(problems, detail)?.id ?? ''
}

const longestBackOff = 600_000

/** Milliseconds until the next reading: `every`, doubled per failure in a row up to ten minutes, or until `retryAt`. */
export function waitAfter(failures: number, every: number, { retryAt }: FailureDetail, now = new Date()): number {
  const most = Math.max(every, longestBackOff)
  const asked = retryAt ? Math.min(retryAt.getTime() - now.getTime(), most) : 0
  return Math.max(asked, Math.min(every * 2 ** Math.min(failures, 20), most))
}

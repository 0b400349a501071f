/**
 * Service protection (learn.microsoft.com/power-apps/developer/data-platform/api-limits): an early call waits longer.
 */
import { refusals } from './refusals.ts'
import type { Refusal } from './reply.ts'

export type Limit =
  | 'requests'
  | 'executionTime'
  | 'concurrent'
  | 'requestsDecimal'
  | 'executionTimeDecimal'
  | 'concurrentDecimal'

/** @param most largest number of requests within 300 seconds */
export function makeLimits(most = Number.POSITIVE_INFINITY) {
  let blocked: { until: number; limit: Limit } | undefined
  let seen: number[] = []

  function refused(): Refusal | undefined {
    const now = Date.now()
    seen = [...seen.filter((at) => at > now - 300_000), now]
    if (blocked && blocked.until <= now) blocked = undefined
    if (!blocked && seen.length > most) blocked = { until: now + 5_000, limit: 'requests' }
    if (!blocked) return undefined
    const wait = Math.ceil((blocked.until - now) / 1000)
    blocked.until += 1_000
    return { ...refusals[blocked.limit], headers: { 'retry-after': String(wait) } }
  }

  return {
    refused,
    block(seconds: number, limit: Limit): void {
      blocked = { until: Date.now() + seconds * 1000, limit }
    },
    calm(): void {
      blocked = undefined
      seen = []
    },
  }
}

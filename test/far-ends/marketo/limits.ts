/** The limits of the instance for all its API users; refused calls do not count (error-codes.md). */
import type { Fault } from './replies.ts'

export interface LimitOptions {
  /** @default 100 within `span` */
  calls: number
  /** Milliseconds. @default 20_000 */
  span: number
  /** Calls at the same time. @default 10 */
  atOnce: number
  /** Calls from midnight to midnight US Central. @default 50_000 */
  daily: number
}

export interface InstanceLimits {
  /** Counts a call. @returns the refusal (606, 607 or 615), if any */
  enter(): Fault | undefined
  leave(): void
  /** Number of calls that other API users make now. */
  spend(calls: number): void
  /** Calls since midnight US Central. */
  usedToday(): number
  /** Largest number of simultaneous calls so far. */
  peak(): number
}

const centralDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'America/Chicago' })

export function openLimits(options: Partial<LimitOptions>, now: () => number): InstanceLimits {
  const { calls, span, atOnce, daily } = { calls: 100, span: 20_000, atOnce: 10, daily: 50_000, ...options }
  let begun: number[] = []
  let running = 0
  let peak = 0
  let today = { day: '', calls: 0 }

  function refusal(): Fault | undefined {
    const day = centralDay.format(now())
    if (today.day !== day) today = { day, calls: 0 }
    begun = begun.filter((at) => at > now() - span)
    if (today.calls >= daily) return { code: '607', message: 'Daily quota reached' }
    if (begun.length >= calls) {
      return { code: '606', message: `Max rate limit '${calls}' exceeded with in '${span / 1000}' secs` }
    }
    return running >= atOnce ? { code: '615', message: 'Concurrent access limit reached' } : undefined
  }

  function count(): void {
    begun.push(now())
    today.calls++
  }

  return {
    enter() {
      const fault = refusal()
      if (fault) return fault
      count()
      peak = Math.max(peak, ++running)
      return undefined
    },
    leave: () => void running--,
    usedToday: () => today.calls,
    spend(more) {
      refusal()
      for (let spent = 0; spent < more; spent++) count()
    },
    peak: () => peak,
  }
}

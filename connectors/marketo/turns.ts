import { DeliveryError, transient } from '../../src/failure.ts'
import type { Moment } from './pace.ts'
import { until } from './waiting.ts'

export interface Turns {
  /** One at a time for each e-mail. @throws transient when aborted first, or when an earlier call may still be at work */
  take<T>(email: string, moment: Moment, work: () => Promise<T>): Promise<T>
}

// Adobe ends a Sync Leads or Push Lead call after 90 s (help/rest-api/leads.md, "Timeouts").
const longestCall = 90_000

/**
 * "Duplicate records may result when making multiple requests with the same key value if a subsequent call with the same
 * value is made before the first returns" (help/rest-api/leads.md). A call whose reply was not waited for has not
 * returned: its e-mail rests until Marketo itself must have ended it.
 */
export function openTurns(): Turns {
  const tails = new Map<string, Promise<void>>()
  const unanswered = new Map<string, number>()

  function refuseUnanswered(email: string, now: number): void {
    for (const [key, ends] of unanswered) if (ends <= now) unanswered.delete(key)
    const ends = unanswered.get(email)
    if (ends === undefined) return
    const message =
      'An earlier call for the same e-mail may still be at work in Marketo; waiting it out avoids a duplicate'
    throw transient({ code: 'UNANSWERED_CALL', message, retryAt: new Date(ends) })
  }

  return {
    async take(email, { now, signal }, work) {
      const before = tails.get(email) ?? Promise.resolve()
      const mine = Promise.withResolvers<void>()
      const tail = before.then(() => mine.promise)
      tails.set(email, tail)
      try {
        await until(before, signal)
        const began = now().getTime()
        refuseUnanswered(email, began)
        return await work().catch((error: unknown) => {
          if (gaveUpWaiting(error)) unanswered.set(email, began + longestCall)
          throw error
        })
      } finally {
        mine.resolve()
        if (tails.get(email) === tail) tails.delete(email)
      }
    },
  }
}

function gaveUpWaiting(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.class !== 'uncertain') return false
  return error.detail.code === 'ETIMEDOUT' || error.detail.code === 'ABORTED'
}

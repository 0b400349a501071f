/** Holds this process within the limits of a Marketo instance, and makes its calls for one person one after the other. */
import { DeliveryError, transient } from '../../src/failure.ts'

/** The share of one worker process: the instance's limits hold for all API users together. */
export interface Limits {
  /** Calls that run at the same time. */
  atOnce: number
  /** Calls that begin within any 20 seconds. */
  per20Seconds: number
}

export interface Moment {
  now: () => Date
  signal: AbortSignal
}

export interface CallLimiter {
  /** Starts the call when the limits allow it, in the order of asking. @throws transient when aborted before. */
  run<T>(limits: Limits, moment: Moment, call: () => Promise<T>): Promise<T>
}

interface EmailQueue {
  /** Runs one call at a time for each e-mail. @throws transient when aborted before, or while an earlier call may still run. */
  run<T>(email: string, moment: Moment, call: () => Promise<T>): Promise<T>
}

interface InstanceLimits {
  limiter: CallLimiter
  emailQueue: EmailQueue
}

const instances = new Map<string, InstanceLimits>()

/** Adobe's limits and the rule about duplicates hold for a whole Marketo instance, so all its destinations share these. */
export function limitsAt(origin: string): InstanceLimits {
  const instance = instances.get(origin) ?? { limiter: openCallLimiter(), emailQueue: openEmailQueue() }
  instances.set(origin, instance)
  return instance
}

const span = 20_000

/** @returns milliseconds until one more call may begin. @param begun when the earlier calls began, ascending. */
export function waitBefore(begun: readonly number[], per20Seconds: number, now: number): number {
  const recent = begun.filter((at) => at > now - span)
  const oldest = recent.at(-per20Seconds)
  return oldest === undefined ? 0 : oldest + span - now
}

export function openCallLimiter(): CallLimiter {
  let begun: number[] = []
  let running = 0
  let queue: Promise<unknown> = Promise.resolve()
  let ended = Promise.withResolvers<void>()

  async function admit({ atOnce, per20Seconds }: Limits, { now, signal }: Moment): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const at = now().getTime()
      begun = begun.filter((earlier) => earlier > at - span)
      const wait = waitBefore(begun, per20Seconds, at)
      if (running >= atOnce) await waitFor(ended.promise, signal)
      else if (wait > 0) await pause(wait, signal)
      else break
    }
    running++
    begun.push(now().getTime())
  }

  function leave(): void {
    running--
    ended.resolve()
    ended = Promise.withResolvers()
  }

  return {
    async run(limits, moment, call) {
      const admitted = queue.then(() => admit(limits, moment))
      queue = admitted.catch(() => undefined)
      await waitFor(admitted, moment.signal).catch((aborted: unknown) => {
        // The call may have been admitted at the very moment of the abort: then its place is given back.
        admitted.then(leave, () => undefined)
        throw aborted
      })
      return call().finally(leave)
    },
  }
}

// Adobe ends a Sync Leads or Push Lead call after 90 s (help/rest-api/leads.md, "Timeouts").
const longestCall = 90_000

/**
 * "Duplicate records may result when making multiple requests with the same key value if a subsequent call with the same
 * value is made before the first returns" (help/rest-api/leads.md). Where this process stopped waiting for a reply, the
 * call may still run: the e-mail waits until Marketo itself has ended the call.
 */
function openEmailQueue(): EmailQueue {
  const lastOf = new Map<string, Promise<void>>()
  const unanswered = new Map<string, number>()

  function refuseUnanswered(email: string, now: number): void {
    for (const [key, ends] of unanswered) if (ends <= now) unanswered.delete(key)
    const ends = unanswered.get(email)
    if (ends === undefined) return
    const message = 'Marketo may still run an earlier call for the same e-mail; the lead waits, to avoid a duplicate'
    throw transient({ code: 'UNANSWERED_CALL', message, retryAt: new Date(ends) })
  }

  return {
    async run(email, { now, signal }, call) {
      const before = lastOf.get(email) ?? Promise.resolve()
      const own = Promise.withResolvers<void>()
      const last = before.then(() => own.promise)
      lastOf.set(email, last)
      try {
        await waitFor(before, signal)
        const began = now().getTime()
        refuseUnanswered(email, began)
        return await call().catch((error: unknown) => {
          if (isWithoutReply(error)) unanswered.set(email, began + longestCall)
          throw error
        })
      } finally {
        own.resolve()
        if (lastOf.get(email) === last) lastOf.delete(email)
      }
    },
  }
}

function isWithoutReply(error: unknown): boolean {
  if (!(error instanceof DeliveryError) || error.class !== 'uncertain') return false
  return error.detail.code === 'ETIMEDOUT' || error.detail.code === 'ABORTED'
}

/** Waits no longer than the signal allows. The wait is planned: our own limits cause it, and nothing was sent yet. */
function waitFor<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const message = 'Ended while waiting to call Marketo; nothing was sent'
    const end = () => reject(transient({ code: 'ABORTED', message, planned: true }))
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, milliseconds)
  return waitFor(over.promise, signal).finally(() => clearTimeout(timer))
}

const minute = 60_000

const central = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Chicago',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
})

/**
 * When the daily quota is free again: "resets daily at 12:00AM CST" (help/rest-api/error-codes.md, 607). A refusal within
 * two hours after US Central midnight may mean that the clocks differ, or that CST holds in summer too. Waiting for the
 * next midnight would then waste a day, so the next attempt comes after a quarter of an hour.
 */
export function quotaReset(now: Date): Date {
  return centralTime(now).hour < 2 ? new Date(now.getTime() + 15 * minute) : nextCentralMidnight(now)
}

/** The first midnight in Chicago after `now`; summer time never begins or ends at midnight there. */
export function nextCentralMidnight(now: Date): Date {
  const { year, month, day } = centralTime(now)
  // Midnight is 05:00 UTC in summer time and 06:00 UTC otherwise.
  const summer = new Date(Date.UTC(year, month - 1, day + 1, 5))
  return centralTime(summer).hour === 0 ? summer : new Date(Date.UTC(year, month - 1, day + 1, 6))
}

function centralTime(at: Date) {
  const parts = new Map(central.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? Number.NaN
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour') }
}

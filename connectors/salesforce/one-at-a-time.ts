import { DeliveryError, transient } from '../../src/failure.ts'

/**
 * Something fetched once for all who wait for it and kept until dropped or old. Whoever waits leaves at the own signal
 * without ending the fetch for the others.
 */
export interface Kept<T> {
  get(signal: AbortSignal): Promise<T>
  /** Forgets `value`, unless something newer has taken its place. Without a value, forgets whatever is held. */
  drop(value?: T): void
  held(): T | undefined
  close(): void
}

export function keep<T>(fetch: (signal: AbortSignal) => Promise<T>, now: () => Date, maxAge = Infinity): Kept<T> {
  const closing = new AbortController()
  let held: { value: T; until: number } | undefined
  let fetching: Promise<T> | undefined

  async function anew(): Promise<T> {
    try {
      const value = await fetch(closing.signal)
      held = { value, until: now().getTime() + maxAge }
      return value
    } catch (error) {
      throw asReading(error)
    } finally {
      fetching = undefined
    }
  }

  return {
    get(signal) {
      if (held && held.until > now().getTime()) return Promise.resolve(held.value)
      fetching ??= anew()
      return untilAborted(fetching, signal)
    },
    drop(value) {
      if (value === undefined || held?.value === value) held = undefined
    },
    held: () => held?.value,
    close: () => closing.abort(),
  }
}

/** Nothing is written by reading: a lost reply is no reason for doubt, only for another try. */
export function asReading(error: unknown): unknown {
  const lost = error instanceof DeliveryError && error.class === 'uncertain'
  return lost ? transient({ ...error.detail, cause: error }) : error
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(transient({ code: 'ABORTED', message: 'Salesforce: ended before the lead was sent' }))
    if (signal.aborted) leave()
    signal.addEventListener('abort', leave, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
  })
}

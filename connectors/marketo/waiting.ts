import { transient } from '../../src/failure.ts'

/**
 * Waits for `promise`, not past the signal. Whoever waits here has sent nothing of this lead yet, and waits because of our
 * own pace: no trouble of Marketo's, so it is a planned wait.
 */
export function until<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = () =>
      reject(
        transient({ code: 'ABORTED', message: 'Ended while waiting to call Marketo; nothing was sent', planned: true }),
      )
    if (signal.aborted) end()
    signal.addEventListener('abort', end, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', end))
  })
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const over = Promise.withResolvers<void>()
  const timer = setTimeout(over.resolve, milliseconds)
  return until(over.promise, signal).finally(() => clearTimeout(timer))
}

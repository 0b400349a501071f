/** The log lines of failures, limited where they may come a hundred times a second. */
import { throttle } from '../async/throttle.ts'
import { isOutage } from '../ledger/outage.ts'
import type { HubLog } from '../log.ts'

/** Milliseconds between two log lines of the same failure. */
const logEvery = 5_000

export function openTroubles(log: HubLog, stopping: AbortSignal) {
  const fields = (err: unknown, untold: number) => ({ err, untold: untold || undefined })
  const connection = throttle<Error>(logEvery, (error, untold) => {
    log.warn(fields(error, untold), 'a connection failed; it is opened again')
  })
  return {
    onError: (error: Error) => {
      if (!stopping.aborted) connection(error)
    },
    onLost: throttle<unknown>(logEvery, (error, untold) => {
      log.error(fields(error, untold), 'a lead was not stored; its sender was told to send it again')
    }),
    onJobFailure: (error: unknown) => {
      if (!stopping.aborted) log.warn({ err: error }, 'a job ended with an error; the reconciler brings it again')
    },
    onOutage: (error: unknown) => log.warn({ err: error }, 'the ledger cannot be written; trying again'),
    failures: {
      isOutage,
      onOutage: (error: unknown) => log.warn({ err: error }, 'the ledger could not be reached for a request'),
      onUnexpected: (error: unknown) => log.error({ err: error }, 'a request failed unexpectedly'),
    },
    onSameKey: (about: object) =>
      log.warn(about, 'a lead came under a key that its sender had used before; both are kept'),
  }
}

/** Tells the operator of sign-ins that failed: how, and how often; never who, and never from where. */
import { throttle } from '../async/throttle.ts'
import type { Log } from '../connector.ts'
import { Refusal } from '../web/refusal.ts'

/** `limited`: too many had failed before. `busy`: too many were under way. */
type Reason = 'link' | 'password' | 'token' | 'oidc' | 'limited' | 'busy'

/** What failed on the way back from an identity provider. `cookie`: the sign-in was not begun in this browser. */
export type Check = 'cookie' | 'state' | 'time' | 'provider' | 'unreachable' | 'answer' | 'groups' | 'role'

export interface Failed {
  reason: Reason
  check?: Check
  /** A word of the standard or of its library. */
  code?: string | undefined
}

/** A refusal that names the check which failed. */
export class CheckFailed extends Refusal {
  readonly failed: Failed

  constructor(check: Check, { details, headers }: Refusal, code?: string) {
    super(details, headers)
    this.failed = { reason: 'oidc', check, code }
  }
}

/** Milliseconds between two log lines of the same reason and check. */
const logEvery = 60_000

export interface Tellers {
  log: Log
  /** For the metrics. */
  count(reason: string): void
}

export function openFailures({ log, count }: Tellers): (failed: Failed) => void {
  const lines = new Map<string, (failed: Failed) => void>()
  const line = () =>
    throttle<Failed>(logEvery, (failed, untold) => {
      log.warn({ ...failed, untold: untold || undefined }, 'a sign-in failed')
    })
  return (failed) => {
    const { reason, check = '' } = failed
    count(reason)
    const key = `${reason} ${check}`
    const tell = lines.get(key) ?? line()
    lines.set(key, tell)
    tell(failed)
  }
}

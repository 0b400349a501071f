/** The claim of a delivery. The HTTP client checks it once more right before a request leaves. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Whether a request may still leave: `false` once another worker may send the same delivery. */
export type MayLeave = () => boolean

const scope = new AsyncLocalStorage<MayLeave>()
const always = () => true

/** Runs `work`; every request of `work` checks this claim. */
export function underClaim<T>(mayLeave: MayLeave, work: () => T): T {
  return scope.run(mayLeave, work)
}

/** The claim of the caller. Requests without a delivery (a check, for example) may always leave. */
export function claimOfCaller(): MayLeave {
  return scope.getStore() ?? always
}

export const claimOver = 'CLAIM_OVER'

/** The machine or the ledger paused for too long, and another worker may have taken the delivery over. */
export class ClaimOver extends Error {
  readonly code = claimOver
  constructor() {
    super('This worker paused for too long, and another may send this delivery; nothing was sent')
  }
}

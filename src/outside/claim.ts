/** Under which claim a request is made: the door asks it once more right before the request leaves. */
import { AsyncLocalStorage } from 'node:async_hooks'

/** Whether a request may still leave: `false` once another worker may send the same delivery. */
export type MayLeave = () => boolean

const scope = new AsyncLocalStorage<MayLeave>()
const always = () => true

/** Everything that `work` sends, it sends under this claim. */
export function underClaim<T>(mayLeave: MayLeave, work: () => T): T {
  return scope.run(mayLeave, work)
}

/** Of the caller; what is sent for no delivery (a check, a console's question) may always leave. */
export function claimOfCaller(): MayLeave {
  return scope.getStore() ?? always
}

export const claimOver = 'CLAIM_OVER'

/** The machine or its ledger stood still for too long, and another worker may have taken the delivery over. */
export class ClaimOver extends Error {
  readonly code = claimOver
  constructor() {
    super('This worker paused for too long, and another may send this delivery; nothing was sent')
  }
}

/** Which failures leave it open whether the lead was taken. */
import type { HttpReply } from '../../src/outside/http.ts'
import { isTrigger } from './flow.ts'

export interface Doubt {
  problem: string
  says: string
}

/** `undefined`: by Standard Webhooks the receiver says itself that it did not take the lead. */
export function doubtOf({ status, text }: HttpReply, url: URL): Doubt | undefined {
  if (status < 500) return undefined
  if ((isTrigger(url) && status !== 503) || noUpstream.test(text)) {
    return { problem: 'https-flow-late', says: 'The flow gave no answer of its own, and its run may have started' }
  }
  if (gateway.has(status)) {
    return {
      problem: 'https-gateway',
      says: 'A gateway got no whole answer from the receiver, which may have the lead',
    }
  }
  if (workFailed.test(text)) {
    return { problem: 'https-work-failed', says: 'The receiver’s workflow failed after it had begun with this lead' }
  }
}

const noUpstream = /did not receive a response from an upstream server/i

/**
 * The receiver's answer is missing, or unfit to be passed on: it may have done its work. 520, 522 and 524 are
 * Cloudflare's (developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors); AWS answers
 * 502 when a function ran and its result is not what was expected. 503, 521, 523, 525 and 526 come before any contact.
 */
const gateway = new Set([502, 504, 520, 522, 524])

/** n8n (“When last node finishes”) and Make: steps before the failed one have been carried out. */
const workFailed = /"message":\s*"Error in workflow"|^\s*Scenario failed to complete/i

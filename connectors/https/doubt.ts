/** Which failures leave it open whether the lead was taken. */
import { mayHavePassedOn } from '../../src/outside/gateway.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { isTrigger } from './flow.ts'

export interface Doubt {
  problem: string
  says: string
}

/**
 * `undefined`: by Standard Webhooks the receiver says itself that it did not take the lead.
 * @param asked the receiver says when to come back.
 */
export function doubtOf(reply: HttpReply, url: URL, asked: boolean): Doubt | undefined {
  const { status, text } = reply
  if (timedOut.has(status) && !asked) {
    return { problem: 'https-time-out', says: 'The receiver gave up on the request, which may have been carried out' }
  }
  if (status < 500) return undefined
  if ((isTrigger(url) && status !== 503) || noUpstream.test(text)) {
    return { problem: 'https-flow-late', says: 'The flow gave no answer of its own, and its run may have started' }
  }
  if (gateway.has(status) || mayHavePassedOn(reply)) {
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
 * The receiver's answer is missing, or unfit to be passed on: it may have done its work. 520, 522, 524 and 530 are
 * Cloudflare's (developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors); AWS answers
 * 502 when a function ran and its result is not what was expected; 598 and 599 are proxies' time-outs. 521, 523, 525 and
 * 526 come before any contact. A plain 503 counts as the receiver's own (docs/decisions.md, "A gateway's 503").
 */
const gateway = new Set([502, 504, 520, 522, 524, 530, 598, 599])

/** Some answer so when their own work took too long. */
const timedOut = new Set([408, 529])

/** n8n (“When last node finishes”) and Make: steps before the failed one have been carried out. */
const workFailed = /"message":\s*"Error in workflow"|^\s*Scenario failed to complete/i

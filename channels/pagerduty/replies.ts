/** Reads PagerDuty's answers: 202 with `{"status":"success","message":"Event processed","dedup_key":…}` is proof. */
import { z } from 'zod'
import type { Problem } from '../../src/connector.ts'
import { failureBy, problemById, saysSo } from '../../src/outside/answer.ts'
import { isWebPage, refusedBy, unproven } from '../../src/outside/endpoint/replies.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { problems } from './problems.ts'

const endpoint = { who: 'PagerDuty', type: 'pagerduty', problems }

const taken = z.object({ status: z.literal('success'), dedup_key: z.string().optional() })

/** @returns the dedup_key, if PagerDuty names it. @throws DeliveryError unless PagerDuty says that it took the event. */
export function keyTaken(reply: HttpReply, now: Date): string | undefined {
  const { status, text } = reply
  if (status < 200 || status > 299) throw refusedBy(endpoint, reply, now, { problem: keyRefused(reply) })
  const said = taken.safeParse(jsonOf(text)).data
  if (said) return said.dedup_key
  if (isWebPage(reply)) throw unproven(endpoint, reply, now)
  const detail = { code: 'NO_PROOF', status, excerpt: text }
  throw failureBy(problemById(problems, 'pagerduty-unclear'), { who: endpoint.who, now }, detail)
}

/** PagerDuty answers 400 to a wrong key and to a wrong event; only its words tell them apart. */
function keyRefused({ status, text }: HttpReply): Problem | undefined {
  const ofKey = problemById(problems, 'pagerduty-integration-key')
  return status === 400 && saysSo(ofKey, text) ? ofKey : undefined
}

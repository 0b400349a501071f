/** Reads Slack's answers. A webhook answers with one word, the API with `ok` and `error` under 200. */
import { z } from 'zod'
import type { Receipt } from '../../src/connector.ts'
import type { DeliveryError } from '../../src/failure.ts'
import { failureBy, meaningOf, problemById } from '../../src/outside/answer.ts'
import { isWebPage, refusedBy, unproven } from '../../src/outside/endpoint/replies.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { jsonOf } from '../../src/outside/json.ts'
import { problems } from './problems.ts'

const endpoint = { who: 'Slack', type: 'slack', problems }

const apiReply = z.object({ ok: z.boolean(), error: z.string().optional(), ts: z.string().min(1).optional() })

/** @throws DeliveryError unless Slack says `ok`. */
export function receiptOfHook(reply: HttpReply, now: Date): Receipt {
  const word = reply.text.trim()
  if (reply.status === 200 && word === 'ok') return { outcome: 'accepted', status: 200 }
  throw refusal(reply, now, word)
}

/** @throws DeliveryError unless Slack says `ok` and names the message. */
export function receiptOfApi(reply: HttpReply, channel: string, now: Date): Receipt {
  const { ts } = okOfApi(reply, now)
  if (!ts) throw refusal(reply, now, '')
  return { outcome: 'created', reference: `${channel}/${ts}`, status: reply.status }
}

export function okOfApi(reply: HttpReply, now: Date): z.output<typeof apiReply> {
  const said = apiReply.safeParse(jsonOf(reply.text)).data
  if (said?.ok && reply.status === 200) return said
  throw refusal(reply, now, said?.error ?? '')
}

/**
 * Slack looks at the webhook first, then at the text: a webhook that works answers a blank text with one of these words, and
 * posts nothing.
 */
export function isKnownHook({ text }: HttpReply): boolean {
  return ['no_text', 'missing_text_or_fallback_or_attachments'].includes(text.trim())
}

/** @param word Slack's own code; a word that is in no entry counts as none. */
export function refusal(reply: HttpReply, now: Date, word: string): DeliveryError {
  if (meaningOf(problems, { code: word })) return refusedBy(endpoint, reply, now, { code: word })
  if (reply.status < 200 || reply.status > 299) return refusedBy(endpoint, reply, now)
  if (isWebPage(reply)) return unproven(endpoint, reply, now)
  const detail = { code: 'NO_PROOF', status: reply.status, excerpt: reply.text }
  return failureBy(problemById(problems, 'slack-unclear'), { who: endpoint.who, now }, detail)
}

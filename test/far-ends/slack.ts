/**
 * Slack: an incoming webhook, and chat.postMessage with auth.test. It refuses what Slack refuses: blocks over the limits, text
 * that is not escaped, unknown hooks and tokens.
 */
import { z } from 'zod'
import { type Answer, type Endpoint, type Posted, startEndpoint } from './endpoint.ts'

const textObject = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3_000),
  verbatim: z.literal(true).optional(),
})
const blocks = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({
        type: z.literal('header'),
        text: z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(150), emoji: z.boolean() }),
      }),
      z.strictObject({ type: z.literal('section'), text: textObject }),
      z.strictObject({ type: z.literal('context'), elements: z.array(textObject).min(1).max(10) }),
    ]),
  )
  .max(50)
const bodyShape = z.object({
  text: z.string().min(1).max(40_000),
  blocks,
  channel: z.string().optional(),
  thread_ts: z.string().optional(),
})
type SlackMessage = z.output<typeof bodyShape>

/** `<` begins a mention or a link, so it stands in our own links alone. */
const wellFormed = /^(?:[^<>&]|&amp;|&lt;|&gt;|<https:\/\/[^<>|\s]+\|[^<>]+>)*$/

export interface SlackFarEnd extends Endpoint {
  hook: string
  token: string
  posted: readonly (SlackMessage & { ts: string })[]
}

const hookPath = '/services/T000/B000/s3cr3tH00kOfSlack'
const token = 'xoxb-123-456-s3cr3tBotOfSlack'

export async function startSlack(): Promise<SlackFarEnd> {
  const posted: (SlackMessage & { ts: string })[] = []

  function fault(body: string): string | undefined {
    const given: unknown = JSON.parse(body)
    if (given instanceof Object && 'text' in given && given.text === '') return 'no_text'
    const read = bodyShape.safeParse(given)
    if (!read.success) return 'invalid_blocks'
    if (JSON.stringify(read.data.blocks).length > 13_200) return 'msg_blocks_too_long'
    const texts = read.data.blocks.flatMap((block) =>
      block.type === 'section'
        ? [block.text.text]
        : block.type === 'context'
          ? block.elements.map((one) => one.text)
          : [],
    )
    if (![read.data.text, ...texts].every((text) => wellFormed.test(text))) return 'invalid_payload'
    posted.push({ ...read.data, ts: `1764409380.00000${posted.length}` })
    return undefined
  }

  function ofHook({ path, body }: Posted): Answer {
    if (path !== hookPath) return { status: 404, body: 'no_service' }
    const wrong = fault(body)
    return wrong ? { status: 400, body: wrong } : { status: 200, body: 'ok' }
  }

  function ofApi({ path, headers, body }: Posted): Answer {
    const say = (said: object) => ({ status: 200, body: JSON.stringify(said) })
    if (headers.authorization !== `Bearer ${token}`) return say({ ok: false, error: 'invalid_auth' })
    if (path === '/api/auth.test') return say({ ok: true, team: 'T000' })
    const wrong = fault(body)
    if (wrong) return say({ ok: false, error: wrong })
    return say({ ok: true, channel: posted.at(-1)?.channel, ts: posted.at(-1)?.ts })
  }

  const endpoint = await startEndpoint((request) =>
    request.path.startsWith('/api/') ? ofApi(request) : ofHook(request),
  )
  return { ...endpoint, posted, hook: `${endpoint.origin}${hookPath}`, token }
}

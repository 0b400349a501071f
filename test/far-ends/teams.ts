/**
 * A flow with the trigger "When a Teams webhook request is received": it answers 202 to anything, and its run fails afterwards
 * if the envelope is wrong or the card too large.
 */
import { z } from 'zod'
import { type Endpoint, startEndpoint } from './endpoint.ts'

const element = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('TextBlock'), text: z.string().min(1), wrap: z.boolean() }),
  z.strictObject({
    type: z.literal('FactSet'),
    facts: z.array(z.strictObject({ title: z.string().min(1), value: z.string().min(1) })).min(1),
  }),
])
const card = z.object({
  $schema: z.string(),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.4'),
  msteams: z.object({ width: z.literal('Full') }),
  body: z.array(element).min(1),
  actions: z.array(z.object({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url() })),
})
const envelope = z.object({
  type: z.literal('message'),
  attachments: z
    .array(
      z.object({
        contentType: z.literal('application/vnd.microsoft.card.adaptive'),
        contentUrl: z.null(),
        content: card,
      }),
    )
    .length(1),
})

export interface TeamsFarEnd extends Endpoint {
  url: string
  /** The cards that the flow's run posted. */
  cards: readonly z.output<typeof card>[]
}

const path = '/workflows/1/triggers/manual/paths/invoke'

export async function startTeams(): Promise<TeamsFarEnd> {
  const cards: z.output<typeof card>[] = []
  const endpoint = await startEndpoint(({ path: asked, body }) => {
    const sig = new URLSearchParams(asked.split('?')[1]).get('sig')
    if (sig !== 's1g-0f-the-flow') {
      return { status: 401, body: '{"error":{"code":"DirectApiInvalidAuthorizationSignature","message":"…"}}' }
    }
    const read = envelope.safeParse(JSON.parse(body))
    if (read.success && Buffer.byteLength(body) <= 21 * 1024)
      cards.push(...read.data.attachments.map(({ content }) => content))
    return { status: 202, body: '' }
  })
  return {
    ...endpoint,
    cards,
    url: `${endpoint.origin}${path}?api-version=1&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=s1g-0f-the-flow`,
  }
}

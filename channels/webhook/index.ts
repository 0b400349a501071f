import type { Channel, OpenChannel } from '../../src/channel.ts'
import type { Note, Tools } from '../../src/connector.ts'
import { isWebPage, refusedBy, unproven } from '../../src/outside/endpoint/replies.ts'
import { problems } from './problems.ts'
import { bodyOf, headersOf } from './request.ts'
import { settings, type WebhookSettings } from './settings.ts'

export const webhook = {
  type: 'webhook',
  label: 'Webhook',
  summary: 'Posts each message as JSON to an address of yours, signed as Standard Webhooks says',
  settings,
  groups: true,
  problems,
  open,
} satisfies Channel<typeof settings>

const endpoint = { who: 'The receiver', type: 'webhook', problems }

// There is no check: only a message proves that a receiver would take a message.
function open(config: WebhookSettings, { http, now }: Tools): OpenChannel {
  return {
    async tell(message) {
      const notes: Note[] = []
      const body = bodyOf(message, config, notes)
      const headers = headersOf(message, body, now(), config)
      const reply = await http.request({ method: 'POST', url: config.url, headers, body, signal: message.signal })
      if (reply.status < 200 || reply.status > 299) throw refusedBy(endpoint, reply, now())
      if (isWebPage(reply)) throw unproven(endpoint, reply, now())
      return { outcome: 'accepted', reference: message.id, status: reply.status, notes }
    },
  }
}

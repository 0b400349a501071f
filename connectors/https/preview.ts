import type { Delivery, Preview } from '../../src/connector.ts'
import { bodyOf } from './body.ts'
import type { Settings } from './settings.ts'

/** Headers that the operator set are left out too: any of them may be a key. */
export function previewOf({ id, fields }: Delivery, config: Settings): Preview {
  const { host, pathname } = new URL(config.url)
  return {
    method: 'POST',
    to: host + pathname.split('/').map(shown).join('/'),
    headers: { 'content-type': 'application/json', 'webhook-id': id },
    body: JSON.parse(bodyOf(fields, config.body)),
  }
}

// Many receivers carry their key in the path (api.slack.com/messaging/webhooks, discord.com/developers/docs/resources/webhook).
function shown(part: string): string {
  return /^(?=.*\d)(?=.*[a-z]).{6,}$|^.{24,}$/i.test(part) ? '…' : part
}

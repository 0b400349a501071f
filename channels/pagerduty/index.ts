import type { Channel, OpenChannel } from '../../src/channel.ts'
import type { Note, Tools } from '../../src/connector.ts'
import { problems } from './problems.ts'
import { keyTaken } from './replies.ts'
import { checkEvent, type Event, eventsOf } from './request.ts'
import { type PagerDutySettings, settings } from './settings.ts'

export const pagerduty = {
  type: 'pagerduty',
  label: 'PagerDuty',
  summary: 'Opens, acknowledges and closes an incident for each alert (Events API v2)',
  settings,
  groups: false,
  problems,
  open,
} satisfies Channel<typeof settings>

function open(given: PagerDutySettings, { http, now }: Tools): OpenChannel {
  async function send({ path, body }: Event, signal: AbortSignal): Promise<string | undefined> {
    const url = `${given.url.replace(/\/$/, '')}${path}`
    const headers = { 'content-type': 'application/json' }
    const reply = await http.request({ method: 'POST', url, headers, body: JSON.stringify(body), signal })
    return keyTaken(reply, now())
  }

  return {
    async tell(message) {
      const notes: Note[] = []
      let reference: string | undefined
      // One event for each alert. Their keys make a repeat of those before a failure harmless.
      for (const event of eventsOf(message, given, notes)) reference = await send(event, message.signal)
      return { outcome: 'accepted', reference, status: 202, notes }
    },
    async check(signal) {
      await send(checkEvent(given), signal)
    },
  }
}

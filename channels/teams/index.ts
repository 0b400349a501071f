import type { Channel, OpenChannel } from '../../src/channel.ts'
import type { Note, Receipt, Tools } from '../../src/connector.ts'
import { isWebPage, refusedBy, unproven } from '../../src/outside/endpoint/replies.ts'
import { withBearer } from '../../src/outside/entra/bearer.ts'
import { applicationTokens } from '../../src/outside/entra/tokens.ts'
import { flowCodeIn } from '../../src/outside/flow/code.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { problems } from './problems.ts'
import { bodyOf } from './request.ts'
import { settings, type TeamsSettings } from './settings.ts'

export const teams = {
  type: 'teams',
  label: 'Microsoft Teams',
  summary: 'Posts each message as a card into a Teams channel or chat, by a flow of Workflows',
  settings,
  groups: true,
  problems,
  open,
} satisfies Channel<typeof settings>

const endpoint = { who: 'The flow', type: 'teams', problems }

// There is no check: every request that the flow takes starts a run, which posts or fails.
function open(given: TeamsSettings, tools: Tools): OpenChannel {
  const { http, now } = tools
  const { url, authority, directoryId, clientId, clientSecret, scope } = given
  const token = applicationTokens({ authority, directoryId, clientId, clientSecret, scope }, tools)
  return {
    async tell(message) {
      const notes: Note[] = []
      const body = bodyOf(message, notes)
      const { signal } = message
      const send = (bearer?: { authorization: string }) => {
        const headers = { ...bearer, 'content-type': 'application/json' }
        return http.request({ method: 'POST', url, headers, body, signal })
      }
      const reply = await (token ? withBearer(token, signal, send) : send())
      return { ...receiptFrom(reply, now()), notes: [...notes, 'taken by the flow; Teams does not confirm the post'] }
    },
  }
}

/** @throws DeliveryError unless the flow took the request. */
function receiptFrom(reply: HttpReply, now: Date): Receipt {
  const { status, text } = reply
  if (status < 200 || status > 299) throw refusedBy(endpoint, reply, now, { code: flowCodeIn(text, problems) })
  if (isWebPage(reply)) throw unproven(endpoint, reply, now)
  // What posts on to Teams may tell its failure under 200, as text.
  const inner = /\breturned HTTP error (\d{3})\b/i.exec(text)?.[1]
  if (inner) throw refusedBy(endpoint, { ...reply, status: Number(inner) }, now)
  return { outcome: 'accepted', status }
}

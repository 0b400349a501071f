import type { Channel, Message, OpenChannel } from '../../src/channel.ts'
import type { Note, Receipt, Tools } from '../../src/connector.ts'
import type { HttpReply } from '../../src/outside/http.ts'
import { problems } from './problems.ts'
import { isKnownHook, okOfApi, receiptOfApi, receiptOfHook, refusal } from './replies.ts'
import { bodyOf } from './request.ts'
import { type SlackSettings, settings } from './settings.ts'

export const slack = {
  type: 'slack',
  label: 'Slack',
  summary: 'Posts each message into a Slack channel, by an incoming webhook or a bot',
  settings,
  groups: true,
  problems,
  open,
} satisfies Channel<typeof settings>

function open(given: SlackSettings, tools: Tools): OpenChannel {
  const { url, botToken, channel } = given
  return botToken && channel ? openBot(botToken, channel, given, tools) : openHook(url ?? '', tools)
}

const json = { 'content-type': 'application/json; charset=utf-8' }

function openHook(url: string, { http, now }: Tools): OpenChannel {
  const post = (body: object, signal: AbortSignal): Promise<HttpReply> =>
    http.request({ method: 'POST', url, headers: json, body: JSON.stringify(body), signal })
  return {
    async tell(message) {
      const notes: Note[] = []
      const reply = await post(bodyOf(message, notes), message.signal)
      return { ...receiptOfHook(reply, now()), notes }
    },
    async check(signal) {
      const reply = await post({ text: '' }, signal)
      if (!isKnownHook(reply)) throw refusal(reply, now(), reply.text.trim())
    },
  }
}

function openBot(token: string, channel: string, { apiUrl }: SlackSettings, tools: Tools): OpenChannel {
  const { http, now, memory } = tools
  const headers = { ...json, authorization: `Bearer ${token}` }
  const call = (method: string, body: object, signal: AbortSignal): Promise<HttpReply> => {
    const url = `${apiUrl.replace(/\/$/, '')}/${method}`
    return http.request({ method: 'POST', url, headers, body: JSON.stringify(body), signal })
  }

  /** A reply in a thread is shown in the channel too: an end of an alert must not be overlooked. */
  async function threadOf({ inReplyTo }: Message): Promise<object> {
    if (!inReplyTo) return {}
    const ts = await memory.get(`ts:${inReplyTo}`).catch(() => undefined)
    return ts ? { thread_ts: ts, reply_broadcast: true } : {}
  }

  async function remember({ id }: Message, { reference = '' }: Receipt): Promise<void> {
    const ts = reference.slice(reference.indexOf('/') + 1)
    await memory.set(`ts:${id}`, ts).catch(() => {
      tools.log.warn({ channel: tools.destination }, 'the thread of a message was not remembered')
    })
  }

  return {
    async tell(message) {
      const notes: Note[] = []
      const thread = await threadOf(message)
      const body = { channel, ...bodyOf(message, notes), ...thread, unfurl_links: false, unfurl_media: false }
      const receipt = receiptOfApi(await call('chat.postMessage', body, message.signal), channel, now())
      await remember(message, receipt)
      return { ...receipt, notes }
    },
    async check(signal) {
      okOfApi(await call('auth.test', {}, signal), now())
    },
  }
}

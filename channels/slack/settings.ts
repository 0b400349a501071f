import { z } from 'zod'
import { addressFault } from '../../src/outside/flow/address.ts'

const text = z.string().trim().min(1)

const shape = z.strictObject({
  url: text.optional().meta({
    title: 'Webhook URL',
    help: 'The address of an incoming webhook: https://hooks.slack.com/services/… It is secret, because it is the key.',
    secret: true,
  }),
  botToken: text.optional().meta({
    title: 'Bot token',
    help: 'Instead of a webhook: the Bot User OAuth Token (xoxb-…) of your app. Then the end of an alert stands in its thread.',
    secret: true,
  }),
  channel: text.optional().meta({
    title: 'Slack channel',
    help: 'With a bot token: the channel’s id, such as C0123456789. It stands at the end of the channel’s details.',
  }),
  apiUrl: text.default('https://slack.com/api').meta({
    title: 'API address',
    help: 'Only for GovSlack (https://slack-gov.com/api) or a proxy.',
  }),
})

export const settings = shape.superRefine((given, context) => {
  const wrong = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  const { url, botToken, channel } = given
  if (!url && !botToken) wrong('url', 'give the url of an incoming webhook, or botToken and channel')
  if (url && botToken) wrong('botToken', 'give url or botToken, not both')
  if (botToken && !channel) wrong('channel', 'is needed next to botToken')
  if (channel && !botToken) wrong('channel', 'belongs to botToken: a webhook has its own channel')
  if (botToken && !botToken.startsWith('xoxb-')) wrong('botToken', 'must be a bot token, which begins with xoxb-')
  const fault = url === undefined ? undefined : (addressFault(url) ?? hookFault(url))
  if (fault) wrong('url', fault)
  const apiFault = addressFault(given.apiUrl)
  if (apiFault) wrong('apiUrl', apiFault)
})

/** Slack has other addresses on the same host: they start workflows, and want other variables. */
function hookFault(url: string): string | undefined {
  const { hostname, pathname } = new URL(url)
  const ofWorkflow = /^hooks\.slack(-gov)?\.com$/.test(hostname) && /^\/(workflows|triggers)\//.test(pathname)
  return ofWorkflow
    ? 'starts a workflow: make an incoming webhook instead (api.slack.com/apps > your app > Incoming Webhooks)'
    : undefined
}

export type SlackSettings = z.output<typeof settings>

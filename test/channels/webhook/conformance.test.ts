import { describe } from 'vitest'
import { webhook } from '../../../channels/webhook/index.ts'
import { startWebhook } from '../../far-ends/webhook.ts'
import { conformance } from '../conformance.ts'

conformance(webhook, async () => {
  const receiver = await startWebhook({ secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' })
  const { url, secret } = receiver.settings
  return {
    ...receiver,
    settings: { url, secret, bearerToken: 'b3arer-0f-the-hook' },
    secrets: [...receiver.secrets, 'b3arer-0f-the-hook'],
    silence: 'uncertain',
    ids: () => receiver.taken.map(({ headers }) => String(headers['webhook-id'])),
    busy: (seconds) => receiver.answer(429, 'later', { 'retry-after': String(seconds) }),
  }
})

describe('with a body of its own', () =>
  conformance(webhook, async () => {
    const receiver = await startWebhook()
    const body =
      '{"title": {{ subject | json }}, "message": {{ text | json }}, "keys": {{ alerts | map: "key" | json }}}'
    return {
      ...receiver,
      settings: { url: receiver.settings['url'], body },
      silence: 'uncertain',
      ids: () => receiver.taken.map(({ headers }) => String(headers['webhook-id'])),
      busy: (seconds) => receiver.answer(429, 'later', { 'retry-after': String(seconds) }),
    }
  }))

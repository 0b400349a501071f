import { afterEach, beforeEach, expect } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import type { Delivery, Destination } from '../../../src/connector.ts'
import { startWebhook, type WebhookFarEnd } from '../../far-ends/webhook.ts'
import { deliveryOf } from '../sample.ts'
import { type TestTools, toolsFor } from '../tools.ts'

/** For each test of the file a receiver, and destinations that post to it. */
export function openedHook() {
  const held: { receiver?: WebhookFarEnd; tools?: TestTools } = {}
  const got = <T>(value: T | undefined): T => value ?? expect.fail('only within a test')

  beforeEach(async () => {
    held.receiver = await startWebhook()
    held.tools = toolsFor('hook')
  })
  afterEach(async () => {
    held.tools?.http.close()
    await held.receiver?.close()
  })

  function open(more: Record<string, unknown> = {}): Destination {
    return https.open(https.settings.parse({ ...got(held.receiver).settings, ...more }), got(held.tools))
  }

  return {
    get receiver() {
      return got(held.receiver)
    },
    get tools() {
      return got(held.tools)
    },
    open,
    /** What came in for a delivery with these settings. */
    async send(more: Record<string, unknown> = {}, sent: Delivery = deliveryOf(https)) {
      await open(more).deliver(sent)
      const { headers, body } = got(held.receiver?.taken.at(-1))
      return { headers, body: JSON.parse(body) }
    },
  }
}

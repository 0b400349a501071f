import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { signatureHeaders } from '../../../src/outside/standard-webhooks.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

describe('the signature', () => {
  test('is that of the standard’s own example', () => {
    const signed = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', at: new Date(1614265330_999), body: '{"test": 2432232314}' }
    expect(signatureHeaders(signed, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  test('satisfies a receiver with either secret while they rotate', async () => {
    const [old, fresh] = [7, 9].map((fill) => `whsec_${Buffer.alloc(32, fill).toString('base64')}`)
    await hook.open({ secret: [old, fresh] }).deliver(deliveryOf(https, sampleLead({ description: 'Žofie 🚉' })))
    const { headers, body } = hook.receiver.taken[0] ?? expect.fail('nothing came')
    for (const secret of [old, fresh]) new Webhook(secret ?? '').verify(body, headers as Record<string, string>)
    const other = `whsec_${Buffer.alloc(32, 1).toString('base64')}`
    expect(() => new Webhook(other).verify(body, headers as Record<string, string>)).toThrow()
  })

  test('is left out without a secret; the id stays, the same on every attempt', async () => {
    const sent = deliveryOf(https)
    const { headers } = await hook.send({}, sent)
    expect([headers['webhook-id'], headers['webhook-signature']]).toEqual([sent.id, undefined])
    expect((await hook.send({}, { ...sent, attempt: 2 })).headers['webhook-id']).toBe(sent.id)
  })
})

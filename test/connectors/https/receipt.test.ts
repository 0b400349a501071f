import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { receiptFrom } from '../../../connectors/https/replies.ts'
import { DeliveryError } from '../../../src/failure.ts'
import type { HttpReply } from '../../../src/outside/http.ts'

const now = new Date('2025-11-20T14:00:00Z')
const judge = (reply: Partial<HttpReply>, more: Record<string, unknown> = {}) =>
  receiptFrom(
    { status: 200, headers: {}, text: '', ...reply },
    https.settings.parse({ url: 'https://hooks.contoso.com/', ...more }),
    now,
  )

describe('a receipt', () => {
  const id = { text: '{"data":{"id":4711}}', headers: { location: '/leads/4711' } }
  test.for<[Partial<HttpReply>, Record<string, unknown>, Record<string, unknown>]>([
    [{ status: 200 }, {}, { outcome: 'accepted' }],
    [{ status: 200, text: 'thanks' }, {}, { outcome: 'accepted' }],
    [{ status: 202 }, {}, { outcome: 'accepted' }],
    [{ status: 204 }, {}, { outcome: 'accepted' }],
    [{ status: 201 }, {}, { outcome: 'created' }],
    [{ ...id, status: 200 }, { receipt: 'body.data.id' }, { outcome: 'created', reference: '4711' }],
    [{ ...id, status: 202 }, { receipt: 'body.data.id' }, { outcome: 'accepted', reference: '4711' }],
    [{ ...id, status: 201 }, { receipt: 'header.Location' }, { outcome: 'created', reference: '/leads/4711' }],
    [{ status: 409 }, { receiverDedupes: true }, { outcome: 'already-there', status: 409 }],
    [{ status: 200, text: '<html>ok' }, { expect: [200] }, { outcome: 'accepted' }],
  ])('for %j with %j is %j', ([reply, settings, expected]) => {
    expect(judge(reply, settings)).toMatchObject(expected)
  })

  test.for<[Partial<HttpReply>, Record<string, unknown>, string, string]>([
    [{ status: 200 }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '{"id":""}' }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '{"id":{"x":1}}' }, { receipt: 'body.id' }, 'uncertain', 'https-no-receipt'],
    [{ status: 200, text: '[]' }, { receipt: 'body.length' }, 'uncertain', 'https-no-receipt'],
    [{ status: 204 }, { expect: [201] }, 'uncertain', 'https-unexpected-status'],
    [{ status: 200, text: ' <!DOCTYPE HTML><title>Sign in' }, {}, 'configuration', 'https-web-page'],
  ])('is refused for %j with %j', ([reply, settings, kind, problem]) => {
    try {
      expect.fail(JSON.stringify(judge(reply, settings)))
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error
      expect([error.class, error.detail.problem ?? '']).toEqual([kind, problem])
    }
  })
})

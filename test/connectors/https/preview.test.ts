import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { deliveryOf } from '../sample.ts'
import { toolsFor } from '../tools.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

function preview(settings: Record<string, unknown>, sent = deliveryOf(https)) {
  const tools = toolsFor('hook')
  tools.http.close()
  return https.open(https.settings.parse(settings), tools).preview?.(sent)
}

describe('a preview', () => {
  test('shows the body that is sent, and the id under which', async () => {
    const sent = deliveryOf(https)
    const { headers, body } = await hook.send({}, sent)
    const shown = hook.open().preview?.(sent)
    expect(shown?.body).toEqual(body)
    expect(shown?.headers).toEqual({ 'content-type': 'application/json', 'webhook-id': headers['webhook-id'] })
  })

  test('leaves out whatever proves who sends: query, sign-in, own headers, signature', () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
    const url = 'https://hooks.contoso.com:8443/leads/new?code=hidden-1#hidden-2'
    const shown = preview({
      url,
      secret,
      apiKey: 'hidden-3',
      bearerToken: 'hidden-4',
      headers: { 'x-team': 'hidden-5' },
    })
    expect(shown).toMatchObject({ method: 'POST', to: 'hooks.contoso.com:8443/leads/new' })
    expect(JSON.stringify(shown)).not.toMatch(/hidden|signature|timestamp|whsec/)
  })

  test.for([
    ['hooks.slack.com/services/T0AAAA1/B0BBBB2/9zKqXw3mVtYcPd8LrHs5Ng7u', 'hooks.slack.com/services/…/…/…'],
    ['hook.eu1.make.com/abcdefghijklmnopqrstuvwxyzabcdef', 'hook.eu1.make.com/…'],
    ['crm.contoso.com/api/v2/customer-leads', 'crm.contoso.com/api/v2/customer-leads'],
  ])('of %s names %s, for a path may be a key', ([url, to]) => {
    expect(preview({ url: `https://${url}` })?.to).toBe(to)
  })

  test('fails as the delivery would for a mapping that makes no object', () => {
    const sent = { ...deliveryOf(https), fields: { a: '1', 'a.b': '2' } }
    expect(() => preview({ url: 'https://hooks.contoso.com/', body: 'fields' }, sent)).toThrow(DeliveryError)
  })
})

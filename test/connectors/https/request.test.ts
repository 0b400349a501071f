import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { toolsFor } from '../tools.ts'
import { openedHook } from './opened.ts'

const hook = openedHook()

describe('the body', () => {
  test('is the marketplace’s JSON, as Microsoft documents it', async () => {
    const lead = sampleLead()
    const { firstName, lastName, email, phone, country, company, title } = lead.person
    const { headers, body } = await hook.send({}, deliveryOf(https, lead))
    expect(headers['content-type']).toBe('application/json')
    expect(body).toEqual({
      userDetails: {
        FirstName: firstName,
        LastName: lastName,
        Email: email,
        Phone: phone.raw,
        Country: country.raw,
        Company: company,
        Title: title,
      },
      LeadSource: 'AzureMarketplace-INS|tailspin.router-pro',
      ActionCode: 'INS',
      OfferTitle: 'Tailspin Router Pro',
      Description: lead.description,
    })
  })

  test('holds every key of the marketplace, blank or not, and the operator’s own next to them', async () => {
    const { body } = await hook.send({}, { ...deliveryOf(https), fields: { 'lead.id': '1', ActionCode: 'PLT' } })
    expect(body).toMatchObject({ userDetails: { Email: '', Title: '' }, ActionCode: 'PLT', lead: { id: '1' } })
  })

  test('is just the mapped fields when asked for', async () => {
    const fields = { Mail: 'a@b.example', 'person.name.first': 'A', 'person.name.last': 'B', __proto__x: 'y' }
    const { body } = await hook.send({ body: 'fields' }, { ...deliveryOf(https), fields })
    expect(body).toEqual({ Mail: 'a@b.example', person: { name: { first: 'A', last: 'B' } }, __proto__x: 'y' })
  })

  test('is an empty object when nothing is mapped', async () => {
    const { body } = await hook.send({ body: 'fields' }, { ...deliveryOf(https), fields: {} })
    expect(body).toEqual({})
  })

  test('tells apart names that hold a line break from two names', async () => {
    const bodies = []
    const given: Record<string, string>[] = [{ a: '1', b: '2' }, { 'a\nb': '1' }, { 'a","b': '1' }]
    for (const fields of given) {
      bodies.push((await hook.send({ body: 'fields' }, { ...deliveryOf(https), fields })).body)
    }
    expect(bodies).toEqual(given)
  })

  test('takes a name like __proto__ as a name', async () => {
    const fields = { '__proto__.polluted': 'yes', 'constructor.name': 'x' }
    await hook.send({ body: 'fields' }, { ...deliveryOf(https), fields })
    expect(hook.receiver.taken[0]?.body).toBe('{"__proto__":{"polluted":"yes"},"constructor":{"name":"x"}}')
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test.for([[{ a: '1', 'a.b': '2' }], [{ 'a.b': '2', a: '1' }], [{ 'a..b': '1' }], [{ 'a.': '1' }]])(
    'cannot be built from %j',
    async ([fields = {}]) => {
      const error = await failureOf(hook.open({ body: 'fields' }).deliver({ ...deliveryOf(https), fields }))
      expect([error.class, error.detail.problem]).toEqual(['configuration', 'https-mapping'])
      expect(hook.receiver.requests).toEqual([])
    },
  )
})

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
  ])('of %s names %s, because a path may hold a key', ([url, to]) => {
    expect(preview({ url: `https://${url}` })?.to).toBe(to)
  })

  test('fails as the delivery would for a mapping that makes no object', () => {
    const sent = { ...deliveryOf(https), fields: { a: '1', 'a.b': '2' } }
    expect(() => preview({ url: 'https://hooks.contoso.com/', body: 'fields' }, sent)).toThrow(DeliveryError)
  })
})

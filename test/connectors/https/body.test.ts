import { describe, expect, test } from 'vitest'
import { https } from '../../../connectors/https/index.ts'
import { failureOf } from '../failure-of.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
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

  test('holds every key of the marketplace, blank or not, and the operator’s own beside them', async () => {
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

import { describe, expect, it } from 'vitest'
import { parseBody } from '../../src/lead/body.ts'
import { readForm } from '../../src/lead/form.ts'

const form = (body: string, own = {}) => readForm(Buffer.from(body), own)

describe('names', () => {
  it.each([
    ['first_name=Jane&last_name=Doe', { 'person.firstName': 'Jane', 'person.lastName': 'Doe' }],
    ['FirstName=Jane&emailAddress=a%40b.c', { 'person.firstName': 'Jane', 'person.email': 'a@b.c' }],
    ['mobile=1&phone=+', { 'person.phone': '1' }],
    ['phone=2&mobile=1', { 'person.phone': '2' }],
    ['country_code=DE', { 'person.country': 'DE' }],
    ['country=Germany&country_code=DE', { 'person.country': 'Germany' }],
    ['lead_source=SPZA-INS%7Ca.b', { 'source.text': 'SPZA-INS|a.b' }],
    ['name=Jane+Doe&message=Hello%0Athere', { 'person.name': 'Jane Doe', description: 'Hello\nthere' }],
    ['email=&email=a%40b.c', { 'person.email': 'a@b.c' }],
  ])('%s', (body, flat) => {
    expect(form(body).flat).toMatchObject(flat)
  })

  it('of the form’s own fields count more than known names, in any casing', () => {
    const own = { 'person.company': ['Firma', 'verein'], 'campaign.x': ['00N1'] }
    expect(form('FIRMA=A&company=B&00N1=c', own).flat).toMatchObject({ 'person.company': 'A', 'campaign.x': 'c' })
    expect(form('verein=A', own).flat['person.company']).toBe('A')
    expect(form('company=B', own).flat['person.company']).toBe('B')
  })
})

it('campaign parameters are kept in their casing', () => {
  const { flat } = form('utm_source=x&UTM_Term=y&gclid=z&Campaign_ID=701&member_status=Sent&mktcmpid=1&state=WA')
  const campaign = Object.entries(flat).filter(([path]) => path.startsWith('campaign.'))
  expect(Object.fromEntries(campaign)).toEqual({
    'campaign.utm_source': 'x',
    'campaign.UTM_Term': 'y',
    'campaign.gclid': 'z',
    'campaign.Campaign_ID': '701',
    'campaign.member_status': 'Sent',
    'campaign.mktcmpid': '1',
  })
})

it('the sender’s object has every field, with a list for repeated fields', () => {
  const body = 'encoding=UTF-8&encoding=UTF-8&oid=00Do0000000ZHog&00N5f=x&__proto__=y'
  const raw = { encoding: ['UTF-8', 'UTF-8'], oid: '00Do0000000ZHog', '00N5f': 'x', ['__proto__']: 'y' }
  expect(form(body).raw).toEqual(raw)
  // The form of templates at delivery.
  expect(parseBody(Buffer.from(body))).toEqual(raw)
  expect(parseBody(Buffer.from('{"a":1}'))).toEqual({ a: 1 })
})

it('is read as windows-1252 if it is not UTF-8', () => {
  expect(form('last_name=Jos%E9+Mu%F1oz&company=10%80%3D+net&title').flat).toMatchObject({
    'person.lastName': 'José Muñoz',
    'person.company': '10€= net',
  })
  expect(form('last_name=Jos%C3%A9').flat['person.lastName']).toBe('José')
})

it('bytes that are not a form do not fail', () => {
  for (const body of ['', '&&=&', '%E0%A4%A=%', '\u0000', '{"email":"a@b.c"}', '='.repeat(100_000)]) {
    expect(() => form(body)).not.toThrow()
  }
})

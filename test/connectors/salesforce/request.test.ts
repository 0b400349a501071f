import { describe, expect, test } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { field } from '../../far-ends/salesforce/lead-object.ts'
import { refusal } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { toolsFor } from '../tools.ts'
import { deliveryFor, failure, opened } from './opened.ts'

describe('what the org looks like', () => {
  test('is asked once a day', async () => {
    const { deliver, org, pass } = await opened()
    const asked = () => org.calls.filter(({ path }) => path.endsWith('/describe')).length
    await Promise.all([deliver(), deliver()])
    await deliver()
    expect(asked()).toBe(1)
    pass(24 * 60 * 60_000 + 1)
    await deliver()
    expect(asked()).toBe(2)
  })

  test('is asked again after a field was refused', async () => {
    const { deliver, org } = await opened()
    org.answer('write', refusal('INVALID_FIELD'), 1)
    await failure(deliver())
    await deliver()
    expect(org.calls.filter(({ path }) => path.endsWith('/describe'))).toHaveLength(2)
  })

  test('decides where a value is cut, and the receipt says so', async () => {
    const { deliver, org } = await opened()
    org.org.fields = org.org.fields.map((each) => (each.name === 'Title' ? { ...each, length: 12 } : each))
    const receipt = await deliver(sampleLead({ person: { title: 'Head of Signals 🚦' } }))
    expect(org.leads[0]?.['Title']).toBe('Head of Sign')
    expect(receipt.notes).toEqual([{ field: 'Title', from: 18, to: 12 }])
  })

  test('decides the type of a mapped value', async () => {
    const { destination, org } = await opened({ fields: [field('Seats__c', 'int', 0), field('Vip__c', 'boolean', 0)] })
    const delivery = deliveryFor()
    await destination.deliver({ ...delivery, fields: { ...delivery.fields, Seats__c: '12', Vip__c: 'yes' } })
    expect(org.leads[0]).toMatchObject({ Seats__c: 12, Vip__c: true })
  })

  test('is done without when it is too large to read', async () => {
    const many = Array.from({ length: 9_000 }, (_, index) => field(`Custom_${index}__c`, 'string', 255))
    const { deliver, tools } = await opened({ fields: many })
    expect(await deliver()).toMatchObject({ outcome: 'created' })
    expect(tools.logged.join()).toContain('too large to read')
  })

  test('keeps the lead-key line when a description is cut', async () => {
    const { deliver, org } = await opened({ externalId: false })
    const lead = sampleLead({ description: 'x'.repeat(40_000) })
    const receipt = await deliver(lead)
    const description = String(org.leads[0]?.['Description'])
    expect(description.length).toBeLessThanOrEqual(32_000)
    expect(description.endsWith(`lead-key:${lead.id}`)).toBe(true)
    expect(receipt.notes).toEqual([])
  })
})

describe('country and e-mail', () => {
  const country = (raw: string, alpha2: string) =>
    sampleLead({ person: { country: { raw, alpha2, alpha3: '', name: raw } } })

  test('with country picklists on, the ISO code is sent in place of the text', async () => {
    const { deliver, org } = await opened({ countryPicklists: true })
    await deliver(country('Deutschland', 'DE'))
    expect(org.leads[0]).toMatchObject({ CountryCode: 'DE' })
    expect(org.leads[0]).not.toHaveProperty('Country')
  })

  test.for([
    ['Atlantis', ''],
    ['Antarctica', 'AQ'],
  ] as const)('a country that is not in the list (%s) moves into Description', async ([raw, alpha2]) => {
    const { deliver, org } = await opened({ countryPicklists: true })
    const receipt = await deliver(country(raw, alpha2))
    expect(org.leads[0]?.['Description']).toContain(`Country: ${raw}`)
    expect(receipt.notes).toEqual(['Country is not in the org’s country list; it stands in Description'])
  })

  test.for(['nobody', 'a b@acme.example', `${'x'.repeat(80)}@acme.example`, 'root@localhost'])(
    'an e-mail Salesforce would refuse (%s) moves into Description, whole',
    async (email) => {
      const { deliver, org } = await opened()
      const receipt = await deliver(sampleLead({ person: { email } }))
      expect(org.leads[0]?.['Description']).toContain(`Email: ${email}`)
      expect(org.leads[0]).not.toHaveProperty('Email')
      expect(receipt.notes).toEqual(['Email is no address that Salesforce takes; it stands in Description'])
    },
  )

  test('a lead without a name or company gets its e-mail’s', async () => {
    const { deliver, org } = await opened()
    await deliver(
      sampleLead({ person: { lastName: '', company: '', email: 'zeb@acme.example', emailDomain: 'acme.example' } }),
    )
    expect(org.leads[0]).toMatchObject({ LastName: 'zeb', Company: 'acme.example' })
  })
})

describe('a person who must not be contacted', () => {
  const doNotContact = () => sampleLead({ action: { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } })
  const close = (names: string[]) => (each: { name: string; createable: boolean }) =>
    names.includes(each.name) ? { ...each, createable: false } : each

  test('arrives marked', async () => {
    const { deliver, org } = await opened()
    await deliver(doNotContact())
    expect(org.leads[0]).toMatchObject({ DoNotCall: true, HasOptedOutOfEmail: true })
  })

  test('arrives with the one mark that may be written', async () => {
    const { deliver, org } = await opened()
    org.org.fields = org.org.fields.map((each) => ({ ...each, ...close(['HasOptedOutOfEmail'])(each) }))
    const receipt = await deliver(doNotContact())
    expect(org.leads[0]).toMatchObject({ DoNotCall: true })
    expect(receipt.notes).toEqual(['HasOptedOutOfEmail is not writable here and was left out'])
  })

  test('does not arrive as callable', async () => {
    const { deliver, org } = await opened()
    org.org.fields = org.org.fields.filter(({ name }) => name !== 'DoNotCall' && name !== 'HasOptedOutOfEmail')
    expect(await failure(deliver(doNotContact()))).toMatchObject({
      class: 'rejected',
      detail: { problem: 'salesforce-do-not-contact' },
    })
    expect(org.leads).toHaveLength(0)
  })
})

const rest = {
  mode: 'rest',
  loginUrl: 'https://acme.my.salesforce.com',
  clientId: '3MVG9',
  clientSecret: 'only-salesforce-knows',
  externalIdField: 'Lead_Key__c',
}

function previewOf(given: Record<string, unknown>, delivery = deliveryFor()) {
  return salesforce.open(salesforce.settings.parse(given), toolsFor('crm')).preview?.(delivery)
}

describe('a dry run', () => {
  test('shows the upsert by external id', () => {
    const delivery = deliveryFor()
    expect(previewOf(rest, delivery)).toMatchObject({
      method: 'PATCH',
      to: `acme.my.salesforce.com/services/data/v62.0/sobjects/Lead/Lead_Key__c/${delivery.leadId}`,
      headers: { 'Sforce-Duplicate-Rule-Header': 'allowSave=true', 'Sforce-Auto-Assign': 'TRUE' },
      body: { LastName: delivery.lead.person.lastName, Country: 'Germany' },
    })
  })

  test('shows the insert, with its lead-key line, where there is no external id field', () => {
    const delivery = deliveryFor()
    const preview = previewOf({ ...rest, externalIdField: undefined }, delivery)
    expect(preview).toMatchObject({ method: 'POST', to: 'acme.my.salesforce.com/services/data/v62.0/sobjects/Lead' })
    expect(JSON.stringify(preview?.body)).toContain(`lead-key:${delivery.leadId}`)
  })

  test('says what only the org could tell', () => {
    expect(previewOf(rest)?.notes).toEqual([expect.stringContaining('without the org’s description of Lead')])
    const notes = previewOf({ ...rest, loginUrl: undefined, auth: 'password', username: 'u', password: 'p' })?.notes
    expect(notes?.at(-1)).toContain('the org’s own host')
  })

  test('tells what would be moved', () => {
    const preview = previewOf(rest, deliveryFor(sampleLead({ person: { email: 'nobody at all' } })))
    expect(preview?.notes?.[0]).toMatch(/^Email is no address that Salesforce takes/)
  })

  test('shows the form of Web-to-Lead, without the query', () => {
    const preview = previewOf({ mode: 'web-to-lead', oid: '00Do0000000ZHog' })
    expect(preview).toMatchObject({ method: 'POST', to: 'webto.salesforce.com/servlet/servlet.WebToLead', notes: [] })
    expect(preview?.body).toMatch(/^oid=00Do0000000ZHog&encoding=UTF-8&/)
  })
})

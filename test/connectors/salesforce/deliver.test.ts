import { describe, expect, test } from 'vitest'
import type { Call } from '../../far-ends/salesforce/api.ts'
import { field } from '../../far-ends/salesforce/lead-object.ts'
import { duplicatesDetected, jsonReply, refusal } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { deliveryFor, failure, opened } from './opened.ts'

const writes = (calls: readonly Call[]) =>
  calls.filter(({ method, path }) => method !== 'GET' && path.includes('/sobjects/'))
const bodyOf = (calls: readonly Call[]) => JSON.parse(writes(calls).at(-1)?.body ?? '{}')

describe('a lead sent to Salesforce', () => {
  test('is upserted by the external id, with the record’s id and link as receipt', async () => {
    const { deliver, org } = await opened()
    const lead = sampleLead()
    const receipt = await deliver(lead)
    const id = org.leads[0]?.Id
    expect(receipt).toEqual({
      outcome: 'created',
      reference: id,
      link: `${org.settings['loginUrl']}/lightning/r/Lead/${id}/view`,
      status: 201,
      notes: [],
    })
    const [write] = writes(org.calls)
    expect([write?.method, write?.path]).toEqual(['PATCH', `/services/data/v62.0/sobjects/Lead/Lead_Key__c/${lead.id}`])
    expect(bodyOf(org.calls)).not.toHaveProperty('Lead_Key__c')
    expect(write?.headers).toMatchObject({
      'sforce-duplicate-rule-header': 'allowSave=true',
      'sforce-auto-assign': 'TRUE',
      'sforce-call-options': 'client=Leadyard',
      'content-type': 'application/json',
    })
  })

  test('arrives with Microsoft’s values in the standard fields', async () => {
    const { deliver, org } = await opened()
    const { person, offer } = sampleLead()
    await deliver(sampleLead({ person }))
    expect(org.leads[0]).toMatchObject({
      FirstName: person.firstName,
      LastName: person.lastName,
      Email: person.email,
      Phone: person.phone.e164,
      Company: person.company,
      Title: person.title,
      Country: 'Germany',
      LeadSource: `AzureMarketplace-INS|${offer.id}`,
    })
    expect(org.leads[0]?.['Description']).toMatch(
      /^Wants a call.*\n\s*Action: Installed \(INS\)\nOffer: Tailspin Router Pro\nmktcmpid: 1234$/s,
    )
    expect(org.leads[0]).not.toHaveProperty('DoNotCall')
  })

  test('is inserted with a lead-key line where no external id field is named', async () => {
    const { deliver, org } = await opened({ externalId: false })
    const lead = sampleLead()
    expect(await deliver(lead)).toMatchObject({ outcome: 'created', status: 201 })
    expect(writes(org.calls)[0]).toMatchObject({ method: 'POST', path: '/services/data/v62.0/sobjects/Lead' })
    expect(org.leads[0]?.['Description']).toMatch(new RegExp(`\n\nlead-key:${lead.id}$`))
  })

  test('updates the record that carries its id', async () => {
    const { deliver, org } = await opened()
    const lead = sampleLead()
    await deliver(lead)
    expect(await deliver(lead)).toMatchObject({ outcome: 'updated', reference: org.leads[0]?.Id, status: 200 })
  })

  test('does not overwrite what a salesperson changed when it may be there already', async () => {
    const { deliver, org } = await opened()
    const lead = sampleLead()
    await deliver(lead)
    Object.assign(org.leads[0] ?? {}, { Title: 'Corrected by hand' })
    expect(await deliver(lead, { mayBeThere: true })).toMatchObject({
      outcome: 'already-there',
      reference: org.leads[0]?.Id,
    })
    expect(org.leads[0]?.['Title']).toBe('Corrected by hand')
  })

  test('is taken as updated when an old API version answers 204', async () => {
    const { deliver, org } = await opened()
    org.answer('write', { status: 204, body: '' })
    expect(await deliver()).toMatchObject({ outcome: 'updated', status: 204 })
  })

  test('goes by the assignment rule and duplicate policy of the settings', async () => {
    const rule = '01Q5g000000AbCdEAK'
    const { deliver, org } = await opened({}, { assignmentRule: rule, saveDespiteAlert: false })
    await deliver()
    expect(writes(org.calls)[0]?.headers).toMatchObject({
      'sforce-auto-assign': rule,
      'sforce-duplicate-rule-header': 'allowSave=false',
    })
  })

  test('goes without an assignment rule when the settings switch it off', async () => {
    const { deliver, org } = await opened({}, { assignmentRule: false })
    await deliver()
    expect(writes(org.calls)[0]?.headers['sforce-auto-assign']).toBe('FALSE')
  })

  test('is in doubt when the reply to an insert proves nothing', async () => {
    const { deliver, org } = await opened({ externalId: false })
    for (const reply of [jsonReply(201, {}), { status: 204, body: '' }, jsonReply(200, { success: true })]) {
      org.answer('write', reply)
      expect(await failure(deliver())).toMatchObject({ class: 'uncertain', detail: { status: reply.status } })
    }
  })

  test('goes to the address of the settings, while the link stays the org’s own', async () => {
    const proxy = await opened()
    const { deliver, org } = await opened({}, { instanceUrl: proxy.org.settings['loginUrl'] })
    await failure(deliver())
    expect(proxy.org.calls.length).toBeGreaterThan(0)
    expect(org.calls.every(({ path }) => path.endsWith('/token'))).toBe(true)
  })
})

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
    expect(receipt.notes).toEqual(['Title cut from 18 to 12 characters'])
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

describe('whoever must not be contacted', () => {
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

describe('duplicates', () => {
  const twice = () => {
    const { person } = sampleLead()
    return [sampleLead({ person }), sampleLead({ person })] as const
  }

  test('an alert rule keeps no lead out', async () => {
    const { deliver, org } = await opened({ duplicateRule: 'alert' })
    const [first, second] = twice()
    await deliver(first)
    expect(await deliver(second)).toMatchObject({ outcome: 'created' })
    expect(org.leads).toHaveLength(2)
  })

  test('a blocking rule is told as already there, with the similar record and what it proves', async () => {
    const { deliver, org } = await opened({ duplicateRule: 'block' })
    const [first, second] = twice()
    await deliver(first)
    const receipt = await deliver(second)
    expect(receipt).toMatchObject({ outcome: 'already-there', reference: org.leads[0]?.Id, status: 400 })
    expect(receipt.link).toContain(`/lightning/r/Lead/${org.leads[0]?.Id}/view`)
    expect(receipt.notes?.join()).toContain('need not be this lead')
    expect(org.leads).toHaveLength(1)
  })

  test('a blocking rule is told as rejected where the settings say so', async () => {
    const { deliver } = await opened({ duplicateRule: 'block' }, { whenDuplicate: 'rejected' })
    const [first, second] = twice()
    await deliver(first)
    expect(await failure(deliver(second))).toMatchObject({ class: 'rejected', detail: { code: 'DUPLICATES_DETECTED' } })
  })

  test.for(['duplicateResut', 'duplicateResult'])(
    'a similar contact is linked as one, with the key spelt %s',
    async (key) => {
      const { deliver, org } = await opened()
      org.answer('write', duplicatesDetected('0031i000013x2TEAAY', 'Contact', key))
      const receipt = await deliver()
      expect(receipt.link).toContain('/lightning/r/Contact/0031i000013x2TEAAY/view')
    },
  )

  test('a value that doubles in the external id field is this very lead', async () => {
    const { deliver, org } = await opened()
    org.answer('write', refusal('DUPLICATE_VALUE'))
    expect(await deliver()).toMatchObject({ outcome: 'already-there', reference: '00Q5g00000AbCdE' })
  })

  test('a value that doubles in another field is a refusal', async () => {
    const { deliver, org } = await opened()
    const message = 'duplicate value found: Badge__c duplicates value on record with id: 00Q5g00000AbCdE'
    org.answer('write', refusal('DUPLICATE_VALUE', { message }))
    expect(await failure(deliver())).toMatchObject({ class: 'rejected', detail: { code: 'DUPLICATE_VALUE' } })
  })

  test('a lead converted since is there', async () => {
    const { deliver, org } = await opened()
    const lead = sampleLead()
    await deliver(lead)
    Object.assign(org.leads[0] ?? {}, { IsConverted: true })
    const receipt = await deliver(lead)
    expect(receipt).toMatchObject({
      outcome: 'already-there',
      notes: ['The lead is there and has been converted since'],
    })
  })
})

import { describe, expect, test } from 'vitest'
import type { Call } from '../../far-ends/salesforce/api.ts'
import { jsonReply } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { failure, opened } from './opened.ts'

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

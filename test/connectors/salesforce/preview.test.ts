import { describe, expect, test } from 'vitest'
import { salesforce } from '../../../connectors/salesforce/index.ts'
import { sampleLead } from '../sample.ts'
import { toolsFor } from '../tools.ts'
import { deliveryFor } from './opened.ts'

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

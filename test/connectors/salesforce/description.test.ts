import { describe, expect, test } from 'vitest'
import { field } from '../../far-ends/salesforce/lead-object.ts'
import { oauthRefusal } from '../../far-ends/salesforce/replies.ts'
import { failure, opened } from './opened.ts'

describe('checking a Salesforce destination', () => {
  test('signs in again, looks at Lead, and writes nothing', async () => {
    const { check, deliver, org } = await opened()
    await deliver()
    await check()
    expect(org.tokens.granted).toHaveLength(2)
    expect(await org.records()).toBe(1)
  })

  test('tells a refused sign-in as a delivery would', async () => {
    const { check, org } = await opened()
    org.answer('token', oauthRefusal('invalid_client', 'invalid client credentials'))
    expect(await failure(check())).toMatchObject({ class: 'configuration', detail: { code: 'invalid_client' } })
  })

  test('misses the external id field', async () => {
    const { check } = await opened({ externalId: false }, { externalIdField: 'Lead_Key__c' })
    const { class: kind, detail } = await failure(check())
    expect([kind, detail.problem]).toEqual(['configuration', 'salesforce-external-id-missing'])
    expect(detail.message).toContain('Lead_Key__c')
  })

  test('misses the mark External ID, and says all that is wrong with the field at once', async () => {
    const plain = field('Lead_Key__c', 'string', 64)
    const first = await opened({ externalId: false, fields: [plain] }, { externalIdField: 'Lead_Key__c' })
    expect((await failure(first.check())).detail.problem).toBe('salesforce-external-id-missing')
    const short = field('Lead_Key__c', 'string', 20, { externalId: true })
    const second = await opened({ externalId: false, fields: [short] }, { externalIdField: 'Lead_Key__c' })
    const { detail } = await failure(second.check())
    expect(detail.problem).toBe('salesforce-external-id-not-unique')
    expect(detail.message).toMatch(/not marked Unique; .*must hold 36 characters/)
  })

  test('misses the right to create leads', async () => {
    const { check, org } = await opened()
    org.org.fields = org.org.fields.map((each) => (each.name === 'LastName' ? { ...each, createable: false } : each))
    expect((await failure(check())).detail.problem).toBe('salesforce-insufficient-access')
  })

  test('warns of fields that only a mapping can fill, and of those it cannot write', async () => {
    const demanded = field('Region__c', 'string', 20, { nillable: false })
    const { check, org, tools } = await opened({ fields: [demanded] })
    org.org.fields = org.org.fields.filter(({ name }) => name !== 'Title')
    await check()
    expect(tools.logged.join('\n')).toMatch(/Region__c/)
    expect(tools.logged.join('\n')).toMatch(/cannot write.*Title/)
  })

  test('sees a field that has been fixed since', async () => {
    const { check, deliver, org } = await opened({ externalId: false }, { externalIdField: 'Lead_Key__c' })
    await failure(check())
    org.org.fields.push(field('Lead_Key__c', 'string', 64, { externalId: true, unique: true }))
    await check()
    expect(await deliver()).toMatchObject({ outcome: 'created' })
  })
})

describe('describing Lead', () => {
  test('tells names, lengths, what must be given and what may be written', async () => {
    const { destination } = await opened()
    const fields = (await destination.describe?.(AbortSignal.timeout(5_000))) ?? []
    expect(fields.find(({ name }) => name === 'LastName')).toEqual({
      name: 'LastName',
      label: 'LastName',
      maxLength: 80,
      required: true,
      writable: true,
    })
    expect(fields.find(({ name }) => name === 'Status')).toMatchObject({ required: false })
    expect(fields.find(({ name }) => name === 'Id')).toMatchObject({ writable: false })
  })
})

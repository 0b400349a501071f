import { describe, expect, test } from 'vitest'
import { duplicatesDetected, refusal } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { failure, opened } from './opened.ts'

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

  test('a blocking rule is told as already there, with a link to the similar record and what it proves', async () => {
    const { deliver, org } = await opened({ duplicateRule: 'block' })
    const [first, second] = twice()
    await deliver(first)
    const receipt = await deliver(second)
    expect(receipt).toMatchObject({ outcome: 'already-there', status: 400 })
    expect(receipt.link).toContain(`/lightning/r/Lead/${org.leads[0]?.Id}/view`)
    expect(receipt.notes?.join()).toContain(`a similar Lead (${org.leads[0]?.Id}) exists, which need not be this lead`)
    expect(org.leads).toHaveLength(1)
  })

  test('the similar record, which may be another person’s, is no reference to merge into or erase', async () => {
    const { deliver } = await opened({ duplicateRule: 'block' })
    const [first, second] = twice()
    await deliver(first)
    expect(await deliver(second)).not.toHaveProperty('reference')
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
      notes: ['The lead exists and has been converted since'],
    })
  })
})

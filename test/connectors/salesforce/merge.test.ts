import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../../src/connector.ts'
import { refusal } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { deliveryFor, failure, opened } from './opened.ts'

describe('a lead merged into the record of an earlier one', () => {
  async function earlier(...given: Parameters<typeof opened>) {
    const all = await opened(...given)
    const lead = sampleLead()
    const { reference = '' } = await all.deliver(lead)
    const again = sampleLead({ person: { ...lead.person, title: 'Chief of Semaphores', phone: { raw: '', e164: '' } } })
    const merge = (delivery = deliveryFor(again)) =>
      all.destination.merge?.(delivery, reference) ?? Promise.reject(new Error('no merge'))
    return { ...all, lead, again, reference, merge }
  }

  test('updates what it says and blanks nothing', async () => {
    const { org, merge, lead, reference } = await earlier()
    expect(await merge()).toEqual({
      outcome: 'updated',
      reference,
      link: `${org.settings['loginUrl']}/lightning/r/Lead/${reference}/view`,
      status: 204,
      notes: [],
    })
    expect(org.leads).toHaveLength(1)
    expect(org.leads[0]).toMatchObject({ Title: 'Chief of Semaphores', Phone: lead.person.phone.e164 })
  })

  test('leaves the earlier lead its external id, whatever the mapping says', async () => {
    const { org, merge, lead, again } = await earlier()
    const delivery = deliveryFor(again)
    await merge({ ...delivery, fields: { ...delivery.fields, Lead_Key__c: again.id } })
    expect(org.leads[0]?.['Lead_Key__c']).toBe(lead.id)
    expect(org.calls.at(-1)?.body).not.toContain(again.id)
  })

  test('carries its own lead-key line where there is no external id field', async () => {
    const { org, merge, again } = await earlier({ externalId: false })
    await merge()
    expect(org.leads[0]?.['Description']).toContain(`lead-key:${again.id}`)
  })

  describe('without a Description of its own', () => {
    const without = (delivery: Delivery) => {
      const { Description: _said, ...fields } = delivery.fields
      return { ...delivery, fields }
    }

    test('leaves the earlier one as it is, its lead-key line too', async () => {
      const { org, merge, lead, again } = await earlier({ externalId: false })
      expect(await merge(without(deliveryFor(again)))).toMatchObject({ outcome: 'updated', notes: [] })
      expect(org.leads[0]).toMatchObject({ Title: 'Chief of Semaphores' })
      expect(org.leads[0]?.['Description']).toContain(lead.description)
      expect(org.leads[0]?.['Description']).toContain(`lead-key:${lead.id}`)
    })

    test('leaves out what would have moved there, and says so', async () => {
      const { org, merge, lead, again } = await earlier()
      const delivery = without(deliveryFor(again))
      const receipt = await merge({ ...delivery, fields: { ...delivery.fields, Email: 'nobody' } })
      expect(receipt?.notes).toEqual(['Email is no address that Salesforce takes; it was left out'])
      expect(org.leads[0]).toMatchObject({ Email: lead.person.email })
      expect(org.leads[0]?.['Description']).toContain(lead.description)
    })
  })

  test('stays with its owner: no assignment rule runs', async () => {
    const { org, merge } = await earlier()
    await merge()
    expect(org.calls.at(-1)).toMatchObject({ method: 'PATCH', headers: { 'sforce-auto-assign': 'FALSE' } })
  })

  test('never takes back that the person must not be contacted', async () => {
    const { org, deliver, destination } = await opened()
    const { id, person } = sampleLead()
    const action = { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } as const
    const { reference = '' } = await deliver(sampleLead({ id, person, action }))
    await destination.merge?.(deliveryFor(sampleLead({ person })), reference)
    expect(org.leads[0]).toMatchObject({ DoNotCall: true, HasOptedOutOfEmail: true })
  })

  test('is left to be delivered when the record was purged', async () => {
    const { destination, deliver } = await opened()
    await deliver()
    expect(await destination.merge?.(deliveryFor(), '00Q5g0000099999EAB')).toBeUndefined()
  })

  test('is left to be delivered when the earlier one was converted, and the log says so', async () => {
    const { org, merge, tools } = await earlier()
    Object.assign(org.leads[0] ?? {}, { IsConverted: true })
    expect(await merge()).toBeUndefined()
    expect(tools.logged.join()).toContain('the earlier lead has been converted, so this lead is made as a new record')
  })

  test('meets a blocking duplicate rule as whenDuplicate says', async () => {
    for (const whenDuplicate of ['already-there', 'rejected']) {
      const { org, merge, deliver, lead } = await earlier({}, { whenDuplicate })
      await deliver(sampleLead({ person: lead.person }))
      org.org.duplicateRule = 'block'
      const [settled] = await Promise.allSettled([merge()])
      if (whenDuplicate === 'already-there') {
        expect(settled).toMatchObject({
          value: { outcome: 'already-there', link: expect.stringContaining(`${org.leads[1]?.Id}`) },
        })
      } else expect(settled).toMatchObject({ reason: { class: 'rejected', detail: { code: 'DUPLICATES_DETECTED' } } })
    }
  })

  test('is held when a mapped owner is unknown, which is not the record being gone', async () => {
    const { org, merge } = await earlier()
    org.answer('write', refusal('INVALID_CROSS_REFERENCE_KEY'))
    expect(await failure(merge())).toMatchObject({ class: 'configuration' })
  })
})

describe('a lead erased', () => {
  test('goes by its record id', async () => {
    const { org, deliver, destination } = await opened()
    const sent = deliveryFor()
    const { reference = '' } = await deliver(sent.lead)
    expect(await destination.erase?.({ ...sent, reference })).toBe(true)
    expect(org.calls.at(-1)).toMatchObject({
      method: 'DELETE',
      path: `/services/data/v62.0/sobjects/Lead/${reference}`,
    })
  })

  test('is false for a record that was purged', async () => {
    const { destination } = await opened()
    expect(await destination.erase?.({ ...deliveryFor(), reference: '00Q5g0000099999EAB' })).toBe(false)
  })

  test('is held without the right to delete', async () => {
    const { org, deliver, destination } = await opened()
    const { reference = '' } = await deliver()
    org.answer('write', refusal('INSUFFICIENT_ACCESS_OR_READONLY'))
    const erased = destination.erase?.({ ...deliveryFor(), reference }) ?? Promise.resolve()
    expect(await failure(erased)).toMatchObject({
      class: 'configuration',
      detail: { code: 'INSUFFICIENT_ACCESS_OR_READONLY' },
    })
  })

  test('is not taken for gone when it is the API that is not found', async () => {
    const { org, destination } = await opened()
    const nothing = refusal('NOT_FOUND', { message: 'The requested resource does not exist' })
    for (const target of ['read', 'write'] as const) org.answer(target, nothing)
    const erased = destination.erase?.({ ...deliveryFor(), reference: '00Q5g0000000001EAB' }) ?? Promise.resolve()
    expect((await failure(erased)).class).toBe('configuration')
  })
})

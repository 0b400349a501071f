import { describe, expect, test } from 'vitest'
import type { Delivery } from '../../../src/connector.ts'
import { jsonReply, refusal } from '../../far-ends/salesforce/replies.ts'
import { sampleLead } from '../sample.ts'
import { deliveryFor, failure, opened } from './opened.ts'

async function looking(options = {}) {
  const { destination, ...rest } = await opened(options)
  const find = async (delivery: Delivery) => destination.find?.(delivery)
  return { destination, find, ...rest }
}

describe('looking for a lead before repeating it', () => {
  test('finds it by the external id', async () => {
    const { find, destination, org } = await looking()
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    expect(await find(delivery)).toMatchObject({ outcome: 'already-there', reference: org.leads[0]?.Id })
  })

  test('finds it by e-mail and lead-key line among leads of the same person', async () => {
    const { find, destination, org } = await looking({ externalId: false })
    const { person } = sampleLead()
    const [first, second, third] = [1, 2, 3].map(() => deliveryFor(sampleLead({ person })))
    for (const delivery of [first, second]) if (delivery) await destination.deliver(delivery)
    expect(second && (await find(second))).toMatchObject({ reference: org.leads[1]?.Id })
    expect(third && (await find(third))).toBeUndefined()
  })

  test('finds it by name and company when there is no e-mail, whatever signs they hold', async () => {
    const { find, destination, org } = await looking({ externalId: false })
    const person = { email: '', lastName: "O'Hara \\ Söhne", company: "Kettelhut's" }
    const delivery = deliveryFor(sampleLead({ person }))
    await destination.deliver(delivery)
    expect(await find(delivery)).toMatchObject({ reference: org.leads[0]?.Id })
    expect(await find(deliveryFor(sampleLead({ person: { ...person, company: "x' OR Id != '" } })))).toBeUndefined()
  })

  test('finds it though it has been deleted or merged since', async () => {
    const { find, destination, org } = await looking({ externalId: false })
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    Object.assign(org.leads[0] ?? {}, { IsDeleted: true })
    expect((await find(delivery))?.notes).toEqual(['the record has since been deleted or merged in Salesforce'])
  })

  test('does not take an older lead of the person for it', async () => {
    const { find, destination, pass } = await looking({ externalId: false })
    const { person } = sampleLead()
    await destination.deliver(deliveryFor(sampleLead({ person })))
    pass(60 * 60_000)
    expect(
      await find(deliveryFor(sampleLead({ person }), { firstAttemptAt: new Date(Date.now() + 60 * 60_000) })),
    ).toBeUndefined()
  })

  test('stays in doubt when a flow has wiped the key of a lead like it', async () => {
    const { find, destination, org } = await looking({ externalId: false })
    org.org.flow = (lead) => void (lead['Description'] = 'tidied')
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    expect(await failure(find(delivery))).toMatchObject({ class: 'uncertain', detail: { code: 'SIMILAR_LEAD' } })
  })

  test('is not confused by a lead without a key from another source', async () => {
    const { find, destination, org } = await looking({ externalId: false })
    org.org.flow = (lead) => void Object.assign(lead, { Description: 'typed by hand', LeadSource: 'Trade show' })
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    expect(await find(delivery)).toBeUndefined()
  })

  test('puts no personal data into a URL', async () => {
    const { find, org } = await looking({ externalId: false })
    const delivery = deliveryFor()
    await find(delivery)
    const { email } = delivery.lead.person
    expect(org.calls.some(({ body }) => body.includes(encodeURIComponent(email)))).toBe(true)
    expect(org.calls.some(({ url }) => decodeURIComponent(url).includes(email))).toBe(false)
  })

  test.for([
    [{ status: 503, body: '' }, 'transient'],
    [{ status: 500, body: '' }, 'transient'],
    [refusal('INSUFFICIENT_ACCESS'), 'configuration'],
    [
      jsonReply(200, {
        hasErrors: true,
        results: [{ statusCode: 400, result: [{ errorCode: 'INVALID_FIELD', message: 'No such column' }] }],
      }),
      'configuration',
    ],
    [
      jsonReply(200, {
        hasErrors: true,
        results: [{ statusCode: 400, result: [{ errorCode: 'MALFORMED_QUERY', message: '' }] }],
      }),
      'configuration',
    ],
    [jsonReply(200, { results: [] }), 'transient'],
  ] as const)('never concludes absence from %j', async ([reply, kind]) => {
    const { find, destination, org } = await looking({ externalId: false })
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    org.answer('read', reply)
    expect(await failure(find(delivery))).toMatchObject({ class: kind })
  })

  test('that loses its reply is no doubt about the lead, only a reason to look again', async () => {
    const { find, destination, org, tools } = await looking()
    const delivery = deliveryFor()
    await destination.deliver(delivery)
    org.misbehave('hang')
    const result = failure(find({ ...delivery, signal: AbortSignal.timeout(100) }))
    expect(await result).toMatchObject({ class: 'transient' })
    expect(tools.logged).toEqual([])
  })
})

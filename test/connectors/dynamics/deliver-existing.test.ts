import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import type { Delivery } from '../../../src/connector.ts'
import { deliveryOf, keptOf, sampleLead } from '../sample.ts'
import { type Dynamics, failed, lead, startDynamics } from './far-end.ts'

const owner = '7c1ee1f2-0000-4000-8000-0000000000aa'
let far: Dynamics

beforeEach(async () => {
  far = await startDynamics({ references: [`systemusers(${owner})`] })
})
afterEach(() => far.close())

async function earlier(settings: Parameters<Dynamics['open']>[0] = {}) {
  const destination = far.open(settings)
  const first = sampleLead()
  const { reference = '' } = await destination.deliver(deliveryOf(dynamics, first))
  const merge = async (delivery: Delivery) => destination.merge?.(delivery, reference)
  return { destination, first, reference, merge, record: () => far.dataverse.leads.get(reference) }
}

describe('a lead merged into the record of an earlier one', () => {
  test('updates what it says and blanks nothing', async () => {
    const { first, reference, merge, record } = await earlier()
    const person = { ...first.person, title: 'Chief of Semaphores', phone: { raw: '', e164: '' } }
    expect(await merge(deliveryOf(dynamics, sampleLead({ person })))).toEqual({
      outcome: 'updated',
      reference,
      link: `${far.dataverse.url}/main.aspx?etn=lead&pagetype=entityrecord&id=${reference}`,
      status: 204,
    })
    expect(far.dataverse.leads.size).toBe(1)
    expect(record()).toMatchObject({ jobtitle: 'Chief of Semaphores', telephone1: first.person.phone.e164 })
  })

  test('writes only where the record is, past duplicate rules', async () => {
    const { merge } = await earlier({ duplicateRules: 'reject' })
    await merge(lead())
    const { headers } = far.dataverse.seen.findLast(({ method }) => method === 'PATCH') ?? {}
    expect(headers).toMatchObject({ 'if-match': '*', 'mscrm.suppressduplicatedetection': 'true' })
    expect(headers).not.toHaveProperty('if-none-match')
  })

  test('leaves owner and lead source to the people who changed them', async () => {
    const { merge } = await earlier({ ownerUser: owner, leadSourceCode: 8 })
    await merge(lead())
    const written = far.dataverse.seen.filter(({ method }) => method === 'PATCH').map(({ body }) => JSON.parse(body))
    expect(written[0]).toMatchObject({ leadsourcecode: 8, 'ownerid@odata.bind': `/systemusers(${owner})` })
    expect(written[1]).not.toHaveProperty('leadsourcecode')
    expect(Object.keys(written[1])).not.toContain('ownerid@odata.bind')
  })

  test.for([
    ['qualified', 1],
    ['disqualified', 2],
  ] as const)('is left to be delivered when the earlier one is %s', async ([, statecode]) => {
    const { merge, record } = await earlier()
    Object.assign(record() ?? {}, { statecode })
    expect(await merge(lead({ jobtitle: 'Chief' }))).toBeUndefined()
    expect(record()).not.toMatchObject({ jobtitle: 'Chief' })
  })

  test('goes by the write alone where the user may not read leads', async () => {
    const { merge, reference } = await earlier()
    far.dataverse.refuse('privilegeDenied', /^GET .*leads\(/)
    expect(await merge(lead())).toMatchObject({ outcome: 'updated' })
    far.dataverse.remove(reference)
    expect(await merge(lead())).toBeUndefined()
  })

  test('is held when the mapping names an owner that does not exist: the record itself is still there', async () => {
    const { merge } = await earlier()
    const failure = await failed(merge(lead({ 'ownerid@odata.bind': `/systemusers(${owner.replace('aa', 'bb')})` })))
    expect(failure).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-reference-not-found' } })
  })

  test('is uncertain when a 204 names another record', async () => {
    const { merge } = await earlier()
    far.dataverse.refuse({ status: 204, headers: { 'odata-entityid': `https://contoso/leads(${owner})` } })
    expect((await failed(merge(lead()))).class).toBe('uncertain')
  })

  test('asks for the columns again after one was too long', async () => {
    const { merge } = await earlier()
    far.dataverse.columns['jobtitle'] = { type: 'String', maxLength: 5 }
    expect((await failed(merge(lead({ jobtitle: 'Signalman' })))).class).toBe('rejected')
    const notes = [{ field: 'jobtitle', from: 9, to: 5 }]
    expect(await merge(lead({ jobtitle: 'Signalman' }))).toMatchObject({ outcome: 'updated', notes })
  })
})

describe('a lead erased', () => {
  test('is held without the right to delete, and the message names it', async () => {
    const { destination, reference } = await earlier()
    const message = 'Principal user is missing prvDeleteLead privilege on OTC=4'
    far.dataverse.refuse({ status: 403, code: '0x80040220', message }, /^DELETE/)
    const failure = await failed(destination.erase?.(keptOf(lead(), reference)))
    expect(failure).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-missing-privilege' } })
    expect(failure.message).toContain('prvDeleteLead')
  })

  test('does not count as absent when the address is wrong', async () => {
    const { destination, reference } = await earlier()
    far.dataverse.refuse({ status: 404, page: '<html>no such page</html>' }, /^DELETE/)
    expect((await failed(destination.erase?.(keptOf(lead(), reference)))).class).toBe('configuration')
  })
})

describe('a dry run', () => {
  test('shows the write of a new lead', () => {
    const delivery = lead()
    expect(far.open({ leadSourceCode: 8 }).preview?.(delivery)).toMatchObject({
      method: 'PATCH',
      to: expect.stringMatching(/^127\.0\.0\.1:\d+\/api\/data\/v9\.2\/leads\([0-9a-f-]{36}\)$/),
      headers: { 'if-none-match': '*', 'mscrm.suppressduplicatedetection': 'true' },
      body: { ...delivery.fields, leadsourcecode: 8 },
      notes: [expect.stringContaining('documented columns')],
    })
  })

  test('cuts to the documented lengths and takes any field', () => {
    const preview = far.open().preview?.(lead({ jobtitle: 'x'.repeat(150), new_offer: 'Router' }))
    expect(preview?.notes?.[0]).toEqual({ field: 'jobtitle', from: 150, to: 100 })
    expect(preview?.body).toMatchObject({ new_offer: 'Router' })
  })

  test('refuses a value of the wrong kind as a delivery does', () => {
    expect(() => far.open().preview?.(lead({ leadsourcecode: 'Web' }))).toThrow(/needs a value of type Picklist/)
  })
})

import { afterEach, describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { compileMapping, map } from '../../../src/mapping/map.ts'
import { type Marketo, type MarketoOptions, startMarketo } from '../../far-ends/marketo.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { failureOf, lastBody, type Opened, type OpenedOptions, openMarketo } from './opened.ts'

let farEnd: Marketo
let opened: Opened

async function start(options: MarketoOptions = {}, opening: OpenedOptions = {}): Promise<void> {
  farEnd = await startMarketo(options)
  opened = openMarketo(farEnd, opening)
}

afterEach(async () => {
  opened.tools.http.close()
  await farEnd.close()
})

const doNotContact = { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } as const

describe('mode form', () => {
  test('submits the form with the names REST knows, and marks the activity with the delivery', async () => {
    await start({ mode: 'form' })
    const lead = sampleLead()
    const delivery = deliveryOf(marketo, lead)
    const receipt = await opened.destination.deliver(delivery)
    const { person } = lead
    expect(lastBody(farEnd)).toEqual({
      formId: 1179,
      input: [
        {
          leadFormFields: {
            email: person.email,
            firstName: person.firstName,
            lastName: person.lastName,
            company: person.company,
            phone: person.phone.e164,
            country: person.country.name,
            title: person.title,
            leadSource: lead.source.text,
          },
          visitorData: { queryString: `leadyard=${delivery.id}` },
        },
      ],
    })
    expect(receipt).toEqual({
      outcome: 'created',
      reference: '1001',
      link: 'https://app-ab12.marketo.com/leadDatabase/loadLeadDetail?leadId=1001',
      status: 200,
      notes: [],
    })
  })

  test('gives no link where no app host is entered', async () => {
    await start({ mode: 'form' }, { settings: { appHost: undefined } })
    expect((await opened.deliver()).link).toBeUndefined()
  })

  test('logs a second activity for a second delivery, and says that the person was updated', async () => {
    await start({ mode: 'form' })
    const lead = sampleLead()
    await opened.deliver(lead)
    expect((await opened.deliver(lead)).outcome).toBe('updated')
    expect([farEnd.persons.length, farEnd.activities.length]).toEqual([1, 2])
  })

  test('a field that the form lacks holds the destination', async () => {
    await start({
      mode: 'form',
      formFields: [
        { id: 'Email', label: 'Email' },
        { id: 'LeadSource', label: 'Lead Source' },
      ],
    })
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual(['configuration', '1006'])
  })

  test('a do-not-contact lead that the form cannot mark is refused alone', async () => {
    await start({ mode: 'form' })
    const { class: failureClass, detail } = await failureOf(opened.deliver(sampleLead({ action: doNotContact })))
    expect([failureClass, detail.problem]).toEqual(['rejected', 'marketo-form-without-do-not-call'])
    expect((await opened.deliver()).outcome).toBe('created')
  })

  test('a formId unknown to Marketo holds the destination', async () => {
    await start({ mode: 'form' }, { settings: { formId: '77' } })
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual(['configuration', '1013'])
  })
})

describe('mode sync', () => {
  test('creates or updates by e-mail', async () => {
    await start({ mode: 'sync' })
    const lead = sampleLead({ person: { email: 'jo@büro.example' } })
    expect((await opened.deliver(lead)).outcome).toBe('created')
    expect((await opened.deliver(lead)).outcome).toBe('updated')
    expect(lastBody(farEnd)).toMatchObject({ action: 'createOrUpdate', lookupField: 'email' })
    expect(lastBody(farEnd)).not.toHaveProperty('partitionName')
    expect(farEnd.persons).toMatchObject([{ email: 'jo@xn--bro-hoa.example', partition: 'Default' }])
  })

  test('puts new persons into the partition entered', async () => {
    await start({ mode: 'sync' }, { settings: { partition: 'Europe' } })
    await opened.deliver()
    expect(farEnd.persons).toMatchObject([{ partition: 'Europe' }])
  })

  test('a partition out of reach holds the destination', async () => {
    await start({ mode: 'sync' }, { settings: { partition: 'Asia' } })
    const { class: failureClass, detail } = await failureOf(opened.deliver())
    expect([failureClass, detail.code]).toEqual(['configuration', '1008'])
  })

  test('a do-not-contact lead arrives marked, as booleans', async () => {
    await start({ mode: 'sync' })
    await opened.deliver(sampleLead({ action: doNotContact }))
    expect(farEnd.persons).toMatchObject([{ values: { doNotCall: true, unsubscribed: true } }])
    await opened.deliver()
    expect(farEnd.persons[1]?.values).not.toHaveProperty('doNotCall')
  })

  test('a lead without e-mail is refused in plain words and nothing is sent', async () => {
    await start({ mode: 'sync' })
    const { class: failureClass, detail } = await failureOf(opened.deliver(sampleLead({ person: { email: '' } })))
    expect([failureClass, detail.code]).toEqual(['rejected', 'EMAIL_MISSING'])
    expect(farEnd.calls).toHaveLength(0)
  })
})

describe('a program', () => {
  test('is pushed to, with source and reason next to the person', async () => {
    await start({ mode: 'push' }, { settings: { partition: 'Europe' } })
    const lead = sampleLead()
    await opened.deliver(lead)
    const { input, ...rest } = lastBody(farEnd)
    expect(rest).toEqual({
      programName: 'Marketplace Leads',
      partitionName: 'Europe',
      source: 'Azure Marketplace',
      reason: 'Installed: Tailspin Router Pro',
      lookupField: 'email',
    })
    expect(Object.keys((input as object[])[0] ?? {})).not.toContain('push.source')
    expect(farEnd.activities).toMatchObject([{ type: 'Push Lead to Marketo', asset: 'Marketplace Leads' }])
  })

  test('is not pushed to again blindly after a system error', async () => {
    await start({ mode: 'push' })
    farEnd.refuse('611', 'System error')
    expect((await failureOf(opened.deliver())).class).toBe('uncertain')
  })

  test('that Marketo does not know holds the destination', async () => {
    await start({ mode: 'push' }, { settings: { program: 'Gone' } })
    expect((await failureOf(opened.deliver())).class).toBe('configuration')
  })
})

describe('custom fields', () => {
  const fields = [
    { name: 'azureNote', displayName: 'Azure Note', dataType: 'text', length: 30, updateable: true },
    { name: 'azureOffer', displayName: 'Azure Offer', dataType: 'string', length: 7, updateable: true },
    { name: 'azureRank', displayName: 'Azure Rank', dataType: 'integer', updateable: true },
  ]
  const mapping = compileMapping({
    ...marketo.fields,
    azureNote: { template: '{{ description }}' },
    azureOffer: { template: '{{ offer.title }}' },
    leadScore: { template: '12' },
  })

  test('are cut to what Marketo describes, text areas by bytes, and the cut is noted', async () => {
    await start({ mode: 'sync', fields })
    const lead = sampleLead({ description: 'ü'.repeat(20) })
    const delivery = { ...deliveryOf(marketo, lead), fields: map(lead, mapping).fields }
    const { notes } = await opened.destination.deliver(delivery)
    expect(notes).toEqual([
      { field: 'azureNote', from: 20, to: 15 },
      { field: 'azureOffer', from: 19, to: 7 },
    ])
    expect(farEnd.persons[0]?.values).toMatchObject({ azureNote: 'ü'.repeat(15), azureOffer: 'Tailspi', leadScore: 12 })
  })

  test('added in Marketo after a refusal are found without a restart', async () => {
    const clock = { at: Date.now() }
    await start({ mode: 'sync' }, { now: () => new Date(clock.at) })
    const lead = sampleLead()
    const delivery = { ...deliveryOf(marketo, lead), fields: map(lead, mapping).fields }
    const described = () => farEnd.calls.filter(({ path }) => path.endsWith('describe2.json')).length
    expect((await failureOf(opened.destination.deliver(delivery))).detail.code).toBe('1006')
    expect(described()).toBe(1)
    await opened.deliver()
    expect(described()).toBe(2)
  })

  test('the description is fetched once a day; an old description serves while Marketo does not answer', async () => {
    const clock = { at: Date.now() }
    await start({ mode: 'sync' }, { now: () => new Date(clock.at) })
    const described = () => farEnd.calls.filter(({ path }) => path.endsWith('describe2.json')).length
    await opened.deliver()
    await opened.deliver()
    expect(described()).toBe(1)
    clock.at += 25 * 3_600_000
    farEnd.refuse('608', 'API Temporarily Unavailable', 'read')
    expect((await opened.deliver()).outcome).toBe('created')
    expect(described()).toBe(2)
  })

  test('a missing description at first only delays the lead', async () => {
    await start({ mode: 'sync' })
    farEnd.answer('read', { status: 504, body: '<html>no</html>' })
    expect((await failureOf(opened.deliver())).class).toBe('transient')
    farEnd.answer('read', { status: 200, body: '{"success":true,"result":[{}]}' })
    expect((await failureOf(opened.deliver())).class).toBe('transient')
    expect(farEnd.persons).toHaveLength(0)
  })
})

test('614 for hours holds the destination; one answer ends the count', async () => {
  const clock = { at: Date.now() }
  await start({ mode: 'sync' }, { now: () => new Date(clock.at) })
  await opened.deliver()
  const classAfter = async (hours: number) => {
    clock.at += hours * 3_600_000
    return (await failureOf(opened.deliver())).class
  }
  farEnd.refuse('614', 'Invalid Subscription')
  expect([await classAfter(0), await classAfter(3), await classAfter(2)]).toEqual([
    'transient',
    'transient',
    'configuration',
  ])
  farEnd.calm()
  await opened.deliver()
  farEnd.refuse('614', 'Invalid Subscription')
  expect(await classAfter(0)).toBe('transient')
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fields } from '../../../connectors/dynamics/fields.ts'
import { dynamics } from '../../../connectors/dynamics/index.ts'
import { recordId } from '../../../connectors/dynamics/request.ts'
import { deliveryOf, sampleLead } from '../sample.ts'
import { type Dynamics, failed, lead, startDynamics } from './far-end.ts'

let far: Dynamics
const owner = '6c0f5a3e-1111-4c2d-8662-1234df56788f'
const team = '6c0f5a3e-2222-4c2d-8662-1234df56788f'
const campaign = '6c0f5a3e-3333-4c2d-8662-1234df56788f'

beforeEach(async () => {
  const references = [`systemusers(${owner})`, `teams(${team})`, `campaigns(${campaign})`]
  far = await startDynamics({ references, duplicateRule: true })
})
afterEach(() => far.close())

const written = () => [...far.dataverse.leads.values()].at(-1) ?? {}
const patches = () => far.dataverse.seen.filter(({ method }) => method === 'PATCH')

describe('a lead', () => {
  test('is written under an id made of its own, only if it is not there', async () => {
    const sent = lead()
    await far.open().deliver(sent)
    const [patch] = patches()
    expect(patch?.path).toBe(`/api/data/v9.2/leads(${recordId(sent.leadId)})`)
    expect(patch?.headers).toMatchObject({
      'if-none-match': '*',
      'odata-version': '4.0',
      'odata-maxversion': '4.0',
      accept: 'application/json',
      'content-type': 'application/json',
      'mscrm.suppressduplicatedetection': 'true',
    })
  })

  test('brings a receipt with its id and a link to look at', async () => {
    const sent = lead()
    const id = recordId(sent.leadId)
    const link = `${far.dataverse.url}/main.aspx?etn=lead&pagetype=entityrecord&id=${id}`
    expect(await far.open().deliver(sent)).toEqual({ outcome: 'created', reference: id, link, status: 204 })
  })

  test('never gets another id: another namespace would double every lead', () => {
    expect(recordId('01936b2e-7c44-7000-8000-000000000001')).toBe('12b4acd2-30c8-581f-8426-3ea6e625a473')
  })

  test('arrives in the fields of the table', async () => {
    const sent = deliveryOf(dynamics, sampleLead({ person: { lastName: '', title: 'CTO' } }))
    await far.open().deliver(sent)
    expect(written()).toMatchObject({
      subject: 'Tailspin Router Pro – Installed',
      firstname: 'Zebulon',
      lastname: sent.lead.person.email.split('@')[0],
      emailaddress1: sent.lead.person.email,
      telephone1: '+4930987654321',
      address1_country: 'Germany',
      companyname: sent.lead.person.company,
      jobtitle: 'CTO',
    })
    expect(written()['description']).toMatch(
      /^Offer: tailspin\.router-pro\nSource: Azure Marketplace\nAction: Installed \(INS\)\nmktcmpid: 1234\nLead: [0-9a-f-]{36}\n\nWants a call/,
    )
    expect(Object.keys(written()).filter((name) => name.startsWith('donot'))).toEqual([])
  })

  test('that must not be contacted says so as truth values', async () => {
    const action = { code: 'DNC', label: 'Do not contact', stage: 'do-not-contact' } as const
    await far.open().deliver(deliveryOf(dynamics, sampleLead({ action })))
    expect(written()).toMatchObject({ donotphone: true, donotemail: true, donotbulkemail: true, donotpostalmail: true })
  })

  test('has a field for each of the default mapping', () => {
    expect(Object.keys(fields).filter((name) => !(name in far.dataverse.columns))).toEqual([])
  })
})

describe('the settings', () => {
  test('give it an owner, a campaign and a lead source', async () => {
    await far.open({ ownerUser: owner, campaign, leadSourceCode: 8 }).deliver(lead())
    expect(written()).toMatchObject({
      'ownerid@odata.bind': `/systemusers(${owner})`,
      'campaignid@odata.bind': `/campaigns(${campaign})`,
      leadsourcecode: 8,
    })
    await far.open({ ownerTeam: team }).deliver(lead())
    expect(written()).toMatchObject({ 'ownerid@odata.bind': `/teams(${team})` })
  })

  test('yield to a mapping of the lead source, a number even as text', async () => {
    await far.open({ leadSourceCode: 8 }).deliver(lead({ leadsourcecode: '9' }))
    expect(written()['leadsourcecode']).toBe(9)
  })

  test('with a lead source that is none stop every lead; a mapped one only its own', async () => {
    const ofSettings = await failed(far.open({ leadSourceCode: 77 }).deliver(lead()))
    expect(ofSettings).toMatchObject({ class: 'configuration', detail: { code: '0x8004431a' } })
    const ofMapping = await failed(far.open({ leadSourceCode: 8 }).deliver(lead({ leadsourcecode: '77' })))
    expect(ofMapping).toMatchObject({ class: 'rejected', detail: { code: '0x8004431a' } })
  })

  test('with an owner that does not exist stop every lead', async () => {
    const error = await failed(far.open({ ownerUser: team }).deliver(lead()))
    expect(error).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-reference-not-found' } })
  })
})

describe('a mapped value', () => {
  test('becomes what its column takes', async () => {
    const fields = {
      numberofemployees: '250',
      donotemail: 'no',
      mobilephone: '+49 151',
      'campaignid@odata.bind': `/campaigns(${campaign})`,
    }
    await far.open().deliver(lead(fields))
    expect(written()).toMatchObject({ ...fields, numberofemployees: 250, donotemail: false })
  })

  test.for([
    ['leadsourcecode', 'Web'],
    ['donotemail', 'perhaps'],
    ['numberofemployees', 'Infinity'],
  ] as const)('that %s cannot take (%s) rejects the lead', async ([name, value]) => {
    const error = await failed(far.open().deliver(lead({ [name]: value })))
    expect(error).toMatchObject({ class: 'rejected', detail: { code: 'VALUE_OF_WRONG_TYPE' } })
    expect(error.message).toContain(name)
    expect(patches()).toHaveLength(0)
  })

  test.for(['new_offer', 'createdon'])('of %s, a field that cannot be set, stops the destination', async (name) => {
    const error = await failed(far.open().deliver(lead({ [name]: 'x' })))
    expect(error).toMatchObject({ class: 'configuration', detail: { problem: 'dynamics-unknown-field' } })
    expect(error.message).toContain(name)
  })
})

describe('a repeat', () => {
  test('is recognised by its id and leaves what a salesperson changed', async () => {
    const sent = lead()
    const first = await far.open().deliver(sent)
    const repeat = await far.open().deliver({ ...sent, fields: { ...sent.fields, jobtitle: 'overwritten' } })
    expect(repeat).toEqual({ ...first, outcome: 'already-there', status: 412 })
    expect(written()['jobtitle']).toBe('Head of Signal Boxes')
  })

  test('is recognised whatever language Dataverse answers in', async () => {
    const sent = lead()
    await far.open().deliver(sent)
    far.dataverse.refuse('matchingKeyInFrench')
    expect(await far.open().deliver(sent)).toMatchObject({ outcome: 'already-there', status: 412 })
  })

  test('is recognised by the code of a duplicate record too', async () => {
    const sent = lead()
    await far.open().deliver(sent)
    far.dataverse.refuse('duplicateRecord')
    expect(await far.open().deliver(sent)).toMatchObject({ outcome: 'already-there' })
  })

  test('that may not read leads trusts the condition, and says so', async () => {
    const sent = lead()
    await far.open().deliver(sent)
    far.dataverse.refuse('privilegeDenied', /^GET .*leads\(/)
    expect(await far.open().deliver(sent)).toMatchObject({
      outcome: 'already-there',
      reference: recordId(sent.leadId),
      notes: ['not read back: the user may not read leads'],
    })
  })

  test('whose record is not there after all is sent again', async () => {
    far.dataverse.refuse('matchingKey')
    expect(await failed(far.open().deliver(lead()))).toMatchObject({ class: 'transient', detail: { code: 'HTTP_412' } })
  })

  test("that meets another record's key is rejected: a plug-in wrote it", async () => {
    far.dataverse.refuse('duplicateRecord')
    const error = await failed(far.open().deliver(lead()))
    expect(error).toMatchObject({
      class: 'rejected',
      detail: { code: '0x80040237', problem: 'dynamics-duplicate-record' },
    })
  })

  test('after a lost reply finds its record', async () => {
    const sent = lead()
    far.dataverse.loseReplies()
    expect((await failed(far.open().deliver(sent))).class).toBe('uncertain')
    far.dataverse.calm()
    expect(await far.open().find?.(sent)).toMatchObject({ outcome: 'already-there', reference: recordId(sent.leadId) })
    expect(await far.open().deliver(sent)).toMatchObject({ outcome: 'already-there' })
    expect(far.dataverse.leads.size).toBe(1)
  })
})

describe('looking for a lead', () => {
  test('takes a 404 for absence only when Dataverse names the record', async () => {
    const destination = far.open()
    expect(await destination.find?.(lead())).toBeUndefined()
    far.dataverse.refuse('doesNotExistWithoutCode', /leads\(/)
    expect(await destination.find?.(lead())).toBeUndefined()
    for (const other of ['notFoundPage', 'noResource', 'unknownSegment'] as const) {
      far.dataverse.refuse(other, /leads\(/)
      expect((await failed(destination.find?.(lead()))).class).toBe('configuration')
    }
  })

  test('takes no other record for it', async () => {
    far.dataverse.refuse({ status: 200, page: `{"leadid":"${owner}"}` }, /leads\(/)
    expect((await failed(far.open().find?.(lead()))).class).toBe('configuration')
  })
})

describe('duplicate detection rules', () => {
  const twin = () => lead({ emailaddress1: 'twin@blatherskite.example' })

  test('do not run by default: every lead is written', async () => {
    const destination = far.open()
    await destination.deliver(twin())
    expect(await destination.deliver(twin())).toMatchObject({ outcome: 'created' })
    expect(far.dataverse.leads.size).toBe(2)
  })

  test('reject a lead where the settings say so', async () => {
    const destination = far.open({ duplicateRules: 'reject' })
    await destination.deliver(twin())
    const error = await failed(destination.deliver(twin()))
    expect(error).toMatchObject({ class: 'rejected', detail: { problem: 'dynamics-duplicate-rule' } })
    expect(patches().at(-1)?.headers['mscrm.suppressduplicatedetection']).toBe('false')
  })

  test.for(['duplicateRule', 'duplicateRuleAsDocumented'] as const)(
    'count as receipt where the settings say so (%s)',
    async (rule) => {
      far.dataverse.refuse(rule)
      const receipt = await far.open({ duplicateRules: 'already-there' }).deliver(twin())
      expect(receipt).toMatchObject({
        outcome: 'already-there',
        notes: ['not written: a duplicate detection rule found a similar record'],
      })
      // It is no record of this lead.
      expect(receipt).not.toHaveProperty('reference')
    },
  )

  test('leave the repeat of a delivered lead a repeat', async () => {
    const destination = far.open({ duplicateRules: 'reject' })
    const sent = twin()
    await destination.deliver(sent)
    expect(await destination.deliver(sent)).toMatchObject({
      outcome: 'already-there',
      reference: recordId(sent.leadId),
    })
  })
})

describe('no proof', () => {
  test('is a 204 that names no record', async () => {
    far.dataverse.refuse('emptySuccess')
    expect(await failed(far.open().deliver(lead()))).toMatchObject({ class: 'uncertain', detail: { status: 204 } })
  })

  test('is a 204 that names another record', async () => {
    far.dataverse.refuse({ status: 204, headers: { 'odata-entityid': `https://contoso/leads(${owner})` } })
    expect((await failed(far.open().deliver(lead()))).class).toBe('uncertain')
  })

  test('is a 200 with something in it', async () => {
    far.dataverse.refuse({ status: 200, page: '{}' })
    expect((await failed(far.open().deliver(lead()))).class).toBe('uncertain')
  })
})

test('service protection says when to send again, for every lead', async () => {
  far.dataverse.block(120)
  const { detail } = await failed(far.open().deliver(lead()))
  expect(detail).toMatchObject({ code: '0x80072322', everyLead: true, problem: 'dynamics-service-protection' })
  const wait = (detail.retryAt?.getTime() ?? 0) - Date.now()
  expect(wait).toBeGreaterThan(100_000)
  expect(wait).toBeLessThan(130_000)
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Dynamics, failed, lead, startDynamics } from './far-end.ts'

let far: Dynamics
let now: number
const clock = () => new Date(now)

beforeEach(async () => {
  now = Date.now()
  far = await startDynamics()
})
afterEach(() => far.close())

const written = () => [...far.dataverse.leads.values()].at(-1) ?? {}
const questions = () => far.dataverse.seen.filter(({ path }) => path.includes('EntityDefinitions')).length
const shorten = (name: string, maxLength: number) => Object.assign(far.dataverse.columns[name] ?? {}, { maxLength })

describe('lengths', () => {
  test("of the organisation's own table cut a value, and the receipt says so", async () => {
    shorten('subject', 12)
    shorten('description', 20)
    const receipt = await far.open().deliver(lead({ subject: 'A subject that is too long' }))
    expect(written()['subject']).toBe('A subject th')
    expect(receipt.notes?.[0]).toEqual({ field: 'subject', from: 26, to: 12 })
    expect(receipt.notes?.[1]).toEqual({ field: 'description', from: expect.any(Number), to: 20 })
  })

  test('that the organisation made longer are used', async () => {
    shorten('description', 100_000)
    await far.open().deliver(lead({ description: 'x'.repeat(50_000) }))
    expect(String(written()['description'])).toHaveLength(50_000)
  })

  test('never cut through a character', async () => {
    shorten('subject', 5)
    await far.open().deliver(lead({ subject: '1234🚉' }))
    expect(written()['subject']).toBe('1234')
  })

  test('are read once for many leads, and again after an hour', async () => {
    const destination = far.open({}, clock)
    await Promise.all([lead(), lead(), lead()].map((each) => destination.deliver(each)))
    expect(questions()).toBe(3)
    now += 3_599_000
    await destination.deliver(lead())
    expect(questions()).toBe(3)
    now += 2_000
    await destination.deliver(lead())
    expect(questions()).toBe(6)
  })

  test('are read again after a value did not fit', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    shorten('subject', 10)
    const long = lead({ subject: 'twenty characters ..' })
    expect(await failed(destination.deliver(long))).toMatchObject({ class: 'rejected', detail: { code: '0x80044331' } })
    await destination.deliver(long)
    expect(written()['subject']).toBe('twenty cha')
  })
})

test('a column that was added since is found', async () => {
  const destination = far.open()
  await destination.deliver(lead())
  far.dataverse.columns['new_offer'] = { type: 'String', maxLength: 10 }
  await destination.deliver(lead({ new_offer: 'router' }))
  expect(written()['new_offer']).toBe('router')
})

describe('a user who may not read the columns', () => {
  beforeEach(() => far.dataverse.refuse('privilegeDenied', /EntityDefinitions/))

  test('writes leads all the same, cut to the documented lengths', async () => {
    const receipt = await far
      .open()
      .deliver(lead({ jobtitle: 'x'.repeat(101), donotemail: 'true', leadsourcecode: '8' }))
    expect(receipt.notes).toEqual([{ field: 'jobtitle', from: 101, to: 100 }])
    expect(written()).toMatchObject({ donotemail: true, leadsourcecode: 8 })
  })

  test('leaves it to Dataverse to know a field', async () => {
    const error = await failed(far.open().deliver(lead({ new_offer: 'x' })))
    expect(error).toMatchObject({ class: 'configuration', detail: { code: '0x80060888' } })
  })

  test('is not asked again for each lead', async () => {
    const destination = far.open()
    await destination.deliver(lead())
    const asked = questions()
    await destination.deliver(lead())
    expect(questions()).toBe(asked)
  })

  test('is told so when the fields are asked for', async () => {
    const error = await failed(far.open().describe?.(AbortSignal.timeout(5_000)))
    expect(error).toMatchObject({ class: 'configuration', detail: { code: '0x80040220' } })
  })
})

test('the fields are described with label, length and whether forms insist on them', async () => {
  const described = (await far.open().describe?.(AbortSignal.timeout(5_000))) ?? []
  const field = (name: string) => described.find((each) => each.name === name)
  expect(field('subject')).toMatchObject({ label: 'Topic', maxLength: 300, required: true, writable: true })
  expect(field('description')).toMatchObject({ maxLength: 2_000, required: false })
  expect(field('createdon')).toMatchObject({ writable: false })
  expect(field('leadid')).toMatchObject({ required: false })
  expect(field('ownerid')).toBeUndefined()
})

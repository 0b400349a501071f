import { afterEach, describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import type { Delivery, KeptRecord } from '../../../src/connector.ts'
import { type Marketo, type MarketoOptions, startMarketo } from '../../far-ends/marketo.ts'
import { kept, told } from '../records.ts'
import { again, deliveryOf, recordOf, sampleLead } from '../sample.ts'
import { failureOf, type Opened, openMarketo } from './opened.ts'

const minute = 60_000
const clock = { at: Date.parse('2027-03-01T10:00:00Z') }
let farEnd: Marketo
let opened: Opened

async function start(options: MarketoOptions): Promise<void> {
  farEnd = await startMarketo({ ...options, now: () => clock.at, limits: { calls: 10_000 } })
  opened = openMarketo(farEnd, { now: () => new Date(clock.at), settings: { callsPer20Seconds: 100 } })
}
afterEach(async () => {
  opened.tools.http.close()
  await farEnd.close()
})

const pass = (minutes: number) => void (clock.at += minutes * minute)
const present = async (records: readonly KeptRecord[]) =>
  (await opened.destination.present?.(records, AbortSignal.timeout(20_000))) ?? new Map()
const find = async (delivery: Delivery) => opened.destination.find?.(delivery)

/** Delivers a lead now. @returns the delivery and what the ledger keeps of it */
async function delivered(): Promise<{ sent: Delivery; record: KeptRecord }> {
  const at = new Date(clock.at)
  const sent = deliveryOf(marketo, sampleLead(), { firstAttemptAt: at })
  const receipt = await opened.destination.deliver(sent)
  return { sent, record: { ...recordOf(sent, receipt), firstAttemptAt: at, deliveredAt: at } }
}

describe('in mode sync', () => {
  function filled(persons: number): KeptRecord[] {
    const rows = farEnd.persons as { id: number; email: string; partition: string; values: object }[]
    return Array.from({ length: persons }, (_, number) => {
      const email = `person${number}@blatherskite.example`
      rows.push({ id: 5_000 + number, email, partition: 'Default', values: {} })
      return kept(String(5_000 + number), { email })
    })
  }

  test('asks for 2,000 persons with 7 calls', async () => {
    await start({ mode: 'sync' })
    const records = filled(2_000)
    expect(told(records, await present(records))).toEqual({ there: 2_000, gone: 0, unknown: 0 })
    expect(farEnd.calls).toHaveLength(7)
  })

  test('finds a merged person by e-mail, which stands in no URL, and not a deleted person', async () => {
    await start({ mode: 'sync' })
    const records = filled(3)
    farEnd.merge(5_000, 5_001)
    Object.assign(farEnd.persons[0] ?? {}, { email: records[0]?.email })
    farEnd.remove?.('5002')
    expect(told(records, await present(records))).toEqual({ there: 2, gone: 1, unknown: 0 })
    expect(farEnd.calls.map(({ query }) => query.toString())).toEqual(['_method=GET', '_method=GET'])
    expect(farEnd.calls[1]?.body).toContain('blatherskite')
  })

  test('nothing is known without the right to read persons', async () => {
    await start({ mode: 'sync', permissions: { leads: false } })
    expect(await failureOf(present([kept('7')]))).toMatchObject({ class: 'configuration', detail: { code: '603' } })
  })
})

describe('in mode form', () => {
  test('reads the log on, although a page has few submissions or none', async () => {
    await start({ mode: 'form', activitiesOnPage: 2 })
    const { record: first } = await delivered()
    const log = farEnd.activities as unknown as { type: string }[]
    for (let other = 0; other < 5; other++) log.push({ ...log[0]!, type: 'Push Lead to Marketo' })
    const { record: last } = await delivered()
    pass(40)
    expect(told([first, last], await present([first, last]))).toEqual({ there: 2, gone: 0, unknown: 0 })
    expect(farEnd.calls.filter(({ path }) => path.endsWith('activities.json'))).toHaveLength(4)
  })

  test('a submission is missing from the log when its person is deleted, and stays when the person is merged', async () => {
    await start({ mode: 'form' })
    const [kept, merged, deleted] = [await delivered(), await delivered(), await delivered()]
    farEnd.merge(Number(merged.record.reference), Number(kept.record.reference))
    farEnd.remove?.(deleted.record.reference)
    pass(40)
    const records = [kept, merged, deleted].map(({ record }) => record)
    const answers = await present(records)
    expect(records.map(({ id }) => answers.get(id))).toEqual([true, true, false])
  })

  test('asks only for submissions that are in the log by now', async () => {
    await start({ mode: 'form' })
    const { record } = await delivered()
    pass(20)
    const calls = farEnd.calls.length
    expect((await present([record])).size).toBe(0)
    expect(farEnd.calls).toHaveLength(calls)
  })

  test('2,000 submissions take 8 calls', async () => {
    await start({ mode: 'form' })
    const { sent, record } = await delivered()
    const [activity] = farEnd.activities
    const records = Array.from({ length: 2_000 }, () => kept(record.reference, { ...times(record) }))
    const log = farEnd.activities as unknown as object[]
    for (const { id } of records) log.push({ ...activity, attributes: { queryString: `a=b&leadyard=${id}` } })
    pass(40)
    const before = farEnd.calls.length
    expect(told(records, await present(records))).toEqual({ there: 2_000, gone: 0, unknown: 0 })
    expect(farEnd.calls.length - before).toBe(8)
    expect(sent.id).toBe(record.id)
  })
})

const times = ({ firstAttemptAt, deliveredAt }: KeptRecord) => ({ firstAttemptAt, deliveredAt })

describe('looking for a submission whose reply was lost', () => {
  test('finds it in the log, under its person', async () => {
    await start({ mode: 'form' })
    const { sent, record } = await delivered()
    expect(await find(again(sent))).toEqual({ outcome: 'already-there', reference: record.reference, status: 200 })
  })

  test('waits until the log surely has it, before it is called absent', async () => {
    await start({ mode: 'form' })
    const sent = again(deliveryOf(marketo, sampleLead(), { firstAttemptAt: new Date(clock.at) }))
    pass(10)
    const { class: kind, detail } = await failureOf(find(sent))
    expect([kind, detail.code, detail.planned]).toEqual(['transient', 'NOT_LOGGED_YET', true])
    expect(detail.retryAt?.getTime()).toBe(clock.at + 20 * minute)
    pass(21)
    expect(await find(sent)).toBeUndefined()
  })

  test('waits again after the submission was repeated', async () => {
    await start({ mode: 'form' })
    const sent = again(deliveryOf(marketo, sampleLead(), { firstAttemptAt: new Date(clock.at) }))
    pass(31)
    expect(await find(sent)).toBeUndefined()
    pass(5)
    expect((await failureOf(find(sent))).detail.code).toBe('NOT_LOGGED_YET')
    pass(26)
    expect(await find(sent)).toBeUndefined()
  })

  test('leaves it to a person where the API user may not read the log, and holds nothing', async () => {
    await start({ mode: 'form', permissions: { activities: false } })
    const sent = again(deliveryOf(marketo, sampleLead()))
    const { class: kind, detail } = await failureOf(find(sent))
    expect([kind, detail.code]).toEqual(['uncertain', '603'])
    expect(detail.message).toContain('Read-Only Activity')
  })
})

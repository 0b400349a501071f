import { expect, test } from 'vitest'
import type { KeptRecord } from '../../../src/connector.ts'
import { refusal } from '../../far-ends/salesforce/replies.ts'
import type { SalesforceOptions } from '../../far-ends/salesforce.ts'
import { kept, told } from '../records.ts'
import { failure, opened } from './opened.ts'

const idOf = (number: number) => `00Q5g000${String(number).padStart(7, '0')}EAK`

/** An org with so many leads, and what the ledger keeps of them. */
async function filled(leads: number, options: SalesforceOptions = {}) {
  const made = await opened(options)
  const records = Array.from({ length: leads }, (_, number) => kept(idOf(number)))
  const rows = records.map(({ reference, leadId }) => ({
    ...{ Id: reference, IsDeleted: false, CreatedDate: new Date().toISOString() },
    ...(options.externalId === false ? {} : { Lead_Key__c: leadId }),
  }))
  made.org.org.leads.push(...rows)
  const present = async (asked: readonly KeptRecord[] = records) =>
    (await made.destination.present?.(asked, AbortSignal.timeout(20_000))) ?? new Map()
  const batches = () => made.org.calls.filter(({ path }) => path.endsWith('/composite/batch'))
  return { ...made, records, rows, present, batches }
}

test.for([true, false])('asks for 2,000 leads with one call, external id field: %s', async (externalId) => {
  const { records, present, batches } = await filled(2_000, { externalId })
  expect(told(records, await present())).toEqual({ there: 2_000, gone: 0, unknown: 0 })
  expect(batches()).toHaveLength(1)
  expect(JSON.parse(batches()[0]?.body ?? '').batchRequests).toHaveLength(5)
})

test('a deleted lead is gone, a merged and a converted lead are there', async () => {
  const { records, rows, present } = await filled(3)
  Object.assign(rows[0] ?? {}, { IsDeleted: true })
  Object.assign(rows[1] ?? {}, { IsDeleted: true, MasterRecordId: idOf(2) })
  Object.assign(rows[2] ?? {}, { IsConverted: true })
  const [deleted, merged, converted] = records
  expect(Object.fromEntries(await present())).toEqual({
    ...{ [deleted?.id ?? '']: false, [merged?.id ?? '']: true, [converted?.id ?? '']: true },
  })
})

test('a lead that was merged into an earlier record has the key of the earlier lead', async () => {
  const { records, rows, present } = await filled(1)
  const again = kept(rows[0]?.Id ?? '', { outcome: 'updated' })
  expect(told([again], await present([...records, again]))).toEqual({ there: 1, gone: 0, unknown: 0 })
})

test.for([
  [true, { there: 0, gone: 1, unknown: 0 }],
  [false, { there: 0, gone: 0, unknown: 1 }],
  ['refused', { there: 0, gone: 0, unknown: 1 }],
] as const)('a lead that is not shown is gone only if the user sees all leads: %s', async ([viewAll, answer]) => {
  const { org, records, present } = await filled(1)
  org.org.viewAll = viewAll
  org.org.hidden = () => true
  expect(told(records, await present())).toEqual(answer)
})

test('what a duplicate rule kept out names no record, so nothing is known of it', async () => {
  const { present } = await filled(0)
  const blocked = kept('', { outcome: 'already-there' })
  expect(told([blocked], await present([blocked]))).toEqual({ there: 0, gone: 0, unknown: 1 })
})

test('nothing is known when the user may not read leads, or the calls are used up', async () => {
  const { org, present } = await filled(1)
  org.answer('read', refusal('INSUFFICIENT_ACCESS'))
  expect(await failure(present())).toMatchObject({ class: 'configuration' })
  const spent = await filled(1, { usage: { used: 14_500, limit: 15_000 } })
  await spent.present()
  expect(await failure(spent.present())).toMatchObject({ class: 'transient', detail: { code: 'API_SHARE_USED' } })
  expect(spent.batches()).toHaveLength(1)
})

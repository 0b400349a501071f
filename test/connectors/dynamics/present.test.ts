import { afterEach, beforeEach, expect, test } from 'vitest'
import { recordId } from '../../../connectors/dynamics/request.ts'
import type { KeptRecord } from '../../../src/connector.ts'
import { kept, told } from '../records.ts'
import { type Dynamics, failed, startDynamics } from './far-end.ts'

let farEnd: Dynamics
beforeEach(async () => (farEnd = await startDynamics()))
afterEach(() => farEnd.close())

function filled(leads: number): KeptRecord[] {
  const records = Array.from({ length: leads }, () => kept('')).map((one) => ({
    ...one,
    reference: recordId(one.leadId),
  }))
  const table = farEnd.dataverse.leads as Map<string, Record<string, unknown>>
  for (const { reference } of records) table.set(reference, {})
  return records
}

const present = async (records: readonly KeptRecord[]) =>
  (await farEnd.open().present?.(records, AbortSignal.timeout(20_000))) ?? new Map()
const questions = () => farEnd.dataverse.seen.filter(({ path }) => path.includes('/leads'))

test('asks for 2,000 records with 20 requests', async () => {
  const records = filled(2_000)
  expect(told(records, await present(records))).toEqual({ there: 2_000, gone: 0, unknown: 0 })
  expect(questions()).toHaveLength(20)
  expect(Math.max(...questions().map(({ path }) => encodeURI(path).length))).toBeLessThan(8_000)
})

test('a deleted record is gone; a qualified or merged record stays a row', async () => {
  const records = filled(3)
  const [deleted, qualified] = records
  farEnd.dataverse.remove(deleted?.reference ?? '')
  Object.assign(farEnd.dataverse.leads.get(qualified?.reference ?? '') ?? {}, { statecode: 1 })
  const answers = await present(records)
  expect(told(records, answers)).toEqual({ there: 2, gone: 1, unknown: 0 })
  expect(answers.get(deleted?.id ?? '')).toBe(false)
})

test('a record that the user may not see is not gone', async () => {
  const records = filled(2)
  farEnd.dataverse.hidden.add(records[0]?.reference ?? '')
  expect(told(records, await present(records))).toEqual({ there: 1, gone: 0, unknown: 1 })
})

test('what a duplicate rule kept out names no record, so nothing is known of it', async () => {
  const blocked = kept('', { outcome: 'already-there' })
  expect(told([blocked], await present([blocked]))).toEqual({ there: 0, gone: 0, unknown: 1 })
  expect(questions()).toHaveLength(0)
})

test('nothing is known when the user may not read leads', async () => {
  const records = filled(1)
  farEnd.dataverse.privileges.delete('prvReadLead')
  expect(await failed(present(records))).toMatchObject({ class: 'configuration', detail: { status: 403 } })
})

test('after many records are gone, asks for a hundred of them one by one and calls no other missing', async () => {
  const records = filled(150)
  for (const { reference } of records) farEnd.dataverse.remove(reference)
  expect(told(records, await present(records))).toEqual({ there: 0, gone: 100, unknown: 50 })
})

import { expect, it } from 'vitest'
import { readLine } from '../../src/api/import-row.ts'
import { arrival } from '../lead/read.ts'

const exported = (lead: string) => `{"id":"one","receivedAt":"2026-01-02T00:00:00Z","lead":${lead}}`
const person = '"person":{"email":"ann@contoso.com"}'

it('an exported line nested deeper than the stack is a normal lead', () => {
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
  const { lead } = readLine(exported(`{${person},"campaign":${deep}}`), arrival)
  expect(lead?.person.email).toBe('ann@contoso.com')
})

it('an exported line with more names than a function call takes is a normal lead', () => {
  const many = Array.from({ length: 200_000 }, (_, n) => `"n${n}":"x"`).join(',')
  expect(readLine(exported(`{${many},${person}}`), arrival).lead?.person.email).toBe('ann@contoso.com')
})

it('a name that every object has is a normal name', () => {
  const { lead } = readLine(exported(`{${person},"campaign":{"__proto__":"a","constructor":"b"}}`), arrival)
  expect(JSON.stringify(lead?.campaign)).toBe('{"__proto__":"a","constructor":"b"}')
})

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Memory } from '../../src/connector.ts'
import { memoryOf } from '../../src/ledger/memory.ts'
import { inMemory } from '../connectors/tools.ts'
import { freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

// The memory in connectors' tests must behave like the memory of a hub.
describe.each([
  ['in the ledger', (destination: string): Memory => memoryOf(ledger.db, destination)],
  ['for tests of connectors', (): Memory => inMemory()],
])('memory %s', (_where, memoryFor) => {
  it('is empty at first', async () => {
    expect(await memoryFor('a').get('nothing')).toBeUndefined()
  })

  it('returns the last value that was set', async () => {
    const memory = memoryFor('b')
    await memory.set('key', 'one')
    await memory.set('key', 'two')
    expect(await memory.get('key')).toBe('two')
  })

  it('adds numbers from 0, and returns the sum', async () => {
    const memory = memoryFor('c')
    expect(await memory.add('n', 0)).toBe(0)
    expect(await memory.add('n', 5)).toBe(5)
    expect(await memory.add('n', -7)).toBe(-2)
    expect(Number(await memory.get('n'))).toBe(-2)
  })

  it('adds to a number that was set', async () => {
    const memory = memoryFor('d')
    await memory.set('n', '40')
    expect(await memory.add('n', 2)).toBe(42)
  })

  it('adds numbers of simultaneous calls', async () => {
    const memory = memoryFor('e')
    const sums = await Promise.all(Array.from({ length: 50 }, () => memory.add('n', 1)))
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
  })
})

it('each destination has its own memory, shared by all workers', async () => {
  await memoryOf(ledger.db, 'one').set('key', 'mine')
  expect(await memoryOf(ledger.db, 'two').get('key')).toBeUndefined()
  expect(await memoryOf(ledger.db, 'one').get('key')).toBe('mine')
})

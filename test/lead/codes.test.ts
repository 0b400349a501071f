import { describe, expect, it } from 'vitest'
import { actionOf, sourceLabel } from '../../src/lead/codes.ts'

describe('source codes', () => {
  it.each([
    ['AzureMarketplace', 'Azure Marketplace'],
    ['AzurePortal', 'Azure portal'],
    ['TestDrive', 'Test drive'],
    ['SPZA', 'AppSource'],
    ['spza', 'AppSource'],
    ['AZUREPORTAL', 'Azure portal'],
  ])('%s is shown as %s', (code, label) => {
    expect(sourceLabel(code)).toBe(label)
  })

  it.each(['AppSource (SPZA)', 'MSFT_TEST_636573304831318844', 'constructor', '__proto__', 'toString', ''])(
    'an unknown one, %j, is valid and its own label',
    (code) => {
      expect(sourceLabel(code)).toBe(code)
    },
  )
})

describe('action codes', () => {
  it.each([
    ['INS', 'active'],
    ['PLT', 'interest'],
    ['DNC', 'do-not-contact'],
    ['Create', 'active'],
    ['StartTestDrive', 'trial'],
  ] as const)('%s is known, in any casing, and its stage is %s', (code, stage) => {
    for (const written of [code, code.toLowerCase(), code.toUpperCase()]) {
      const action = actionOf(written)
      expect(action).toMatchObject({ code: written, stage })
      expect(action.label).not.toBe(written)
    }
  })

  it.each(['Subscribe', 'constructor', '__proto__', 'hasOwnProperty', ''])(
    'an unknown one, %j, is valid, its own label and of no known stage',
    (code) => {
      expect(actionOf(code)).toEqual({ code, label: code, stage: 'unknown' })
    },
  )
})

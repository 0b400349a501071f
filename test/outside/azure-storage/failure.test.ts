import { expect, test } from 'vitest'
import { storageCode } from '../../../src/outside/azure-storage/failure.ts'

const code = (text: string) => storageCode({ status: 400, headers: {}, text })

test('a code is sought in the beginning of a reply, however much that is', () => {
  expect(code('<code'.repeat(100_000))).toBeUndefined()
  expect(code(`<Error><Code>ServerBusy</Code></Error>${'<code'.repeat(100_000)}`)).toBe('ServerBusy')
})

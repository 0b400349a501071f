import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ConfigError } from '../../src/config/problems.ts'
import { reloadFailure } from '../../src/hub/start-failure.ts'

it('a reload blames config.yaml for what is wrong in it, and for nothing else', () => {
  expect(reloadFailure(new ConfigError([{ path: 'routes', message: 'is missing' }]))).toMatchObject({
    message: 'config.yaml is wrong',
    problems: [expect.stringContaining('is missing')],
  })
  expect(reloadFailure(caught(() => readFileSync('/nowhere/config.yaml', 'utf8')))).toEqual({
    message: 'config.yaml cannot be read',
    problems: ['the file cannot be read'],
  })
  const err = new Error('a fault of ours')
  expect(reloadFailure(err)).toMatchObject({ message: 'config.yaml could not be put in force', err })
})

function caught(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

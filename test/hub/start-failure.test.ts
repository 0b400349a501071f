import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { ConfigError } from '../../src/config/problems.ts'
import { reloadProblems } from '../../src/hub/start-failure.ts'

it('a reload reports the mistakes in config.yaml, and blames it for no other error', () => {
  const wrong = new ConfigError([{ path: 'routes', message: 'is missing' }])
  expect(reloadProblems(wrong)).toEqual([expect.stringContaining('is missing')])
  const absent = caught(() => readFileSync('/nowhere/config.yaml', 'utf8'))
  expect(reloadProblems(absent)).toEqual(['the file cannot be read (ENOENT)'])
  expect(reloadProblems(new Error('a fault of ours'))).toEqual([
    expect.stringMatching(/^the hub could not take it \(Error, /),
  ])
})

function caught(work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tokenFor } from '../../src/cli/command.ts'
import { readCliEnvironment } from '../../src/env.ts'
import { ensureLocalToken } from '../../src/local/token.ts'
import { temporaryFolder } from './folder.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let token: string
beforeAll(async () => {
  folder = await temporaryFolder()
  token = ensureLocalToken(folder.path)
})
afterAll(() => folder.remove())

const sent = (url: string, more: { flag?: string; variable?: string; dataDir?: string } = {}) => {
  const { flag, variable, dataDir = folder.path } = more
  const env = readCliEnvironment({ LEADYARD_DATA: dataDir, LEADYARD_TOKEN: variable })
  const cli = {
    env,
    terminal: {
      print: () => {},
      tell: () => {},
      width: undefined,
      ask: undefined,
      askSecret: undefined,
      input: async () => '',
    },
    exitWith: () => {},
  }
  return tokenFor(cli, { url, ...(flag ? { token: flag } : {}) })
}

describe('the token of the data folder', () => {
  it.each(['http://127.0.0.1:8080', 'http://127.5.5.5', 'http://localhost:1', 'http://[::1]:8080'])(
    'is sent to a hub on this machine: %s',
    (url) => {
      expect(sent(url)).toBe(token)
    },
  )

  it.each([
    'https://leads.example.com',
    'http://10.0.0.1:8080',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://localhost@example.com',
    'nonsense',
  ])('is sent to no other: %s', (url) => {
    expect(sent(url)).toBeUndefined()
  })

  it('counts less than a given token', () => {
    expect(sent('http://localhost', { variable: 'of-the-environment' })).toBe('of-the-environment')
    expect(sent('http://localhost', { variable: 'of-the-environment', flag: 'of-the-flag' })).toBe('of-the-flag')
  })

  it('may be missing', () => {
    expect(sent('http://localhost', { dataDir: `${folder.path}/nowhere` })).toBeUndefined()
  })
})

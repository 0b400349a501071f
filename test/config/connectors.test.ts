import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withThirdParty } from '../../src/config/connectors.ts'
import { plain } from './connector.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadyard-connectors-'))
  await writeFile(
    path.join(folder, 'acme.js'),
    'export const acme = { type: "acme", settings: {}, fields: {}, problems: [], open() {} }\n',
  )
})

afterAll(() => rm(folder, { recursive: true }))

const types = async (text: string) => (await withThirdParty([plain], text, folder)).map(({ type }) => type)

describe('connectors of one’s own', () => {
  it.each([
    'connectors: ["./acme.js"]',
    '# what stands here: connectors\nconnectors:\n  - ./acme.js',
    '"connectors" : ["./acme.js"] # ours',
    '{ listen: { port: 0 }, "connectors": ["./acme.js"] }',
    '{\n  "connectors": ["./acme.js"]\n}',
    'listen: { port: 0 }\r\nconnectors: [./acme.js]\r\n',
  ])('are found in %j', async (text) => {
    expect(await types(text)).toEqual(['plain', 'acme'])
  })

  it.each(['# connectors: ["./acme.js"]', 'listen: { port: 0 }\n  # Docs: connectors/README.md', 'listen: {}'])(
    'are none in %j',
    async (text) => {
      expect(await types(text)).toEqual(['plain'])
    },
  )

  it('that hold no connector are told', async () => {
    await expect(types('connectors: [./absent.js]')).rejects.toThrow(/connectors\.0: \.\/absent\.js holds no connector/)
  })

  it('of comments alone do not have a file read that cannot be', async () => {
    expect(await types('# connectors: []\nlisten: [')).toEqual(['plain'])
  })
})

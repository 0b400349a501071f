import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Rig, startRig, tokens } from '../api/rig.ts'
import { temporaryFolder } from './folder.ts'
import { run } from './run.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

describe('config', () => {
  let rig: Rig
  let versions: string[]
  beforeAll(async () => {
    rig = await startRig({ destinations: { a: {} } })
    const next = rig.configure({ destinations: { a: { settings: { finds: true } } } })
    versions = [rig.hub.config().version, next.version]
    await rig.hub.reload(next)
  })
  afterAll(() => rig.close())
  const config = (...args: string[]) =>
    run(['config', ...args], { LEADYARD_URL: rig.hub.url, LEADYARD_TOKEN: tokens.operator })

  it('versions lists the versions that were in force', async () => {
    const { code, out } = await config('versions')
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^VERSION +IN FORCE SINCE +FIRST LOADED/)
    expect(lines[2]).toMatch(new RegExp(`^${versions[1]} .* in force$`))
    expect(lines[3]?.startsWith(versions[0] ?? '?')).toBe(true)
    expect((await config('versions', '--limit', '1', '--json')).json().items).toHaveLength(1)
  })

  it('show prints the text in force, or another text', async () => {
    expect((await config('show')).json()).toEqual(JSON.parse(rig.hub.config().text))
    expect((await config('show', versions[0]?.slice(0, 8) ?? '', '--json')).json()).toMatchObject({
      version: versions[0],
    })
    expect(await config('show', 'ffffffff')).toMatchObject({
      code: 1,
      err: expect.stringContaining('No configuration'),
    })
    expect(await config('show', 'newest')).toMatchObject({ code: 1 })
  })

  it('diff tells the last change, or the reverse', async () => {
    const { code, out } = await config('diff')
    expect(code).toBe(0)
    expect(out).toContain(`${versions[0]} → ${versions[1]}\n\nadded      destinations.a.finds: true\n\n`)
    expect(out).toContain(`--- ${versions[0]}\n+++ ${versions[1]}\n`)
    const back = await config('diff', versions[1] ?? '', versions[0] ?? '', '--json')
    expect(back.json().differences).toEqual([{ path: 'destinations.a.finds', change: 'removed', before: true }])
    expect((await config('diff', versions[0] ?? '', versions[0] ?? '')).out).toContain('are the same')
  })

  it('diff --file tells the changes of a file, without secrets', async () => {
    const file = path.join(folder.path, 'new.yaml')
    const now = JSON.parse(rig.hub.config().text)
    const table = { type: 'azure-table', connectionString: 'AccountKey=in-the-open' }
    await writeFile(file, JSON.stringify({ ...now, destinations: { ...now.destinations, table } }))
    const { code, out, json } = await config('diff', '--file', file, '--json')
    expect(code).toBe(0)
    expect(json()).toMatchObject({
      to: file,
      differences: [{ path: 'destinations.table', change: 'added', after: { connectionString: '[hidden]' } }],
    })
    expect(out).not.toContain('in-the-open')
  })

  it('diff --file ends with 78 for a file that is not YAML', async () => {
    const file = path.join(folder.path, 'wrong.yaml')
    await writeFile(file, 'sources: [')
    expect(await config('diff', '--file', file)).toMatchObject({
      code: 78,
      err: expect.stringContaining('cannot be compared'),
    })
  })

  it('ends with 2 without a part, or with an unknown part', async () => {
    expect(await config('difff')).toMatchObject({ code: 2 })
  })
})

describe('config-schema', () => {
  it('prints a JSON Schema of the file, without a hub', async () => {
    const { code, json } = await run(['config-schema'])
    expect(code).toBe(0)
    expect(json()).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#', required: expect.any(Array) })
    expect(json().definitions['destination-azure-table'].properties.table.default).toBe('MarketplaceLeads')
  })

  it('includes the connectors that a file names', async () => {
    const connector = `import { z } from '${path.resolve('node_modules/zod/index.js')}'
      const settings = z.strictObject({ shelf: z.string().meta({ help: 'Where it stands.' }) })
      export const acme = { type: 'acme', label: 'Acme', summary: 'Ours.', settings, fields: {}, repeat: 'harmless',
        problems: [], open: () => ({ deliver: async () => ({ outcome: 'accepted' }) }) }`
    await writeFile(path.join(folder.path, 'acme.mjs'), connector)
    await writeFile(path.join(folder.path, 'config.yaml'), 'connectors: ["./acme.mjs"]')
    const { json } = await run(['config-schema', '--config', path.join(folder.path, 'config.yaml')])
    expect(json().definitions['destination-acme'].properties.shelf.description).toBe('Where it stands.')
    await writeFile(path.join(folder.path, 'config.yaml'), 'connectors: ["./none.mjs"]')
    const missing = await run(['config-schema', '--config', path.join(folder.path, 'config.yaml')])
    expect([missing.code, missing.err]).toEqual([78, expect.stringContaining('connectors.0')])
  })
})

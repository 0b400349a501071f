import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from './folder.ts'
import { run, spawned } from './run.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder.remove())

const right = `
sources: { web: { type: marketplace, key: "\${env:KEY}" } }
destinations:
  hook: { type: https, url: "\${env:HOOK}" }
routes: [{ name: all, to: [hook] }]
`
const variables = { KEY: 'a-key-of-the-source', HOOK: 'https://crm.example.com/leads' }

async function file(name: string, text: string): Promise<string> {
  const made = path.join(folder.path, name)
  await writeFile(made, text)
  return made
}

describe('check-config', () => {
  it('tells that a file is right, and its numbers', async () => {
    const { code, out } = await run(['check-config', await file('right.yaml', right)], variables)
    expect(out).toMatch(/right\.yaml is right: 1 source, 1 destination, 1 route; version [0-9a-f]{12}\n$/)
    expect(code).toBe(0)
  })

  it('reads config.yaml of the folder, or LEADYARD_CONFIG', async () => {
    await file('config.yaml', right)
    expect(await spawned(['check-config'], variables, folder.path)).toMatchObject({ code: 0 })
    const named = { ...variables, LEADYARD_CONFIG: await file('wrong.yaml', 'sourcs: {}') }
    expect(await run(['check-config'], named)).toMatchObject({ code: 78 })
  })

  it('tells every problem at once with place and remedy, and ends with 78', async () => {
    const wrong = right.replace('to: [hook]', 'to: [hok]').replace('url:', 'uri:')
    const { code, out } = await run(['check-config', await file('wrong.yaml', wrong)], { HOOK: variables.HOOK })
    expect(code).toBe(78)
    expect(out).toContain('sources.web.key: environment variable KEY is not set')
    expect(out).toMatch(/destinations\.hook\.uri: unknown key \(did you mean url\?\)/)
    expect(out).toMatch(/routes\.0\.to\.0: no destination is named hok \(did you mean hook\?\)/)
  })

  it('prints JSON with path, message and hint', async () => {
    const wrong = await file('wrong.yaml', right.replace('to: [hook]', 'to: [hok]'))
    const { code, json } = await run(['check-config', wrong, '--json'], variables)
    expect(code).toBe(78)
    expect(json()).toEqual({
      file: wrong,
      ok: false,
      problems: [{ path: 'routes.0.to.0', message: 'no destination is named hok', hint: 'did you mean hook?' }],
    })
    const { json: fine } = await run(['check-config', await file('right.yaml', right), '--json'], variables)
    expect(fine()).toMatchObject({ ok: true, destinations: 1 })
  })

  it('ends with 78 without a file', async () => {
    const { code, out } = await run(['check-config', '/no/such/config.yaml'])
    expect([code, out]).toEqual([78, expect.stringContaining('cannot be read')])
  })
})

describe('explain', () => {
  it('finds the documented problem of a pasted message without a hub', async () => {
    const { code, out } = await run(['explain', 'Could not save the lead: Invalid client secret is provided.'])
    expect(code).toBe(0)
    expect(out).toContain('dynamics-invalid-client-secret')
    expect(out).toMatch(/1\. /)
    expect(out).toContain('https://')
  })

  it('takes a message without quotes, and prints JSON', async () => {
    const { json } = await run(['explain', '--json', 'Invalid', 'client', 'secret', 'is', 'provided.'])
    const found = json().items.find(({ id }: { id: string }) => id === 'dynamics-invalid-client-secret')
    expect(found).toMatchObject({ connector: 'dynamics', label: 'Dynamics 365' })
  })

  it('ends with 1 for an unknown message', async () => {
    expect(await run(['explain', 'the weather is fine'])).toMatchObject({ code: 1 })
  })
})

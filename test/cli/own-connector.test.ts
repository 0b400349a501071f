/** The output of `check-config` for a connector that does not come with the hub. */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from './folder.ts'
import { spawned } from './run.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let example: string
beforeAll(async () => {
  folder = await temporaryFolder()
  const readme = await readFile(new URL('../../connectors/README.md', import.meta.url), 'utf8')
  example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  await write(
    'config.yaml',
    `connectors: [./acme.ts]
sources: { web: { type: marketplace, key: "\${env:KEY}" } }
destinations:
  crm: { type: acme, url: "https://acme.example", apiKey: "\${env:ACME}" }
routes: [{ name: all, to: [crm] }]
`,
  )
})
afterAll(() => folder.remove())

async function write(file: string, text: string): Promise<void> {
  await writeFile(path.join(folder.path, file), text)
}

async function checked(before: string, after: string) {
  expect(example).toContain(before)
  await write(
    'acme.ts',
    example.replace(before, () => after),
  )
  return spawned(['check-config'], { KEY: 'a-key-of-the-source', ACME: 'the-acme-key' }, folder.path)
}

it('the connector of the README is right', async () => {
  expect(await checked('type', 'type')).toMatchObject({ code: 0 })
})

it.each([
  ['{{ person.name }}', '{{ person.name ', 'output "{{ person.name "'],
  ['{{ person.name }}', '{{ person.name | upcas }}', 'undefined filter: upcas'],
  ['{{ person.name }}', '{{ person.nmae }}', 'a lead has no property person.nmae (did you mean person.name?)'],
  ['maxLength: 80', "maxLength: 'many'", 'must be a whole number'],
  ["default: 'unknown'", 'requierd: true', 'unknown key (did you mean required?)'],
])('a default mapping with a mistake is refused by its field: %s → %s', async (before, after, told) => {
  const { code, out } = await checked(before, after)
  expect(out).toContain('connectors.0: ./acme.ts: its field name')
  expect(out).toContain(told)
  expect(code).toBe(78)
})

const opening = 'const urlOf = '

it.each([
  [
    opening,
    `if (config.apiKey) throw new TypeError('no use of ' + config.apiKey)\n${opening}`,
    /TypeError: no use of \[hidden\] \(acme\.ts:\d+\)/,
  ],
  ['return { deliver, preview, erase }', 'return {} as Destination', /open must return an object with deliver/],
  ['return { deliver, preview, erase }', 'return undefined as never', /open must return an object with deliver/],
])('an open that fails is told with destination, connector and place: %s → %s', async (before, after, told) => {
  const { code, out } = await checked(before, after)
  expect(out).toContain('destinations.crm: connector acme failed to open: ')
  expect(out).toMatch(told)
  expect(code).toBe(78)
})

it('explain knows the problems of a connector in the folder’s config.yaml, and of one that --config names', async () => {
  await write('acme.ts', example)
  for (const [args, cwd] of [
    [[], folder.path],
    [['--config', path.join(folder.path, 'config.yaml')], '/'],
  ] as const) {
    const { code, out } = await spawned(['explain', 'Key not recognised.', ...args], {}, cwd)
    expect([code, out]).toEqual([0, expect.stringContaining('acme-key')])
  }
})

/** config.schema.json agrees with the hub's own checks, as far as JSON Schema can. */
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { channels } from '../../channels/index.ts'
import { connectors } from '../../connectors/index.ts'
import { configSchema, file } from '../../scripts/config-schema.ts'
import { describeConfig } from '../../src/config/json-schema.ts'
import { whole } from '../docs/example.ts'
import { yaml as parse } from '../setup/yaml.ts'
import { plain } from './connector.ts'
import { validator } from './json-schema-validator.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(path.join(root, name), 'utf8')

test('config.schema.json is up to date; otherwise run npm run docs', () => {
  expect(readFileSync(file, 'utf8')).toBe(configSchema())
})

test('config.example.yaml names the schema, so that editors check and complete a copy', () => {
  expect(read('config.example.yaml').split('\n')[0]).toBe('# yaml-language-server: $schema=./config.schema.json')
})

test('its patterns work in any regular expression engine: without flags, valid in Unicode mode', () => {
  const patterns = [...configSchema().matchAll(/"pattern": (".*")/g)].map(([, text = '']) => JSON.parse(text))
  expect(patterns.length).toBeGreaterThan(20)
  for (const pattern of patterns) expect(() => new RegExp(pattern, 'u')).not.toThrow()
})

describe('a validator', () => {
  const minimal = {
    sources: { marketplace: { type: 'marketplace', key: '${env:KEY}' } },
    destinations: { partner: { type: 'https', url: '${env:URL}', receipt: 'body.id' } },
  }
  const table = { type: 'azure-table', connectionString: '${env:STORAGE}' }
  const to = (destination: object) => ({ ...minimal, destinations: { one: destination } })
  const validate = validator(describeConfig(connectors, { channels }))

  it.each(['config.example.yaml', 'demo/config.yaml'])('accepts %s', (name) => {
    expect(validate(parse(read(name)))).toEqual([])
  })

  it('accepts the example with every key switched on', () => {
    expect(validate(whole)).toEqual([])
  })

  it.each(globSync('connectors/*/README.md', { cwd: root }))('the destinations shown in %s are right', (name) => {
    const shown = [...read(name).matchAll(/```yaml\n(destinations:[\s\S]*?)```/g)].map(([, yaml = '']) => parse(yaml))
    expect(shown.length).toBeGreaterThan(0)
    for (const fragment of shown) expect(validate({ ...minimal, ...fragment })).toEqual([])
  })

  it.each([
    ['the least there can be', minimal],
    ['a reference for a word of a choice', to({ ...table, partitionKey: '${env:PARTITION}' })],
    ['a reference for a duration', to({ ...table, delivery: { deadline: '${env:DEADLINE}' } })],
    ['a reference inside an address', { ...minimal, listen: { publicUrl: 'https://${env:HOST}/leads' } }],
    ['a reference for the port', { ...minimal, listen: { port: '${env:PORT}' } }],
    ['a field of the far end that the connector does not know', to({ ...table, mapping: { Mine: 'x', Title: null } })],
    ['a block with nothing in it', to({ ...table, delivery: null, mapping: null })],
    ['letters in either case where the connector takes them', to({ ...marketo(), munchkinId: '123-abc-456' })],
    ['a number where the connector takes one as text', to({ ...marketo(), formId: 1179 })],
    ['a connector of its own', { ...to({ type: 'acme', any: 1 }), connectors: ['./acme.ts'] }],
  ])('takes %s', (_, config) => {
    expect(validate(config)).toEqual([])
  })

  it.each([
    ['an unknown key', { ...minimal, source: {} }, /must NOT have additional properties/],
    ['no sources', { destinations: {} }, /required property 'sources'/],
    ['an unknown connector', to({ type: 'azure-tabel' }), /\/destinations\/one\/type must be equal to one of/],
    ['an unknown setting', to({ ...table, tabel: 'x' }), /\/destinations\/one must NOT have additional properties/],
    ['a setting of another connector', to({ ...table, receipt: 'body.id' }), /must NOT have additional properties/],
    ['a missing setting', to({ type: 'marketo' }), /required property 'munchkinId'/],
    ['a wrong word', to({ ...table, partitionKey: 'day' }), /partitionKey must be equal to one of/],
    [
      'a secret in the open',
      to({ ...table, connectionString: 'AccountKey=abc' }),
      /connectionString must match pattern/,
    ],
    [
      'a secret in the open in a list',
      to({ type: 'https', url: '${env:U}', secret: ['whsec_abc'] }),
      /secret\/0 must match/,
    ],
    ['a duration without its unit', to({ ...table, delivery: { deadline: '30' } }), /deadline must match pattern/],
    ['a reference for yes or no', to({ ...table, createTable: '${env:MAKE}' }), /createTable must be boolean/],
    ['a retired setting', to({ ...marketo(), serverId: 'x' }), /serverId must NOT be valid/],
    [
      'an id with a capital',
      { ...minimal, sources: { Market: minimal.sources.marketplace } },
      /property name must be valid/,
    ],
    [
      'a route without destinations',
      { ...minimal, routes: [{ name: 'all', to: [] }] },
      /to must NOT have fewer than 1/,
    ],
  ])('refuses %s', (_, config, told) => {
    expect(validate(config).join('\n')).toMatch(told)
  })

  it('knows the connectors that a file names, and no others', () => {
    const own = validator(describeConfig([...connectors, plain], { closed: true }))
    const right = { type: 'plain', url: 'https://a.example', token: '${env:T}' }
    const file = { ...to(right), connectors: ['./plain.ts'] }
    expect(own(file)).toEqual([])
    expect(own({ ...file, ...to({ ...right, mode: 'apend' }) }).join()).toMatch(/mode must be equal/)
    expect(own({ ...file, ...to({ type: 'acme' }) }).join()).toMatch(/type must be equal/)
  })
})

function marketo() {
  return { type: 'marketo', munchkinId: '123-ABC-456', clientId: 'x', clientSecret: '${env:S}' }
}

describe('editors show', () => {
  const described = describeConfig([plain])
  const settings = described.definitions?.['destination-plain']?.properties

  it('the help of a setting, and that a secret must be a reference', () => {
    expect(settings?.['mode']).toMatchObject({ title: 'Mode', description: 'What a repeat does.', default: 'append' })
    expect(settings?.['token']?.description).toBe('Proves us. Secret: write ${env:NAME} or ${file:/path}.')
    expect(settings?.['token']?.examples).toContain('${env:NAME}')
  })

  it('the connectors to choose from, and the fields of the chosen connector with their defaults', () => {
    expect(described.definitions?.['destination']?.properties?.['type']?.anyOf?.[0]).toMatchObject({
      enum: ['plain'],
      markdownEnumDescriptions: ['Plain: For tests of the configuration.'],
    })
    expect(settings?.['mapping']?.properties?.['email']?.description).toBe(
      'Default: {{ person.email }}. The field is required, at most 100 characters.',
    )
  })

  it('the hub’s own words for a pattern', () => {
    expect(JSON.stringify(described)).toContain('"patternErrorMessage":"must be a duration such as 30s, 5m, 2h or 3d"')
  })

  it('schemas that refer to themselves, and unions with a discriminator', () => {
    const tree = z.strictObject({
      name: z.string(),
      get children() {
        return z.array(tree)
      },
    })
    const either = z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('a'), tree }),
      z.strictObject({ kind: z.literal('b'), size: z.int() }),
    ])
    const odd = { ...plain, type: 'odd', repeat: 'harmless' as const, settings: z.strictObject({ either, tree }) }
    const own = describeConfig([odd]).definitions?.['destination-odd']?.properties
    expect(own?.['either']?.allOf?.map((one) => one.if)).toEqual([
      { properties: { kind: { const: 'a' } }, required: ['kind'] },
      { properties: { kind: { const: 'b' } }, required: ['kind'] },
    ])
    expect(own?.['either']?.anyOf ?? own?.['either']?.oneOf).toBeUndefined()
    expect(own?.['tree']?.$ref).toMatch(/^#\/definitions\//)
  })
})

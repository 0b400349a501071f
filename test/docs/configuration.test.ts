import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
import { file, parts } from '../../scripts/configuration-doc.ts'
import { leadRows } from '../../scripts/lead-doc.ts'
import { markedPart } from '../../scripts/marked.ts'
import { unknownReads } from '../../src/config/lead-paths.ts'
import { leadPaths } from '../../src/lead/properties.ts'
import { compileTemplate } from '../../src/mapping/templates.ts'
import { json } from '../../src/sources/json/index.ts'
import { yaml as parse } from '../setup/yaml.ts'
import { rows, section } from './markdown.ts'

const text = readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8')
const written = parts(connectors)

test.each(['keys', 'sources', 'lead', 'connectors'] as const)(
  'the part "%s" says what the code says; else run npm run docs',
  (part) => {
    expect(markedPart(file, part).trim()).toBe(written[part].trim())
  },
)

test('the table of the lead has every property that a template may read, each with an example', () => {
  const documented = rows(text, 'The lead in templates')
  expect(documented.map(([property]) => property)).toEqual(expect.arrayContaining([...leadPaths]))
  expect(documented).toHaveLength(leadPaths.length)
  expect(documented.every(([, , example]) => example)).toBe(true)
})

test('an example without a value in the example lead is refused', () => {
  expect(() => leadRows({} as never)).toThrow('the example lead has no id')
})

test('the templates of the page compile, and read existing properties', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(section(text, 'Mapping')) ?? []
  const mapping: Record<string, string | null | Record<string, string>> = parse(yaml).mapping
  const shown = Object.values(mapping).flatMap((field) =>
    typeof field === 'string' ? [field] : Object.values(field ?? {}),
  )
  expect(shown.length).toBeGreaterThan(5)
  expect(shown.flatMap((template) => unknownReads(compileTemplate(template).reads))).toEqual([])
})

test('the fields of the JSON example are allowed in a source', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(section(text, 'Sources')) ?? []
  const { fields } = parse(yaml)
  expect(Object.keys(fields).length).toBeGreaterThan(3)
  expect(
    json.settings.safeParse({ type: 'json', key: 'a-key-of-sixteen-or-more', fields }).error?.issues,
  ).toBeUndefined()
})

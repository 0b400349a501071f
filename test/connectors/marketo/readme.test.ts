import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { meanings } from '../../../connectors/marketo/meanings.ts'
import { failureClasses } from '../../../src/failure.ts'

const readme = readFileSync(new URL('../../../connectors/marketo/README.md', import.meta.url), 'utf8')

describe('the README of marketo names', () => {
  test.for(Object.keys(marketo.settings.shape))('the setting %s', (key) => {
    expect(readme).toMatch(new RegExp(`^\\| \`${key}\` +\\|`, 'm'))
  })

  test.for(Object.keys(marketo.fields))('the field %s', (name) => {
    expect(readme).toContain(`\`${name}\``)
  })

  test.for(marketo.problems.map(({ id }) => id))('the problem %s', (id) => {
    expect(readme).toContain(`\`${id}\``)
  })

  test.for([...meanings.keys()])('the code %s', (code) => {
    expect(readme).toMatch(new RegExp(`\\b${code}\\b`))
  })

  test.for(failureClasses.filter((name) => name !== 'internal'))('the class %s', (name) => {
    expect(readme).toMatch(new RegExp(`^\\| ${name} +\\|`, 'm'))
  })

  test('no problem and no setting that does not exist', () => {
    const named = [...readme.matchAll(/`(marketo-[a-z-]+)`/g)].map((match) => match[1])
    expect(named.filter((id) => !marketo.problems.some((problem) => problem.id === id))).toEqual([])
    const section = readme.split('## Settings')[1]?.split('\n## ')[0] ?? ''
    const settings = [...section.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1] ?? '')
    expect(settings.sort()).toEqual(Object.keys(marketo.settings.shape).sort())
  })
})

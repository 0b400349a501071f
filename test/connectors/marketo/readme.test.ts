import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { documented } from '../documented.ts'

documented(marketo)

const readme = readFileSync(new URL('../../../connectors/marketo/README.md', import.meta.url), 'utf8')

describe('the README of marketo names', () => {
  test.for(Object.keys(marketo.fields))('the field %s', (name) => {
    expect(readme).toContain(`\`${name}\``)
  })

  test('no problem that does not exist', () => {
    const named = [...readme.matchAll(/`(marketo-[a-z-]+)`/g)].map((match) => match[1])
    expect(named.filter((id) => !marketo.problems.some((problem) => problem.id === id))).toEqual([])
  })
})

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { marketo } from '../../../connectors/marketo/index.ts'
import { documented } from '../documented.ts'

documented(marketo)

const readme = readFileSync(new URL('../../../connectors/marketo/README.md', import.meta.url), 'utf8')
const codes = marketo.problems.flatMap((problem) => problem.codes ?? []).filter((code) => /^\d+$/.test(code))
const [, failures = ''] = /## Failures\n([\s\S]*?)\n## /.exec(readme) ?? []

describe('the README of marketo names', () => {
  test.for(Object.keys(marketo.fields))('the field %s', (name) => {
    expect(readme).toContain(`\`${name}\``)
  })

  test.for(codes)('the class of the code %s', (code) => {
    expect(failures).toMatch(new RegExp(`\\b${code}\\b`))
  })

  test('no problem that does not exist', () => {
    const named = [...readme.matchAll(/`(marketo-[a-z-]+)`/g)].map((match) => match[1])
    expect(named.filter((id) => !marketo.problems.some((problem) => problem.id === id))).toEqual([])
  })
})

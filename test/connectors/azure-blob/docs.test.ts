import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import { saysSo } from '../../../src/outside/answer.ts'

const readme = await readFile(new URL('../../../connectors/azure-blob/README.md', import.meta.url), 'utf8')

test('the README names every setting, and no other', () => {
  const rows = readme.slice(readme.indexOf('## Settings'), readme.indexOf('## What is sent'))
  const named = [...rows.matchAll(/^\| `(\w+)` +\|/gm)].map((match) => match[1])
  expect(named.sort()).toEqual(Object.keys(azureBlob.settings.shape).sort())
})

test('the README names every field', () => {
  for (const name of Object.keys(azureBlob.fields)) expect(readme).toContain(`\`${name}\``)
})

test('the README names every problem, and no other', () => {
  const named = [...readme.matchAll(/^- `(azure-blob-[\w-]+)`/gm)].map((match) => match[1])
  expect(named).toEqual(azureBlob.problems.map(({ id }) => id))
})

test('every problem is known by its own words', () => {
  for (const problem of azureBlob.problems) {
    for (const words of problem.wording) {
      expect(azureBlob.problems.find((other) => saysSo(other, words))?.id, words).toBe(problem.id)
    }
  }
})

import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { azureBlob } from '../../../connectors/azure-blob/index.ts'
import { saysSo } from '../../../src/outside/answer.ts'
import { documented } from '../documented.ts'

const readme = await readFile(new URL('../../../connectors/azure-blob/README.md', import.meta.url), 'utf8')

documented(azureBlob)

test('the README names every field', () => {
  for (const name of Object.keys(azureBlob.fields)) expect(readme).toContain(`\`${name}\``)
})

test('every problem is known by its own words', () => {
  for (const problem of azureBlob.problems) {
    for (const words of problem.wording) {
      expect(azureBlob.problems.find((other) => saysSo(other, words))?.id, words).toBe(problem.id)
    }
  }
})

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { escaped, readCatalogue, wordsIn } from '../../src/outside/catalogue.ts'

const page = `# Acme: problems

For readers alone.

## acme-wrong-key

> The key is &lt;wrong>.
> Try \\*another\\*.

> clé invalide

Cause: Somebody rotated the key.

1. Make a new one.
2. Put it into \`key\`.

More: <https://acme.example/keys>
`

function folderWith(text: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'leadyard-catalogue-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(path.join(folder, 'problems.md'), text)
  return folder
}

const words = {
  wording: ['The key is <wrong>.\nTry *another*.', 'clé invalide'],
  cause: 'Somebody rotated the key.',
  remedy: ['Make a new one.', 'Put it into `key`.'],
  link: 'https://acme.example/keys',
}

it('reads the words of each entry, with unescaped characters', () => {
  expect(wordsIn(page)).toEqual(new Map([['acme-wrong-key', words]]))
  expect(escaped('The key is <wrong>. Try *another*.')).toBe('The key is &lt;wrong>. Try \\*another\\*.')
})

describe('a catalogue', () => {
  it('joins the words to the signs, in the order of the table', () => {
    const other = { id: 'acme-shared', codes: ['S'], ...words }
    const known = { id: 'acme-wrong-key', codes: ['WRONG_KEY'] }
    expect(readCatalogue(folderWith(page), [other, known])).toEqual([other, { ...known, ...words }])
  })

  it('is refused if an entry has no words', () => {
    expect(() => readCatalogue(folderWith(page), [{ id: 'acme-gone' }])).toThrow('acme-wrong-key stands in no table')
    expect(() => readCatalogue(folderWith('# Acme'), [{ id: 'acme-gone' }])).toThrow('no heading acme-gone')
  })

  it.each([
    ['a cause', /^Cause: .*\n/m],
    ['steps', /^\d\. .*\n/gm],
    ['a link', /^More: .*\n/m],
    ['a quote', /^>.*\n/gm],
  ])('is refused where an entry lacks %s', (_what, line) => {
    expect(() => wordsIn(page.replaceAll(new RegExp(line, 'gm'), ''))).toThrow('acme-wrong-key in problems.md needs')
  })
})

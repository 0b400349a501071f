import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sentences, words } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const most = 25

const pages = [
  ...['README.md', 'CHANGELOG.md', 'connectors/README.md', 'src/sources/README.md'],
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'decisions.md')
    .map((name) => `docs/${name}`),
]

test.each(pages)(`no sentence of %s has more than ${most} words`, (page) => {
  const all = sentences(readFileSync(path.join(root, page), 'utf8'))
  expect(all.length).toBeGreaterThan(5)
  expect(all.filter((sentence) => words(sentence).length > most)).toEqual([])
})

test('code counts as a word; tables, quotes, headings and lists are not part of a sentence', () => {
  const page = [
    ...['# Of the title', '', 'Run `npm run a b` now. It', 'works', '', '| a | b |', '> quoted', '- first', '- second'],
    ...['```sh', 'a command. Another', '```', ''],
  ].join('\n')
  expect(sentences(page)).toEqual(['Run Code now.', 'It works', 'first', 'second'])
  expect(words('Two – words')).toEqual(['Two', 'words'])
})

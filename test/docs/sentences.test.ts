import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { sentences, words } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const most = 25

const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'connectors/README.md', 'src/sources/README.md'],
  'channels/README.md',
  ...readdirSync(path.join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== 'decisions.md')
    .map((name) => `docs/${name}`),
  ...['README.md', 'problems.md'].flatMap((name) => inFolders('connectors', name)),
  ...inFolders('channels', 'problems.md'),
  ...inFolders('src/outside', 'problems.md'),
]

function inFolders(parent: string, name: string): string[] {
  const folders = readdirSync(path.join(root, parent), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  return folders
    .map((folder) => path.join(parent, folder.name, name))
    .filter((file) => existsSync(path.join(root, file)))
}

test.each(pages)(`no sentence of %s has more than ${most} words`, (page) => {
  const all = sentences(readFileSync(path.join(root, page), 'utf8'))
  expect(all.length).toBeGreaterThan(5)
  expect(all.filter((sentence) => words(sentence).length > most)).toEqual([])
})

test.each(pages.filter((page) => page.endsWith('problems.md')))(
  'the first sentence of each cause in %s, which is the failure’s message, has at most 20 words and no colon',
  (page) => {
    const causes = readFileSync(path.join(root, page), 'utf8').matchAll(/^Cause: (.+)$/gm)
    const messages = [...causes].map(
      ([, cause = '']) => cause.replaceAll(/`[^`]*`/g, 'Code').split(/(?<=\.)\s/, 1)[0] ?? '',
    )
    expect(messages.length).toBeGreaterThan(5)
    expect(messages.filter((message) => words(message).length > 20 || message.includes(': '))).toEqual([])
  },
)

test('code counts as a word; tables, quotes, headings and lists are not part of a sentence', () => {
  const page = [
    ...['# Of the title', '', 'Run `npm run a b` now. It', 'works', '', '| a | b |', '> quoted', '- first', '- second'],
    ...['```sh', 'a command. Another', '```', ''],
  ].join('\n')
  expect(sentences(page)).toEqual(['Run Code now.', 'It works', 'first', 'second'])
  expect(words('Two – words')).toEqual(['Two', 'words'])
})

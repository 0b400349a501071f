import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { anchors, links } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const within = (folder: string) => readdirSync(path.join(root, folder)).map((name) => path.join(folder, name))

const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'connectors/README.md', 'channels/README.md'],
  ...within('docs').filter((file) => file.endsWith('.md')),
  ...within('connectors').map((folder) => path.join(folder, 'README.md')),
].filter((file) => existsSync(path.join(root, file)))

test.each(documents)('the links of %s have targets', (file) => {
  const inside = links(read(file)).filter((link) => !/^[a-z]+:/.test(link))
  const dead = inside.filter((link) => {
    const [to = '', anchor] = link.split('#')
    const target = to === '' ? file : path.join(path.dirname(file), to)
    if (!existsSync(path.join(root, target))) return true
    return anchor !== undefined && !anchors(read(target)).includes(anchor)
  })
  expect(dead).toEqual([])
})

test('the required documents exist', () => {
  expect(documents).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'docs/operating.md', 'docs/decisions.md']),
  )
})

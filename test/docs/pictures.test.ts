/** The pictures of the documents, which `LEADYARD_PICTURES=1` takes. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const folder = path.join(root, 'docs/pictures')
const most = 150 * 1024

const pages = readdirSync(path.join(root, 'docs')).filter((name) => name.endsWith('.md'))
const shown = ['README.md', ...pages.map((name) => `docs/${name}`)].flatMap((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  const names = [...text.matchAll(/(srcset|src)="([^"]+\.png)"/g)]
  return names.map(([, kind, name = '']) => ({ kind, file: path.join(path.dirname(path.join(root, file)), name) }))
})

test('every picture that is named is there, light and dark', () => {
  const known = readdirSync(folder).map((name) => path.join(folder, name))
  expect(shown.length).toBeGreaterThan(0)
  expect(shown.filter(({ file }) => !known.includes(file))).toEqual([])
  const wrong = shown.filter(({ kind, file }) => !file.endsWith(kind === 'src' ? '-light.png' : '-dark.png'))
  expect(wrong).toEqual([])
})

test('no picture is large', () => {
  expect(shown.filter(({ file }) => statSync(file).size >= most)).toEqual([])
})

test('README opens with the Overview', () => {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8')
  expect(text.indexOf('docs/pictures/overview-light.png')).toBeLessThan(text.indexOf('## What it is'))
})

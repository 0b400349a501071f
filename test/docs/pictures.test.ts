/** The pictures of the documents, which `LEADYARD_PICTURES=1` takes. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const root = path.join(import.meta.dirname, '../..')
const folder = path.join(root, 'docs/pictures')
const most = 150 * 1024

const shown = ['README.md', 'docs/operating.md', 'docs/notifications.md'].flatMap((file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  const names = [...text.matchAll(/(srcset|src)="([^"]+\.png)"/g)]
  return names.map(([, kind, name = '']) => ({ kind, file: path.join(path.dirname(path.join(root, file)), name) }))
})

test('every picture is shown, light and dark, and no other is named', () => {
  const known = readdirSync(folder).map((name) => path.join(folder, name))
  expect(known.length).toBeGreaterThan(0)
  expect([...new Set(shown.map(({ file }) => file))].sort()).toEqual(known.sort())
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

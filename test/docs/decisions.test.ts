import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { rows } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const text = read('docs/decisions.md')
const manifest: Record<string, unknown> & { version: string } = JSON.parse(read('package.json'))

const named = (key: string) => Object.keys((manifest[key] as Record<string, string> | undefined) ?? {})
const packages = [...named('dependencies'), ...named('devDependencies'), ...named('optionalDependencies')]

/** `@types/*` and `node-*` stand for all packages with this prefix. */
const covers = (entry: string, name: string) =>
  entry.endsWith('*') ? name.startsWith(entry.slice(0, -1)) : entry === name

test('every dependency has a line, and every line a dependency', () => {
  const entries = rows(text, 'Dependencies').map(([entry = '']) => entry)
  expect(packages.filter((name) => !entries.some((entry) => covers(entry, name)))).toEqual([])
  expect(entries.filter((entry) => !packages.some((name) => covers(entry, name)))).toEqual([])
})

test('the licence of each line is the licence of the package', () => {
  const installed = rows(text, 'Dependencies').filter(([entry = '']) => !entry.includes('*'))
  for (const [name = '', , licence] of installed) {
    expect([name, JSON.parse(read(`node_modules/${name}/package.json`)).license]).toEqual([name, licence])
  }
})

test('decisions are dated, newest first, and have at most ten lines', () => {
  const decisions = [...text.matchAll(/^## (\d{4}-\d\d-\d\d): .+\n\n([\s\S]*?)\n(?=\n## )/gm)]
  expect(decisions.length).toBeGreaterThan(10)
  const dates = decisions.map(([, date]) => date)
  expect(dates).toEqual([...dates].sort().reverse())
  expect(decisions.filter(([, , body = '']) => body.split('\n').length > 10).map(([heading]) => heading)).toEqual([])
})

test('the changelog has the present version', () => {
  const [newest] = /^## \[?(\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md'))?.slice(1) ?? []
  expect(newest).toBe(manifest.version)
})

/** How much a browser loads, by brotli: what the built console weighs. */
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'

interface Chunk {
  file: string
  isEntry?: boolean
  isDynamicEntry?: boolean
  imports?: string[]
  dynamicImports?: string[]
}

const dist = path.resolve(import.meta.dirname, '../../console/dist')
const manifest = JSON.parse(readFileSync(path.join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>
const kib = 1024

/** The chunk and everything that it loads with itself. */
function whole(name: string, seen = new Set<string>()): Set<string> {
  if (seen.has(name)) return seen
  seen.add(name)
  for (const other of manifest[name]?.imports ?? []) whole(other, seen)
  return seen
}

function weigh(names: Iterable<string>): number {
  return [...names]
    .filter((name) => manifest[name]?.file.endsWith('.js'))
    .reduce((sum, name) => sum + statSync(path.join(dist, `${manifest[name]?.file}.br`)).size, 0)
}

const entry = Object.keys(manifest).find((name) => manifest[name]?.isEntry) ?? ''
/** What every page loads. The entry asks for the others at once. */
const every = [entry, 'app/ground.ts', 'app/start.tsx']
const pages = Object.keys(manifest).filter((name) => name.startsWith('pages/') && manifest[name]?.isDynamicEntry)

it('the first page takes at most 200 KiB of script', () => {
  expect(Object.keys(manifest)).toEqual(expect.arrayContaining([...every, 'texts/en.ts', 'texts/fr.ts']))
  const first = new Set([...every, 'pages/overview/overview.tsx', 'texts/fr.ts'].flatMap((name) => [...whole(name)]))
  const size = weigh(first) / kib
  expect(size).toBeGreaterThan(50)
  expect(size).toBeLessThanOrEqual(200)
})

it.each(pages)('%s takes at most 40 KiB of script on top of the first load', (page) => {
  const loaded = new Set(every.flatMap((name) => [...whole(name)]))
  expect(weigh([...whole(page)].filter((name) => !loaded.has(name))) / kib).toBeLessThanOrEqual(40)
})

/** Rules for the whole tree. The rules for imports stand only in .dependency-cruiser.cjs. */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { expect, it } from 'vitest'

const root = path.resolve(import.meta.dirname, '..')
const { forbidden, options } = createRequire(import.meta.url)('../.dependency-cruiser.cjs')

const filesIn = (...folders: string[]) =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
      .filter((file) => /\.tsx?$/.test(file) && !file.startsWith('console/dist/')),
  )
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8')

it('every import is one that .dependency-cruiser.cjs allows', async () => {
  const { output } = await cruise(['src', 'connectors', 'channels', 'console'], {
    ...options,
    ruleSet: { forbidden },
    validate: true,
  })
  const { summary } = output as ICruiseResult
  expect(summary.totalCruised).toBeGreaterThan(300)
  const told = summary.violations.map(
    ({ rule, from, to, comment }) => `${from} → ${to}: ${rule.name} (${comment ?? ''})`,
  )
  expect(told).toEqual([])
}, 60_000)

const environment: Readonly<Record<string, string>> = {
  'src/env.ts': 'the one reader',
  'src/ledger/embedded/settings.ts': 'PostgreSQL’s programs are given PATH and nothing else of ours',
}

it('process.env is read in one file', () => {
  const readers = filesIn('src', 'connectors', 'channels').filter((file) =>
    /\bprocess\.env\b/.test(textOf(file).replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '')),
  )
  expect(readers.filter((file) => !environment[file])).toEqual([])
})

/** Data: the tables of a vendor's problems, the ledger's migrations, and the console's texts. */
const data = /\/(problems[^/]*|migrations\/[^/]*|texts\/[^/]*)\.ts$/

it('no file has more than 250 lines, unless it is data', () => {
  const long = filesIn('src', 'connectors', 'channels', 'console', 'demo', 'scripts')
    .filter((file) => !data.test(file))
    .map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }))
  expect(long.filter(({ lines }) => lines > 250)).toEqual([])
})

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { catalogued } from '../../scripts/catalogued.ts'
import { catalogue, file, part } from '../../scripts/errors-doc.ts'
import { markedPart } from '../../scripts/marked.ts'
import { fileOf, part as sharedPart, sharedProblems } from '../../scripts/problems-doc.ts'
import { failureClasses } from '../../src/failure.ts'
import { headings, rows } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const text = readFileSync(path.join(root, file), 'utf8')

test('every failure class has its heading, and no other class', () => {
  expect(headings(text, 'Failure classes')).toEqual([...failureClasses])
})

describe('the catalogue', () => {
  const problems = catalogued.flatMap(({ problems }) => problems)

  test('every problem has its heading in its problems.md, and no other problem', () => {
    for (const each of catalogued) {
      const page = readFileSync(path.join(root, fileOf(each)), 'utf8')
      const ids = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1])
      expect(ids.sort()).toEqual(each.problems.map(({ id }) => id).sort())
    }
  })

  test('every step is possible: its commands exist, and no command settles a delivery as delivered', () => {
    const commands = readdirSync(path.join(root, 'src/cli/commands')).map((name) => name.replace('.ts', ''))
    for (const { id, remedy } of problems) {
      const steps = remedy.join(' ')
      expect([id, steps]).not.toContainEqual(expect.stringMatching(/(settle|mark) the delivery/i))
      for (const [, command] of steps.matchAll(/\bleadyard ([a-z-]+)/g))
        expect([id, commands]).toContainEqual(expect.arrayContaining([command]))
    }
  })

  test.each(catalogued)('$folder: the shared words are up to date; otherwise run npm run docs', (each) => {
    const shared = sharedProblems(each)
    if (shared !== undefined) expect(markedPart(fileOf(each), sharedPart).trim()).toBe(shared.trim())
  })

  test('names each problem once', () => {
    expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length)
  })

  test('is up to date; otherwise run npm run docs', () => {
    expect(markedPart(file, part).trim()).toBe(catalogue(catalogued).trim())
  })
})

/** A code that stands for another code, and words that are not codes. */
const neverShown = new Set(['ERR_CANCELED', 'PATCH', 'DELETE', 'OPTIONS', 'MERGE'])

describe('the codes of the hub', () => {
  const written = rows(text, 'Codes of the hub').map(([code]) => code ?? '')
  const made = codesIn(
    ['src/delivery', 'src/upkeep', 'src/operations', 'src/mapping', 'src/outside'],
    /'([A-Z][A-Z0-9_]{4,})'/g,
    sharedFolders,
  )

  test('are all on the page', () => {
    expect(made.filter((code) => !neverShown.has(code) && !written.includes(code))).toEqual([])
  })

  test('are all made by the hub', () => {
    const patterns = ['HTTP_…', 'AADSTS…']
    expect(written.filter((code) => !made.includes(code) && !patterns.includes(code))).toEqual([])
  })
})

/** What several connectors or channels share, and makes codes as they do: its folder, and who uses it. */
const sharedSources = [
  { folder: 'src/outside/smtp', types: ['email', 'smtp'] },
  { folder: 'src/outside/endpoint', types: ['webhook', 'slack', 'teams', 'pagerduty'] },
]
const sharedFolders = sharedSources.map(({ folder }) => folder)

describe('the codes of the connectors', () => {
  const written = rows(text, 'Codes of the connectors')
  const hub = new Set(rows(text, 'Codes of the hub').map(([code]) => code))

  test('are all on the page, if they are the connectors’ own', () => {
    const named = codesIn(['connectors', 'channels', ...sharedFolders], /\bcode: '([A-Z][A-Z0-9_]{4,})'/g).filter(
      (code) => !/^HTTP_\d+$/.test(code),
    )
    const known = new Set([...hub, ...written.map(([, code]) => code)])
    expect(named.filter((code) => !known.has(code))).toEqual([])
  })

  test('are all made by the named connectors', () => {
    for (const [types = '', code = ''] of written) {
      for (const type of types.split(', ')) {
        const own = ['connectors', 'channels'].map((parent) => `${parent}/${type}`)
        const shared = sharedSources.filter(({ types }) => types.includes(type)).map(({ folder }) => folder)
        const folders = [...own.filter((folder) => existsSync(path.join(root, folder))), ...shared]
        expect([type, codesIn(folders, /'([A-Z][A-Z0-9_]{4,})'/g)]).toEqual([type, expect.arrayContaining([code])])
      }
    }
  })
})

test('every class in the tables of codes is a failure class', () => {
  const hub = rows(text, 'Codes of the hub').map(([, classes]) => classes)
  const own = rows(text, 'Codes of the connectors').map(([, , classes]) => classes)
  const told = [...hub, ...own].flatMap((classes) => classes?.split(', ') ?? [])
  expect(told.filter((one) => one !== 'by status' && !failureClasses.some((known) => known === one))).toEqual([])
})

/** Catalogues are left out, because their codes belong to the vendors. */
function codesIn(folders: readonly string[], pattern: RegExp, without: readonly string[] = []): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/problem/.test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => !without.some((folder) => file.startsWith(`${folder}/`)))
      .map((file) => readFileSync(path.join(root, file), 'utf8')),
  )
  return [...new Set(files.flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code)))]
}

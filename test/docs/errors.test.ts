import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectors } from '../../connectors/index.ts'
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
  const problems = connectors.flatMap((connector) => connector.problems)

  test('every problem has its heading in the connector’s problems.md, and no other problem', () => {
    for (const connector of connectors) {
      const page = readFileSync(path.join(root, fileOf(connector)), 'utf8')
      const ids = [...page.matchAll(/^## (.+)$/gm)].map((match) => match[1])
      expect(ids.sort()).toEqual(connector.problems.map(({ id }) => id).sort())
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

  test.each(connectors)('$type: the shared words are up to date; otherwise run npm run docs', (connector) => {
    const shared = sharedProblems(connector)
    if (shared !== undefined) expect(markedPart(fileOf(connector), sharedPart).trim()).toBe(shared.trim())
  })

  test('names each problem once', () => {
    expect(new Set(problems.map(({ id }) => id)).size).toBe(problems.length)
  })

  test('is up to date; otherwise run npm run docs', () => {
    expect(markedPart(file, part).trim()).toBe(catalogue(connectors).trim())
  })
})

/** A code that stands for another code, and words that are not codes. */
const neverShown = new Set(['ERR_CANCELED', 'PATCH', 'DELETE', 'OPTIONS', 'MERGE'])

describe('the codes of the hub', () => {
  const written = rows(text, 'Codes of the hub').map(([code]) => code ?? '')
  const made = codesIn(
    ['src/delivery', 'src/upkeep', 'src/operations', 'src/mapping', 'src/outside'],
    /'([A-Z][A-Z0-9_]{4,})'/g,
    sharedSource.folder,
  )

  test('are all on the page', () => {
    expect(made.filter((code) => !neverShown.has(code) && !written.includes(code))).toEqual([])
  })

  test('are all made by the hub', () => {
    const patterns = ['HTTP_…', 'AADSTS…']
    expect(written.filter((code) => !made.includes(code) && !patterns.includes(code))).toEqual([])
  })
})

/** What several connectors and channels share, and makes codes as they do: its folder, and who uses it. */
const sharedSource = { folder: 'src/outside/smtp', types: ['email', 'smtp'] }

describe('the codes of the connectors', () => {
  const written = rows(text, 'Codes of the connectors')
  const hub = new Set(rows(text, 'Codes of the hub').map(([code]) => code))

  test('are all on the page, if they are the connectors’ own', () => {
    const named = codesIn(['connectors', 'channels', sharedSource.folder], /\bcode: '([A-Z][A-Z0-9_]{4,})'/g).filter(
      (code) => !/^HTTP_\d+$/.test(code),
    )
    const known = new Set([...hub, ...written.map(([, code]) => code)])
    expect(named.filter((code) => !known.has(code))).toEqual([])
  })

  test('are all made by the named connectors', () => {
    for (const [types = '', code = ''] of written) {
      for (const type of types.split(', ')) {
        const own = ['connectors', 'channels'].map((parent) => `${parent}/${type}`)
        const shared = sharedSource.types.includes(type) ? [sharedSource.folder] : []
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
function codesIn(folders: readonly string[], pattern: RegExp, without?: string): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/problem/.test(name))
      .map((name) => path.join(folder, name))
      .filter((file) => without === undefined || !file.startsWith(without))
      .map((file) => readFileSync(path.join(root, file), 'utf8')),
  )
  return [...new Set(files.flatMap((source) => [...source.matchAll(pattern)].map(([, code = '']) => code)))]
}

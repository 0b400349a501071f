import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import module from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadConnectors } from '../../src/config/connectors.ts'
import { plain } from './connector.ts'

const root = path.join(import.meta.dirname, '..', '..')
const run = promisify(execFile)
let folder: string
/** The connector that connectors/README.md prints. */
let example: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadyard connectors '))
  const readme = await readFile(path.join(root, 'connectors', 'README.md'), 'utf8')
  example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  await write('acme.ts', example)
  // Code that vitest can read, which resolves no `leadyard` outside the repository.
  await write(
    'simple.js',
    `export const simple = { type: 'simple', label: 'Simple', summary: 'Does nothing.', fields: {}, repeat: 'harmless',
       settings: { _zod: {}, shape: {} }, problems: [], open() {} }`,
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function write(file: string, text: string | object): Promise<void> {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true })
  await writeFile(path.join(folder, file), typeof text === 'string' ? text : JSON.stringify(text))
}

interface Outcome {
  types?: string[]
  problem?: string
}

/** Loads the connectors with Node itself, as the hub does. */
async function loaded(names: string[], from = folder): Promise<Outcome[]> {
  const program = path.join(import.meta.dirname, 'load-connectors.ts')
  const { stdout, stderr } = await run(process.execPath, [program, from, ...names])
  expect(stderr).toBe('')
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Outcome)
}

async function problemOf(file: string, text: string): Promise<string | undefined> {
  await write(file, text)
  return (await loaded([`./${file}`]))[0]?.problem
}

const types = async (text: string) => (await loadConnectors([plain], text, folder)).map(({ type }) => type)

describe('third-party connectors', () => {
  it.each([
    'connectors: ["./simple.js"]',
    '# what stands here: connectors\nconnectors:\n  - ./simple.js',
    '"connectors" : ["./simple.js"] # ours',
    '{ listen: { port: 0 }, "connectors": ["./simple.js"] }',
    '{\n  "connectors": ["./simple.js"]\n}',
    'listen: { port: 0 }\r\nconnectors: [./simple.js]\r\n',
  ])('are found in %j', async (text) => {
    expect(await types(text)).toEqual(['plain', 'simple'])
  })

  it.each(['# connectors: ["./simple.js"]', 'listen: { port: 0 }\n  # Docs: connectors/README.md', 'listen: {}'])(
    'are none in %j',
    async (text) => {
      expect(await types(text)).toEqual(['plain'])
    },
  )

  it('in comments alone do not make an unreadable file fail', async () => {
    expect(await types('# connectors: []\nlisten: [')).toEqual(['plain'])
  })

  it('must load within a time limit', async () => {
    await write('hangs.js', 'export const a = await new Promise(() => undefined)')
    await expect(loadConnectors([plain], 'connectors: ["./hangs.js"]', folder, 0.2)).rejects.toThrow(
      'connectors.0: ./hangs.js: it was not loaded within 0.2 seconds',
    )
  })

  it('must not have the type of another connector', async () => {
    await expect(types('connectors: ["./simple.js", "./simple.js"]')).rejects.toThrow(
      'connectors.1: ./simple.js: its type simple is the type of another connector',
    )
  })
})

describe('the connector of the README is loaded', () => {
  it('from a folder without node_modules, whatever package.json says', async () => {
    expect(await loaded(['./acme.ts', path.join(folder, 'acme.ts')])).toEqual([
      { types: ['acme'] },
      { types: ['acme'] },
    ])
    for (const type of ['commonjs', 'module']) {
      await write(`as-${type}/package.json`, { type })
      await write(`as-${type}/acme.ts`, example)
    }
    expect(await loaded(['./as-commonjs/acme.ts', './as-module/acme.ts'])).toEqual([
      { types: ['acme'] },
      { types: ['acme'] },
    ])
  })

  it.each([
    ['compiled JavaScript', 'acme-js', 'index.js', (text: string) => module.stripTypeScriptTypes(text)],
    ['TypeScript', 'acme-ts', 'index.ts', (text: string) => text],
  ])('from a package of %s that is packed and installed', async (_, name, file, compiled) => {
    const manifest = { name, version: '1.0.0', type: 'module', exports: `./${file}` }
    await write(`${name}-source/package.json`, manifest)
    await write(`${name}-source/${file}`, compiled(example))
    const site = path.join(folder, `${name}-site`)
    await mkdir(site)
    const quiet = ['--offline', '--no-audit', '--no-fund', '--loglevel=error']
    const source = path.join(folder, `${name}-source`)
    await run('npm', ['pack', ...quiet, '--pack-destination', site], { cwd: source })
    await run('npm', ['install', ...quiet, `./${name}-1.0.0.tgz`], { cwd: site })
    expect(await readFile(path.join(site, 'node_modules', name, file), 'utf8')).toContain('ACME CRM')
    expect(await loaded([name], site)).toEqual([{ types: ['acme'] }])
  })

  it('from a CommonJS module', async () => {
    const text = module
      .stripTypeScriptTypes(example)
      .replace(/^import (.*) from ('leadyard\/connector')/m, 'const $1 = require($2)')
      .replace('export const acme', 'const acme = exports.acme')
    await write('acme.cjs', text)
    expect(await loaded(['./acme.cjs'])).toEqual([{ types: ['acme'] }])
  })

  it('with the failures of the hub itself, even if its package has a copy of the hub', async () => {
    await write('copied/node_modules/leadyard/package.json', { name: 'leadyard', exports: { './connector': './c.js' } })
    await write('copied/node_modules/leadyard/c.js', 'throw new Error("a copy")')
    await cp(path.join(folder, 'acme.ts'), path.join(folder, 'copied', 'acme.ts'))
    expect(await loaded(['./acme.ts'], path.join(folder, 'copied'))).toEqual([{ types: ['acme'] }])
  })
})

describe('a connector that cannot be loaded is reported with its cause:', () => {
  it('a wrong path, a folder, a package that is not installed', async () => {
    await mkdir(path.join(folder, 'empty'), { recursive: true })
    const told = (await loaded(['./absent.ts', './empty', 'acme-absent', 'acme.ts'])).map(({ problem }) => problem)
    expect(told).toEqual([
      `./absent.ts: there is no file ${path.join(folder, 'absent.ts')} (paths are relative to config.yaml)`,
      './empty: it is a folder (name the file in it)',
      expect.stringMatching(/^acme-absent: no package of this name is installed in .*npm install acme-absent/),
      expect.stringMatching(/^acme\.ts: no package of this name.* a file is written \.\/acme\.ts\)$/),
    ])
  })

  it.each([
    ['a syntax error', 'bad.js', 'export const a = ;', "it cannot be read: Unexpected token ';' (node --check"],
    ['one in TypeScript', 'bad.ts', '\nconst a: = 3', 'it cannot be read: Unexpected token `=`'],
    ['one in CommonJS', 'bad.cjs', 'const a = ;', "it cannot be read: Unexpected token ';' (bad.cjs:1)"],
    ['an enum', 'enum.ts', 'export enum A { b }', 'nothing is compiled; or name the compiled JavaScript'],
    [
      'a file that throws',
      'throws.ts',
      'const a: number = 1\nthrow new TypeError(`no ${a}`)',
      'TypeError: no 1 (throws.ts:2)',
    ],
    [
      'one that throws a text',
      'text.js',
      'throw "no\\u001b[2Jluck"\nexport {}',
      'it throws when it is loaded: no [2Jluck',
    ],
    ['one that ends the process', 'exit.ts', 'process.exit(0)', 'it calls process.exit when it is loaded'],
    ['an import of zod', 'zod.ts', "import { z } from 'zod'\nexport { z }", "import { z } from 'leadyard/connector'"],
    [
      'an import of what the hub keeps to itself',
      'hub.ts',
      "import 'leadyard/hub'",
      'the hub has no module leadyard/hub',
    ],
    ['an import of a file', 'part.ts', "import './part-absent.ts'", 'it imports what is not there: Cannot find module'],
    ['no export', 'nothing.ts', 'const a: number = 1', 'it exports nothing'],
    [
      'no connector',
      'none.ts',
      'export const a: number = 1, b = { type: "b" }',
      'none of its exports is a connector: a, b',
    ],
    [
      'a wrong shape',
      'shape.ts',
      'export const acme = { type: "Acme", label: "A", summary: "S", fields: {}, repeat: "never", problems: [], settings: {} }',
      'its export acme: type must be lower-case words with hyphens; settings must be a z.strictObject({ … }) of zod 4; ' +
        'repeat must be "harmless", "doubles" or a function; open is missing',
    ],
  ])('%s', async (_, file, text, told) => {
    const problem = await problemOf(file, text)
    expect(problem).toContain(`./${file}: `)
    expect(problem).toContain(told)
    expect(problem?.split('\n')).toHaveLength(1)
  })
})

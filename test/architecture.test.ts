/** Arrows point one way. What may import what stands here as data; ARCHITECTURE.md tells the same as a picture. */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

interface Room {
  /** Rooms it may use. */
  uses: readonly string[]
  /** Rooms of which it may know the types alone. */
  knows?: readonly string[]
  why: string
}

const words = ['failure.ts', 'connector.ts', 'redact.ts', 'printable.ts', 'together.ts', 'persist.ts', 'lead'].map(
  (one) => `src/${one}`,
)

const rooms: Readonly<Record<string, Room>> = {
  vocabulary: { uses: [], knows: ['outside'], why: 'everybody’s words; the contract names the type of the HTTP door' },
  mapping: { uses: ['vocabulary'], why: 'a function of a lead and a template' },
  config: {
    uses: ['vocabulary', 'mapping', 'routing', 'outside'],
    why: 'templates, conditions and ways in are checked when they are read',
  },
  routing: { uses: ['vocabulary'], why: 'a function of a lead and the routes' },
  reading: { uses: ['vocabulary'], knows: ['config'], why: 'a function of a body and its source' },
  outside: { uses: ['vocabulary'], why: 'doors: they classify, and know nothing of the hub' },
  env: { uses: [], why: 'reads the process’s environment' },
  log: { uses: ['vocabulary'], why: 'the way out for lines' },
  local: { uses: [], why: 'the token of this machine’s own user: main makes it, the command line sends it' },
  output: { uses: [], why: 'standard output, which may be full or stuck' },
  ledger: { uses: ['vocabulary'], why: 'what is true; it decides nothing' },
  delivery: {
    uses: ['vocabulary', 'mapping', 'outside', 'ledger'],
    knows: ['config', 'routing'],
    why: 'decides what follows; is told of the queue by an interface of its own',
  },
  queue: { uses: ['vocabulary', 'ledger', 'delivery'], knows: ['config'], why: 'carries turns to handlers' },
  web: { uses: [], knows: ['delivery'], why: 'what ingest and API have in common' },
  ingest: {
    uses: ['vocabulary', 'web', 'reading'],
    knows: ['config', 'ledger'],
    why: 'stores by a function it is given',
  },
  poll: {
    uses: ['vocabulary', 'outside', 'ledger', 'delivery'],
    knows: ['config', 'log'],
    why: 'reads tables that others write to',
  },
  notify: { uses: ['vocabulary', 'outside', 'ledger'], knows: ['config', 'delivery'], why: 'tells people' },
  api: {
    uses: ['vocabulary', 'config', 'reading', 'ledger', 'delivery', 'web'],
    why: 'reads the ledger, acts through delivery',
  },
  cli: {
    uses: ['vocabulary', 'config', 'routing', 'delivery', 'api', 'env', 'local', 'connectors'],
    why: 'a client of the API: its addresses and shapes; config check, explain and another configuration need no hub',
  },
  server: {
    uses: ['web', 'api', 'ingest'],
    knows: ['config', 'delivery'],
    why: 'where ingest and API stand side by side',
  },
  exports: { uses: ['vocabulary', 'outside'], why: 'what connectors of others import' },
  plan: {
    uses: ['ledger', 'delivery', 'routing'],
    knows: ['config', 'log'],
    why: 'opens what the configuration names',
  },
  rounds: { uses: ['ledger', 'delivery'], why: 'what a worker does again and again' },
  writes: { uses: ['vocabulary', 'ledger'], knows: ['delivery'], why: 'shared writes, with patience' },
  stop: { uses: [], why: 'the steps of a stop, and how long each may take' },
  hub: {
    uses: [
      'vocabulary',
      'ledger',
      'delivery',
      'queue',
      'poll',
      'notify',
      'plan',
      'rounds',
      'writes',
      'stop',
      'server',
      'web',
    ],
    knows: ['config', 'log'],
    why: 'puts the parts together; main alone starts it',
  },
  demo: {
    uses: ['vocabulary', 'config', 'connectors', 'ledger'],
    knows: ['hub'],
    why: 'a configuration and far ends of its own; main hands it the hub',
  },
  startup: { uses: ['config', 'ledger'], why: 'words for a start that fails' },
  main: {
    uses: [
      'vocabulary',
      'config',
      'connectors',
      'ledger',
      'env',
      'log',
      'output',
      'local',
      'demo',
      'stop',
      'hub',
      'startup',
    ],
    why: 'the composition root',
  },
  connector: { uses: ['vocabulary', 'outside'], why: 'everything from outside is handed in' },
  connectors: { uses: ['connector'], knows: ['vocabulary'], why: 'the list' },
}

/** One door for each thing outside: which files may use a package, and which may know its types besides. */
const doors: Readonly<Record<string, { in: RegExp; types?: RegExp; why: string }>> = {
  axios: { in: /^src\/outside\/http\.ts$/, why: 'every request has deadline, cap and guard' },
  bullmq: { in: /^src\/queue\//, why: 'two backends, one face' },
  ioredis: { in: /^src\/queue\//, why: 'two backends, one face' },
  pg: { in: /^src\/ledger\//, types: /^src\/queue\/listen\.ts$/, why: 'opens PostgreSQL' },
  kysely: { in: /^src\/ledger\//, why: 'SQL lives in the ledger' },
  liquidjs: { in: /^src\/mapping\/templates\.ts$/, why: 'templates have limits' },
  express: { in: /^src\/(web|ingest|api)\//, why: 'HTTP comes in there' },
  pino: { in: /^src\/log\.ts$/, why: 'redaction at the exit' },
  'prom-client': { in: /^src\/web\/metrics\.ts$/, why: 'names of figures in one place' },
  'js-yaml': { in: /^src\/config\/yaml\.ts$/, why: 'one reader of config.yaml' },
  diff: { in: /^src\/config\/text-diff\.ts$/, why: 'one way to show what changed' },
  'csv-parse': { in: /^src\/cli\/import\/csv\.ts$/, why: 'one reader of CSV' },
  'csv-stringify': { in: /^src\/lead\/csv\.ts$/, why: 'formulas are made harmless there' },
  commander: { in: /^src\/cli\//, why: 'the command line' },
  'libphonenumber-js': { in: /^src\/lead\//, why: 'normalised once' },
  'i18n-iso-countries': { in: /^src\/lead\//, why: 'normalised once' },
  '@jmespath-community/jmespath': { in: /^src\/lead\/expression\.ts$/, why: 'expressions have limits' },
  cors: { in: /^src\/ingest\/guard\.ts$/, why: 'who may post a form' },
  'express-rate-limit': { in: /^src\/ingest\/limit\.ts$/, why: 'how often an address may' },
  'node:dns': { in: /^src\/outside\/address-guard\.ts$/, why: 'who resolves also refuses' },
  'node:https': { in: /^src\/outside\/http\.ts$/, why: 'every request has deadline, cap and guard' },
  'node:child_process': { in: /^src\/(ledger\/embedded|demo)\//, why: 'PostgreSQL and Azurite of our own' },
  '@azure/data-tables': {
    in: /^(connectors\/azure-table\/|src\/outside\/azure-tables\.ts$)/,
    why: 'tables are written there, and read there',
  },
  '@azure/storage-blob': {
    in: /^connectors\/azure-blob\//,
    types: /^src\/outside\/azure/,
    why: 'one connector’s vendor',
  },
  jsforce: { in: /^connectors\/salesforce\//, why: 'one connector’s vendor' },
  nodemailer: { in: /^(connectors\/email|src\/notify)\//, why: 'mail' },
}

const environment: Readonly<Record<string, string>> = {
  'src/env.ts': 'the one reader',
  'src/ledger/embedded/settings.ts': 'PostgreSQL’s programs are given PATH and nothing else of ours',
}

interface Import {
  from: string
  to: string
  typeOnly: boolean
}

const root = path.resolve(import.meta.dirname, '..')
const files = ['src', 'connectors'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/')))
    .filter((file) => file.endsWith('.ts')),
)
const textOf = (file: string) => readFileSync(path.join(root, file), 'utf8')
const imports = files.flatMap((file) => importsOf(file, textOf(file)))

function importsOf(from: string, text: string): Import[] {
  const statement = /^(?:import|export)\s+(?:(type)\s+)?(?:([\w*{}\s,$]*?)\s*from\s+)?'([^']+)'/gm
  const still = [...text.matchAll(statement)].map(([, type, names = '', to = '']) => ({
    typeOnly: type !== undefined || /^\{\s*(type\s+\w+(\s+as\s+\w+)?\s*,?\s*)+\}$/.test(names),
    to,
  }))
  const late = [...text.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, to = '']) => ({ typeOnly: false, to }))
  return [...still, ...late].map(({ typeOnly, to }) => ({
    from,
    typeOnly,
    to: to.startsWith('.') ? path.posix.join(path.posix.dirname(from), to) : to,
  }))
}

function roomOf(file: string): string {
  if (words.some((word) => file === word || file.startsWith(`${word}/`))) return 'vocabulary'
  if (file === 'connectors/index.ts') return 'connectors'
  if (file.startsWith('connectors/')) return 'connector'
  if (file === 'src/web/server.ts') return 'server'
  return file.split('/')[1]?.replace(/\.ts$/, '') ?? file
}

const inside = imports.filter(({ to }) => /^(src|connectors)\//.test(to))

it('reads imports of every kind', () => {
  const text = `import a from 'a'
import { type B, c } from './c.ts'
import type { D } from '../d.ts'
import { type E, type F as G } from 'e'
import {
  h,
  type I,
} from '../../i/j.ts'
export * from 'k'
export type { L } from 'l'
import 'm'
const n = await import('../n.ts')
`
  expect(importsOf('src/x/y.ts', text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ['a', false],
    ['src/x/c.ts', false],
    ['src/d.ts', true],
    ['e', true],
    ['i/j.ts', false],
    ['k', false],
    ['l', true],
    ['m', false],
    ['src/n.ts', false],
  ])
  expect(imports.length).toBeGreaterThan(200)
})

describe('arrows between rooms', () => {
  it('go where the table lets them', () => {
    const wrong = inside
      .map(({ from, to, typeOnly }) => ({ from, to, typeOnly, room: roomOf(from), other: roomOf(to) }))
      .filter(({ room, other }) => room !== other)
      .filter(({ room, other, typeOnly }) => {
        const { uses = [], knows = [] } = rooms[room] ?? {}
        return !uses.includes(other) && !(typeOnly && knows.includes(other))
      })
      .map(({ from, to, typeOnly }) => `${from} ${typeOnly ? 'knows' : 'uses'} ${to}`)
    expect(wrong).toEqual([])
  })

  it('are in the table for every room there is', () => {
    expect(files.map(roomOf).filter((room) => !rooms[room])).toEqual([])
  })

  it('never go round in a circle', () => {
    const circles = Object.keys(rooms).filter((room) => {
      const seen = new Set<string>()
      const next = [...(rooms[room]?.uses ?? [])]
      for (let one = next.pop(); one; one = next.pop()) {
        if (seen.has(one)) continue
        seen.add(one)
        next.push(...(rooms[one]?.uses ?? []))
      }
      return seen.has(room)
    })
    expect(circles).toEqual([])
  })

  it('never go from one connector to another', () => {
    const folder = (file: string) => file.split('/')[1]
    const across = inside.filter(({ from, to }) => roomOf(from) === 'connector' && roomOf(to) === 'connector')
    expect(across.filter(({ from, to }) => folder(from) !== folder(to))).toEqual([])
  })

  it('never lead to main, and to the hub from main alone', () => {
    const starting = inside.filter(({ to }) => to === 'src/main.ts' || to === 'src/hub.ts')
    expect(starting.filter(({ typeOnly }) => !typeOnly).map(({ from }) => from)).toEqual(['src/main.ts'])
  })
})

describe('doors', () => {
  const packageOf = (to: string) => /^(@[^/]+\/)?[^/]+/.exec(to)?.[0] ?? to

  it.each(Object.entries(doors))('%s is used behind its door alone', (name, door) => {
    const used = imports.filter(({ to }) => packageOf(to) === name)
    expect(used.filter(({ from, typeOnly }) => !door.in.test(from) && !(typeOnly && door.types?.test(from)))).toEqual(
      [],
    )
  })

  it('process.env is read in one file', () => {
    const readers = files.filter((file) =>
      /\bprocess\.env\b/.test(textOf(file).replace(/^\s*(\/\*\*|\*|\/\/).*$/gm, '')),
    )
    expect(readers.filter((file) => !environment[file])).toEqual([])
  })

  it.each(['node:http', 'node:tls', 'node:fs', 'node:child_process', 'pg', 'express', 'axios'])(
    'no connector uses %s: what it needs from outside is handed in',
    (name) => {
      const used = imports.filter(
        ({ from, to, typeOnly }) => roomOf(from) === 'connector' && packageOf(to) === name && !typeOnly,
      )
      expect(used).toEqual([])
    },
  )
})

it('no source file is called utils, helpers, common, shared, manager, service or base', () => {
  const named = files.filter((file) => /(^|\/)(utils?|helpers?|common|shared|manager|service|base)(\.ts|\/)/.test(file))
  expect(named).toEqual([])
})

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { openMetrics } from '../../src/web/metrics.ts'
import { rows } from './markdown.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const text = read('docs/operating.md')

test('every environment variable is explained, and no unknown variable', () => {
  const known = [...read('src/env.ts').matchAll(/^\s+([A-Z][A-Z0-9_]+): z\b/gm)].map((match) => match[1])
  expect(known.length).toBeGreaterThan(5)
  expect(rows(text, 'Environment variables').map(([name]) => name)).toEqual([...new Set(known)])
})

test('every metric is explained with its kind and labels, and no unknown metric', async () => {
  const metrics = openMetrics(async () => ({
    deliveries: [{ destination: 'd', state: 'held', count: 1 }],
    destinations: [{ id: 'd', state: 'held' }],
    leads: [{ state: 'unrouted', count: 1 }],
    polled: [{ source: 's', failing: true, succeeded: 1 }],
    quiets: [{ series: 'source:s', expected: 1, limit: 2 }],
    alerts: [{ kind: 'held', subject: 'crm-eu', severity: 'critical' }],
    oldestUndelivered: 1,
  }))
  metrics.countIngest('s', 'received')
  metrics.countPolicyReport('img-src')
  metrics.tell({ kind: 'routed', state: 'routed', leads: 1 })
  metrics.tell({ kind: 'attempt', destination: 'd', result: 'created', tookMs: 1 })
  metrics.tell({ kind: 'doubled', destination: 'd' })
  metrics.countFailedSignIn('password')
  const exposed = await metrics.text()
  const own = [...exposed.matchAll(/^# TYPE (leadyard_(?!process_|nodejs_)\w+) (\w+)/gm)].map(
    ([, name = '', kind = '']) => [name, kind, labelsOf(exposed, name)],
  )
  const documented = rows(text, 'Metrics').map(([name = '', kind = '', labels = '']) => [
    name,
    kind,
    labels.replaceAll('`', '').replaceAll(', ', ','),
  ])
  expect(documented.sort()).toEqual(own.sort())
})

test('the table of log lines has every fixed text of the hub, and no unknown line', () => {
  const documented = rows(text, 'Logs').flatMap(([texts = '']) =>
    texts.split(', ').map((one) => one.replaceAll('`', '')),
  )
  const sources = [
    ...filesIn('src/hub'),
    'src/start.ts',
    ...['delivery', 'operations', 'upkeep', 'queue', 'notify'].flatMap((folder) => filesIn(`src/${folder}`)),
    ...filesIn('src/api'),
    ...filesIn('src/access'),
    ...filesIn('src/poll'),
    ...filesIn('src/notify'),
  ]
    .map(read)
    .join('\n')
  const call = /\blog\.(?:info|warn|error)\([^;]{0,300}?['`]([a-z][^'`]+)['`],?\s*\)/g
  const written = [...sources.matchAll(call)].map(([, one = '']) => one)
  const expected = written.flatMap((one) =>
    one.includes('${kind}') ? ['held', 'resting'].map((kind) => one.replace('${kind}', kind)) : [one],
  )
  expect([...new Set(documented)].sort()).toEqual([...new Set(expected)].sort())
})

function filesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
}

function labelsOf(exposed: string, name: string): string {
  const [, labels = ''] = new RegExp(`^${name}(?:_count)?\\{([^}]*)\\}`, 'm').exec(exposed) ?? []
  return [...labels.matchAll(/(\w+)=/g)].map(([, label]) => label).join(',')
}

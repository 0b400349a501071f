/**
 * A new kind of source is one folder and one line. A copy of the project gets a source that it never had; then its own
 * commands run there, and nothing else in the copy is changed.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

const root = path.resolve(import.meta.dirname, '../..')
const copied = [
  'src',
  'channels',
  'connectors',
  'demo',
  'scripts',
  'test',
  'bench',
  'docs',
  'package.json',
  'tsconfig.json',
]
const configs = ['config.schema.json', 'vitest.config.ts', 'vitest.pure.config.ts']

const newcomer = `
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { readFlat } from '../../lead/flat.ts'
import { jsonIn, notJson, unreadable } from '../../reading/read.ts'
import { isJson, wantsJson } from '../content-type.ts'
import { retention } from '../retention.ts'
import type { Source } from '../source.ts'

const settings = z.strictObject({
  type: z.literal('trade-fair').meta({ help: '\`trade-fair\`: a badge scanner posts here.' }),
  secret: z.string().min(16).meta({ secret: true, help: 'The scanner signs its posts with it.' }),
  retention,
  hall: z.string().default('1').meta({ help: 'Hall of the stand.' }),
})

function signature(secret: string, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(body).digest()
}

const badge = z.object({ badge: z.object({ mail: z.string(), firm: z.string().catch('') }) })

export const tradeFair = {
  type: 'trade-fair',
  settings,
  contentType: 'application/json',
  example: {
    settings: { secret: 'a-secret-of-the-trade-fair', hall: '7' },
    body: JSON.stringify({ badge: { mail: 'visitor@contoso.com', firm: 'Contoso' } }),
    email: 'visitor@contoso.com',
    anyCasing: false,
    headers: (body) => ({ 'x-signature': signature('a-secret-of-the-trade-fair', body).toString('hex') }),
  },
  read: ({ hall }) => (raw, arrival) => {
    const body = jsonIn(raw)
    if (body === undefined) return { unreadable: notJson }
    const { badge: { mail = '', firm = '' } = {} } = badge.safeParse(body).data ?? {}
    const lead = readFlat({ 'person.email': mail, 'person.company': firm, 'campaign.hall': hall }, arrival, body)
    return lead ? { lead } : unreadable('The badge has no address.')
  },
  receive: ({ secret }) => ({
    takes: isJson,
    wants: wantsJson,
    signed(raw, header) {
      const given = Buffer.from(header('x-signature') ?? '', 'hex')
      const right = signature(secret, raw)
      return given.length === right.length && timingSafeEqual(given, right)
    },
  }),
} satisfies Source<typeof settings>
`

let copy: string
beforeAll(() => {
  copy = mkdtempSync(path.join(tmpdir(), 'leadyard-newcomer-'))
  for (const name of [...copied, ...configs]) cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  mkdirSync(path.join(copy, 'src/sources/trade-fair'))
  writeFileSync(path.join(copy, 'src/sources/trade-fair/index.ts'), newcomer)
  const list = path.join(copy, 'src/sources/index.ts')
  const text = readFileSync(list, 'utf8').replace('azureTable]', 'azureTable, tradeFair]')
  writeFileSync(list, `import { tradeFair } from './trade-fair/index.ts'\n${text}`)
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** @throws with the output of a failed command */
async function run(script: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, LEADYARD_TEST_DATABASE_URL: inject('postgresUrl') }
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args], { cwd: copy, env, maxBuffer: 1e8 })
  return stdout
}

test('the new source’s settings stand in the documentation and in the schema for editors', async () => {
  await run('scripts/docs.ts')
  const page = readFileSync(path.join(copy, 'docs/configuration.md'), 'utf8')
  expect(page).toContain('### `trade-fair`')
  expect(page).toContain('| `hall` | text | `1` | Hall of the stand. |')
  expect(readFileSync(path.join(copy, 'config.schema.json'), 'utf8')).toContain('"trade-fair"')
})

test('the types of the project are right', async () => {
  await run('node_modules/typescript/bin/tsc', '--noEmit')
}, 120_000)

test('the new source passes conformance: config.yaml may name it, and its leads are stored', async () => {
  const report = path.join(copy, 'report.json')
  const files = ['conformance.test.ts', 'conformance-read.test.ts'].map((file) => `test/sources/${file}`)
  const args = ['run', ...files, '--reporter=json', `--outputFile=${report}`]
  const ended = await run('node_modules/vitest/vitest.mjs', ...args).then(
    () => 'well',
    () => 'badly',
  )
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(tests.filter(({ status }) => status === 'failed')).toEqual([])
  expect(ended).toBe('well')
  const passed = tests.filter(({ status, fullName }) => status === 'passed' && fullName.startsWith('trade-fair'))
  expect(passed.length).toBeGreaterThan(30)
  expect(passed.map(({ fullName }) => fullName)).toContainEqual(expect.stringContaining('signature'))
}, 180_000)

interface Report {
  testResults: { assertionResults: { fullName: string; status: string }[] }[]
}

/** Runs `npm run demo` in its own process and reads its output. */
import { execFileSync, spawn } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readFlags } from '../demo/flags.ts'
import { inventLeads, offers, type Posting } from '../demo/leads.ts'
import { accept } from '../src/ingest/accept.ts'
import { openRead } from '../src/sources/open.ts'
import { eventually } from './setup/eventually.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const healthy = ['archive', 'crm-us', 'crm-web-form', 'leads-table', 'marketing', 'sales-desk']
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadyard demo '))
  // PostgreSQL's own user needs access when the tests run as root.
  await chmod(folder, 0o755)
})
afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))

function run(...args: string[]) {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [main, ...args], {
    cwd: folder,
    // The demonstration must not use these services: no server listens there.
    env: { PATH, HOME, DATABASE_URL: 'postgres://127.0.0.1:9/others', REDIS_URL: 'redis://127.0.0.1:9' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data))
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  return { child, said: () => said, ended }
}

/** The last summary: the row of each destination. */
function board(said: string): Map<string, Row> {
  const row = /^([\w-]+) +[\w-]+ +(open|held|resting|paused) +(\d+) +(\d+) +(\d+) *(.*)$/gm
  return new Map(
    [...said.matchAll(row)].map(([, id = '', state = '', delivered, waiting, held, rest = '']) => [
      id,
      { state, delivered: Number(delivered), waiting: Number(waiting), held: Number(held), rest },
    ]),
  )
}

interface Row {
  state: string
  delivered: number
  waiting: number
  held: number
  rest: string
}

/** The command lines of PostgreSQL and Azurite name their folder. */
function processesIn(place: string): string[] {
  const all = execFileSync('ps', ['-A', '-ww', '-o', 'command='], { encoding: 'utf8' })
  return all.split('\n').filter((line) => line.includes(place))
}

describe('npm run demo', { timeout: 120_000 }, () => {
  it('delivers to every CRM except the misconfigured and the unreachable one', async () => {
    const demo = run('--demo=all', '--for', '4s', '--rate', '8', '--port', '0', '--seed', '2')
    expect([await demo.ended, demo.said()]).toEqual([0, expect.stringContaining('Stopping …')])
    const rows = board(demo.said())
    expect([...rows.keys()].sort()).toEqual([...healthy, 'crm-eu', 'partner'].sort())
    expect(healthy.filter((id) => rows.get(id)?.state !== 'open' || rows.get(id)?.delivered === 0)).toEqual([])
    expect(rows.get('crm-eu')).toMatchObject({ state: 'held', delivered: 0, held: expect.toSatisfy(some) })
    expect(rows.get('crm-eu')?.rest).toContain('dynamics-invalid-client-secret')
    expect(demo.said()).toContain('(AADSTS7000215)')
    expect(demo.said()).toContain('Error validating credentials.: Invalid client secret is provided.”')
    expect(rows.get('partner')).toMatchObject({ state: 'resting', delivered: 0, waiting: expect.toSatisfy(some) })
    expect(demo.said()).toMatch(/, 1 unreadable; in all 1 unrouted/)
    expect(processesIn(folder)).toEqual([])
  })

  it('continues with the same data at its next start, leaves a config.yaml alone, and ends at Ctrl-C completely', async () => {
    await writeFile(path.join(folder, 'config.yaml'), 'destinations: { of: others }')
    const demo = run('--demo=all', '--rate', '6', '--port', '0')
    const url = await eventually(() => /Leadyard runs at (http:\S+\d)/.exec(demo.said())?.[1] ?? fail(demo.said()), {
      timeout: 60_000,
      what: 'the demonstration to run',
    })
    expect(demo.said()).toContain(`npm run leadyard -- destinations --url ${url}`)
    demo.child.kill('SIGINT')
    expect([await demo.ended, demo.said()]).toEqual([0, expect.stringContaining('Stopping …')])
    expect(board(demo.said()).get('leads-table')?.delivered).toBeGreaterThan(0)
    expect(board(demo.said()).get('crm-eu')).toMatchObject({ state: 'held', held: expect.toSatisfy(some) })
    expect(processesIn(folder)).toEqual([])
  })
})

it.each([
  [['--demo=everything'], /does not know --demo=everything.*--demo=all/],
  [['--demo=all', '--rate', '1000'], /--rate: must be at most 20[\s\S]*npm run demo --/],
])('%j starts nothing, and says what is known', async (args, words) => {
  const { ended, said } = run(...args)
  expect([await ended, said()]).toEqual([78, expect.stringMatching(words)])
})

it('reports every wrong flag before it starts anything', () => {
  expect(() => readFlags(['--rate', '1000', '--for', 'ever'])).toThrow(
    /--for: must be a duration.*\n--rate: must be at/,
  )
  expect(() => readFlags(['--colour'])).toThrow('--colour')
  expect(readFlags(['--for', '30s', '--rate', '5', '--port', '8081'])).toEqual({ for: 30_000, rate: 5, port: 8081 })
})

describe('the generated leads', () => {
  const invent = (seed: number, count: number) => {
    const next = inventLeads(seed, 60, () => Date.UTC(2026, 10, 20))
    return Array.from({ length: count }, next)
  }

  it('are the same for the same seed', () => {
    expect(invent(7, 200)).toEqual(invent(7, 200))
    expect(invent(8, 200)).not.toEqual(invent(7, 200))
  })

  it('are readable for the hub: leads of the offers, test leads, repeats, and one unreadable body per minute', () => {
    const seen = invent(7, 600).map((posting) => ({ ...posting, ...read(posting) }))
    const wrong = seen.filter(({ kind, unreadable }) => (kind === 'unreadable') !== (unreadable !== undefined))
    expect(wrong).toEqual([])
    const of = (kind: string) => seen.filter((one) => one.kind === kind)
    expect([of('unreadable').length, of('unrouted').length]).toEqual([10, 10])
    expect(new Set(of('unrouted').map(({ arrived }) => arrived.offer))).toEqual(new Set(['tailspin.sandbox']))
    const routed = ['lead', 'test', 'repeat'].flatMap(of)
    expect(new Set(routed.map(({ arrived }) => arrived.offer))).toEqual(new Set(offers.map(({ id }) => id)))
    expect(of('test').map(({ arrived }) => [arrived.test, arrived.lead?.sent.slice(0, 10)])).toContainEqual([
      true,
      '2026-11-20',
    ])
    const actions = new Set(routed.map(({ arrived }) => arrived.lead?.action.code))
    expect(actions).toEqual(new Set(['INS', 'PLT', 'DNC', 'Create', 'StartTestDrive']))
    expect(of('repeat').length).toBeGreaterThan(5)
  })
})

function read({ offer, body }: Posting) {
  const receivedAt = new Date(Date.UTC(2026, 10, 20))
  const fixed = { id: 'lead', receivedAt, source: 'marketplace', contentType: 'application/json', configVersion: '' }
  return accept({ ...fixed, offer, raw: Buffer.from(body), senderKey: undefined }, openRead(undefined))
}

function some(count: unknown): boolean {
  return typeof count === 'number' && count > 0
}

function fail(said: string): never {
  throw new Error(said)
}

import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../setup/eventually.ts'

const source = join(import.meta.dirname, '..', '..')
const name = { name: 'tiny', version: '1.0.0' }
let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'leadyard set up '))
  for (const file of ['scripts/setup.cjs', 'bin/leadyard.cjs']) await cp(join(source, file), join(root, file))
  // npm's own word that an installation ran; nothing in it needs a network.
  await write('package.json', { ...name, scripts: { preinstall: 'echo installed >> installs.log' } })
  await write('package-lock.json', { ...name, lockfileVersion: 3, packages: { '': name } })
})

afterEach(() => rm(root, { recursive: true, force: true }))

async function write(file: string, content: object | string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true })
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  await writeFile(join(root, file), text, { mode: 0o755 })
}

async function installs(): Promise<number> {
  return (await readFile(join(root, 'installs.log'), 'utf8').catch(() => '')).split('installed').length - 1
}

interface Outcome {
  code: number | null
  signal: NodeJS.Signals | null
  output: string
}

/** Runs a script of the copied project outside the npm that runs these tests. */
function run(args: string[], onOutput?: (pid: number) => void): Promise<Outcome> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)))
  const child = spawn(process.execPath, args, { cwd: tmpdir(), env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
      onOutput?.(child.pid!)
    })
  }
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, output })))
}

function setUp(...flags: string[]): Promise<Outcome> {
  return run([...flags, join(root, 'scripts', 'setup.cjs')])
}

/** Makes a script believe that it runs on another Node. */
async function pretend(version: string): Promise<string[]> {
  await write(
    'pretend.cjs',
    `Object.defineProperty(process, 'version', { value: 'v${version}' })
     Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`,
  )
  return ['--require', join(root, 'pretend.cjs')]
}

describe('set-up', () => {
  it('installs once and prints nothing the second time', async () => {
    expect(await setUp()).toMatchObject({ code: 0, output: expect.stringContaining('npm ci') })
    expect(await installs()).toBe(1)
    expect(await setUp()).toEqual({ code: 0, signal: null, output: '' })
    expect(await installs()).toBe(1)
  })

  it('tells the expected and the actual time, and hides npm’s warnings', async () => {
    await write('package.json', {
      ...name,
      engines: { node: '>=99' },
      scripts: { preinstall: 'echo a word of a script; echo "npm warn deprecated" >&2' },
    })
    const { code, output } = await setUp()
    expect([code, output.trim().split('\n')]).toEqual([
      0,
      [expect.stringMatching(/^Installing .*\(npm ci\).* minutes\.$/), expect.stringMatching(/^Installed in \d+ s\.$/)],
    ])
  })

  it('shows npm’s output when npm fails', async () => {
    await write('package.json', { ...name, scripts: { preinstall: 'echo the cause >&2; exit 7' } })
    expect((await setUp()).output).toContain('the cause')
  })

  it('that is stopped stops npm first, and waits for its end', async () => {
    const script = "require('fs').appendFileSync('npm.log', 'began '); setInterval(() => {}, 1000)"
    await write(
      'wait.cjs',
      `process.on('SIGTERM', () => { ${script.split(';')[0]?.replace('began', 'ended')}; process.exit(1) });${script}`,
    )
    await write('package.json', { ...name, scripts: { preinstall: `'${process.execPath}' wait.cjs` } })
    const began = async () => (await readFile(join(root, 'npm.log'), 'utf8').catch(() => '')).trim()
    let pid: number | undefined
    const ended = run([join(root, 'scripts', 'setup.cjs')], (own) => (pid = own))
    await eventually(async () => expect(await began()).toBe('began'))
    process.kill(pid!, 'SIGTERM')
    expect(await ended).toMatchObject({ code: 143 })
    expect(await began()).toBe('began ended')
  })

  it('installs again when package-lock.json has changed', async () => {
    await setUp()
    const lock = join(root, 'package-lock.json')
    await writeFile(lock, `${await readFile(lock, 'utf8')}\n`)
    expect(await setUp()).toMatchObject({ code: 0 })
    expect(await installs()).toBe(2)
  })

  it('tells the remedy when npm fails, and starts over the next time', async () => {
    await write('package.json', { ...name, scripts: { preinstall: 'exit 7' } })
    const failed = await setUp()
    expect(failed.code).toBe(1)
    expect(failed.output).toMatch(
      /Set-up failed: "npm ci" did not finish: it ended with 7.*\n.*network.*another\ninstallation that still runs/,
    )
    await write('package.json', name)
    expect(await setUp()).toMatchObject({ code: 0, output: expect.stringContaining('npm ci') })
  })

  it('asks for Node 24 if npm brings none and the system has an older version', async () => {
    const old = await pretend('20.11.1')
    for (const repeat of ['first', 'second']) {
      const { code, output } = await setUp(...old)
      expect([repeat, code]).toEqual([repeat, 1])
      expect(output).toMatch(/Node 24 or newer is needed. The one on this system is v20\.11\.1/)
      expect(output).toContain('Install Node 24 yourself')
    }
  })

  it('removes a node of npm that does not run here, so that the system’s node is used', async () => {
    await write('broken/node', '#!/no/such/loader\n')
    await write('package.json', {
      ...name,
      scripts: { postinstall: 'mkdir -p node_modules/.bin && cp broken/node node_modules/.bin/node' },
    })
    expect(await setUp()).toMatchObject({ code: 0 })
    await expect(readFile(join(root, 'node_modules', '.bin', 'node'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('the console', () => {
  /** Stands in for Vite: writes a page, or fails. */
  const vite = (what: string) =>
    write('node_modules/vite/bin/vite.js', `${what}\nrequire('fs').appendFileSync('builds.log', 'built ')`)
  const page = "require('fs').mkdirSync('console/dist', { recursive: true })"
  const builds = async () =>
    (await readFile(join(root, 'builds.log'), 'utf8').catch(() => '')).split('built').length - 1

  beforeEach(async () => {
    await setUp()
    await write('console/main.tsx', 'first')
    await write('src/client/client.ts', 'first')
    await vite(page)
  })

  it('is built once, and again when one of its files, the client or the packages change', async () => {
    expect(await setUp()).toMatchObject({
      code: 0,
      output: expect.stringMatching(/Building the console.*\nBuilt in \d+ s\./),
    })
    expect(await setUp()).toEqual({ code: 0, signal: null, output: '' })
    for (const file of ['console/main.tsx', 'src/client/client.ts']) {
      const before = await builds()
      await write(file, 'second')
      await setUp()
      expect([file, await builds()]).toEqual([file, before + 1])
    }
    expect(await setUp()).toEqual({ code: 0, signal: null, output: '' })
  })

  it('that cannot be built stops nothing, tells why, and is tried again', async () => {
    await vite("console.error('the cause'); process.exit(1)")
    for (const repeat of ['first', 'second']) {
      const { code, output } = await setUp()
      expect([repeat, code]).toEqual([repeat, 0])
      expect(output).toMatch(/the cause[\s\S]*could not be built.*The hub runs without it/)
    }
  })

  it('is left out where the build tools are not installed', async () => {
    await rm(join(root, 'node_modules/vite'), { recursive: true })
    expect(await setUp()).toMatchObject({ code: 0, output: expect.stringContaining('not installed') })
  })
})

describe('the leadyard command', () => {
  const leadyard = () => join(root, 'bin', 'leadyard.cjs')

  beforeEach(async () => {
    await write('src/cli/main.ts', 'const args: string[] = process.argv.slice(2)\nconsole.log(JSON.stringify(args))\n')
    await write('node_modules/.bin/node', `#!/bin/sh\necho own node\nexec '${process.execPath}' "$@"\n`)
  })

  it('runs in the same process on Node 24', async () => {
    expect(await run([leadyard(), 'leads', 'two words'])).toMatchObject({ code: 0, output: '["leads","two words"]\n' })
  })

  it('runs under npm’s Node if its own is older, with arguments and exit code', async () => {
    await write('src/cli/main.ts', 'console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 3\n')
    const outcome = await run([...(await pretend('20.11.1')), leadyard(), 'leads', 'two words'])
    expect(outcome).toMatchObject({ code: 3, output: 'own node\n["leads","two words"]\n' })
  })

  it('passes signals on and ends by the same signal', async () => {
    await write('src/cli/main.ts', "setInterval(() => {}, 60_000)\nprocess.stdout.write('waiting')\n")
    const stop = (pid: number) => process.kill(pid, 'SIGTERM')
    // Silent, so that the first output is the program's.
    await write('node_modules/.bin/node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`)
    expect(await run([...(await pretend('20.11.1')), leadyard()], stop)).toMatchObject({ signal: 'SIGTERM' })
  })

  it('tells the remedy without Node 24', async () => {
    await rm(join(root, 'node_modules'), { recursive: true })
    const outcome = await run([...(await pretend('20.11.1')), leadyard()])
    expect(outcome).toMatchObject({ code: 1, output: expect.stringContaining('Run "npm run setup"') })
  })
})

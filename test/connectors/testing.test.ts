/** `leadyard/testing` and the contract's types as the author of a connector has them: in a folder with the hub as a package. */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'

const root = path.join(import.meta.dirname, '..', '..')
const run = promisify(execFile)
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leadyard author '))
  const readme = await readFile(path.join(root, 'connectors', 'README.md'), 'utf8')
  const printed = (language: string) => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? ''
  const farEnd = await readFile(path.join(root, 'test', 'far-ends', 'acme.ts'), 'utf8')
  await write({
    'package.json': JSON.stringify({ name: 'leadyard-acme', type: 'module' }),
    'tsconfig.json': printed('json'),
    'acme.ts': printed('ts'),
    'acme.test.ts': printed('js'),
    'far-end.ts': farEnd.replace("'./far-end.ts'", "'leadyard/testing'"),
  })
  await mkdir(path.join(folder, 'node_modules', '@types'), { recursive: true })
  // What npm makes of a folder that is installed, and what it installs besides.
  await symlink(root, path.join(folder, 'node_modules', 'leadyard'))
  for (const name of ['vitest', '@types/node']) {
    await symlink(path.join(root, 'node_modules', name), path.join(folder, 'node_modules', name))
  }
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
}

function node(...args: string[]): Promise<{ stdout: string }> {
  const env = { PATH: process.env['PATH'], NO_COLOR: '1' }
  return run(process.execPath, args, { cwd: folder, env }).catch((error: { stdout: string; stderr: string }) =>
    expect.fail(error.stdout + error.stderr),
  )
}

it('the README’s connector passes the battery in a folder of its own', async () => {
  const { stdout } = await node(path.join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run')
  expect(stdout).toMatch(/Tests +\d{2,} passed/)
})

it('the README’s connector and its test have their types there', async () => {
  await node(path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.')
})

/** The hub as its users run it: a process of its own, started in a folder with a config.yaml. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { eventually } from '../setup/eventually.ts'

export const hubProgram = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export interface Place {
  folder: string
  configure(config: object): Promise<void>
  start(env?: Record<string, string>): Promise<HubProcess>
  /** The token of the data folder, which the command line of this folder sends. */
  localToken(): Record<string, string>
  remove(): Promise<void>
}

export interface HubProcess {
  url: string
  child: ChildProcess
  /** Every line it printed. */
  lines: string[]
  kill(signal: NodeJS.Signals): Promise<number | null>
}

/** A folder for one hub; the space in its name is on purpose. */
export async function openPlace(): Promise<Place> {
  const folder = await mkdtemp(path.join(tmpdir(), 'leadyard e2e '))
  // PostgreSQL's own user must get through when the tests run as root.
  await chmod(folder, 0o755)
  return {
    folder,
    // JSON is YAML.
    configure: (config) => writeFile(path.join(folder, 'config.yaml'), JSON.stringify(config, null, 2)),
    start: (env = {}) => startHubProcess(folder, env),
    localToken: () => ({
      authorization: `Bearer ${readFileSync(path.join(folder, 'data', 'local-token'), 'utf8').trim()}`,
    }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }),
  }
}

export function spawnHub(
  folder: string,
  env: Record<string, string>,
  program = hubProgram,
): { child: ChildProcess; lines: string[] } {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.on('data', (data: Buffer) => {
      const parts = (rest + data).split('\n')
      rest = parts.pop() ?? ''
      lines.push(...parts)
    })
  }
  return { child, lines }
}

async function startHubProcess(folder: string, env: Record<string, string>): Promise<HubProcess> {
  const { child, lines } = spawnHub(folder, env)
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
  const gone = ended.then((code) => {
    throw new Error(`the hub ended with ${code}:\n${lines.join('\n')}`)
  })
  gone.catch(() => undefined)
  const starting = eventually(
    () => {
      const ready = lines.find((line) => line.includes('"msg":"ready"'))
      if (!ready) throw new Error(`the hub is not ready:\n${lines.join('\n')}`)
      return (JSON.parse(ready) as { url: string }).url
    },
    { timeout: 60_000, what: 'the hub to be ready' },
  )
  const url = await Promise.race([starting, gone])
  return {
    url,
    child,
    lines,
    kill(signal) {
      child.kill(signal)
      return ended
    },
  }
}

import { execFile } from 'node:child_process'
import path from 'node:path'
import { runCli } from '../../src/cli/run.ts'
import type { Terminal } from '../../src/cli/terminal.ts'

export interface Ran {
  code: number
  out: string
  err: string
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of it, the test knows
  json(): any
}

type Variables = Record<string, string | undefined>

const program = path.resolve(import.meta.dirname, '../../src/cli/main.ts')

/** Runs `leadyard …` in its own process. */
export function spawned(args: readonly string[], env: Variables = {}, cwd?: string): Promise<Ran> {
  const surroundings = { PATH: process.env['PATH'], ...env }
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...args], { env: surroundings, cwd }, (error, out, err) => {
      const code = error ? error.code : 0
      if (typeof code !== 'number') return reject(error)
      resolve({ code, out, err, json: () => JSON.parse(out) })
    })
  })
}

/** Runs `leadyard …` in this process, which is much faster. */
export async function run(args: readonly string[], env: Variables = {}, more: Partial<Terminal> = {}): Promise<Ran> {
  let [out, err] = ['', '']
  const terminal: Terminal = {
    print: (text) => void (out += `${text}\n`),
    tell: (text) => void (err += `${text}\n`),
    width: undefined,
    ask: undefined,
    askSecret: undefined,
    input: async () => '',
    ...more,
  }
  const code = await runCli(args, terminal, env)
  return { code, out, err, json: () => JSON.parse(out) }
}

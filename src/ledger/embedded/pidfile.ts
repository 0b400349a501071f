import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Log } from './data-folder.ts'

// Above the highest process id of every kernel.
const unusedPid = 2147483646

/** Stops a PostgreSQL that outlived its hub, and removes the id of an unrelated process from a stale postmaster.pid. */
export async function clearPidFile(cluster: string, log: Log): Promise<void> {
  const file = join(cluster, 'postmaster.pid')
  const pid = readPid(cluster)
  if (pid === undefined) return rm(file, { force: true })
  if (isPostmaster(pid, cluster)) {
    log('Stopping a PostgreSQL that outlived its hub', { pid })
    await stopOrphan(pid, cluster)
  }
  if (!existsSync(file)) return
  // The file stays, because its other lines tell PostgreSQL whether backends of a killed server still use the folder.
  const [, ...rest] = readFileSync(file, 'utf8').split('\n')
  await writeFile(file, [unusedPid, ...rest].join('\n'))
}

function readPid(cluster: string): number | undefined {
  const file = join(cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  return Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined
}

/** Sends the signal to the server of this cluster, and to no other process. */
export function signalPostmaster(cluster: string, signal: 'SIGINT' | 'SIGQUIT'): void {
  const pid = readPid(cluster)
  if (pid === undefined || !isPostmaster(pid, cluster)) return
  try {
    process.kill(pid, signal)
  } catch (error) {
    // The server ended by itself meanwhile.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function stopOrphan(pid: number, cluster: string): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    signalPostmaster(cluster, signal)
    for (let waited = 0; waited < 5000; waited += 20) {
      if (!isPostmaster(pid, cluster)) return
      await setTimeout(20)
    }
  }
  throw new Error(
    `PostgreSQL process ${pid} still uses ${cluster} and does not stop. Stop the process, then start again.`,
  )
}

function isPostmaster(pid: number, cluster: string): boolean {
  const [program = '', ...rest] = commandLine(pid)
  return basename(program).startsWith('postgres') && rest.includes(cluster)
}

function commandLine(pid: number): string[] {
  if (process.platform === 'linux') return ifRunning(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0'))
  // `ps` does not mark where arguments end. settings.ts puts the folder between these two: `<program> -D <folder> -p
  // …`.
  const line = ifRunning(() => [execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })])
  return line.flatMap((text) => text.split(/ -D | -p /))
}

function ifRunning(look: () => string[]): string[] {
  try {
    return look()
  } catch {
    // There is no such process, or it belongs to another user and so is not the server of this cluster.
    return []
  }
}

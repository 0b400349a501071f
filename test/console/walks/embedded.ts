/** The PostgreSQL that a hub runs in its own folder, stopped and woken. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Place } from '../../e2e/process.ts'

/** Every process of the server: the first and those it started. */
function processesOf({ folder }: Place): number[] {
  const given = path.join(folder, 'data', 'postgres')
  const moved = path.join(given, 'moved-to')
  const dir = existsSync(moved) ? readFileSync(moved, 'utf8').trim() : given
  const first = Number.parseInt(readFileSync(path.join(dir, 'cluster', 'postmaster.pid'), 'utf8'), 10)
  const started = execFileSync('ps', ['-o', 'pid=', '--ppid', String(first)], { encoding: 'utf8' })
  return [first, ...started.trim().split(/\s+/).map(Number)]
}

/** @returns a function that wakes it */
export function freezePostgres(place: Place): () => void {
  const all = processesOf(place)
  for (const pid of all) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const pid of all) {
      try {
        process.kill(pid, 'SIGCONT')
      } catch {
        // It ended meanwhile.
      }
    }
  }
}

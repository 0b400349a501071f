/** CPU time of processes, as /proc tells it: on Linux alone, in steps of 10 ms. */
import { readdirSync, readFileSync } from 'node:fs'
import type { Stack } from './stack.ts'

/** Milliseconds of each part, or of all together. */
export interface Cpu {
  own: number
  postgres: number
  redis: number
  all: number
}

/** Linux counts a hundred a second for programs, whatever its own clock. */
const tickMs = 10

/**
 * @param own the process that is measured
 * @param uses the servers that work for it
 * @returns a function that tells what was spent since this one was called.
 */
export function startCpuMeter({ pids }: Stack, own: number, uses: { postgres: boolean; redis: boolean }): () => Cpu {
  const spent = () => ({
    own: times(own).own,
    postgres: uses.postgres ? withChildren(pids.postgres) : 0,
    redis: uses.redis ? times(pids.redis).own : 0,
  })
  const before = spent()
  return () => {
    const now = spent()
    const [mine, postgres, redis] = [now.own - before.own, now.postgres - before.postgres, now.redis - before.redis]
    return { own: mine, postgres, redis, all: mine + postgres + redis }
  }
}

/** The process, its children and those of them that have ended. */
function withChildren(pid: number): number {
  const { own, ended } = times(pid)
  const running = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return running.reduce((sum, name) => sum + ownIfChildOf(pid, Number(name)), own + ended)
}

function ownIfChildOf(parent: number, pid: number): number {
  try {
    const child = times(pid)
    return child.parent === parent ? child.own : 0
  } catch {
    // It ended since the folder was read; its parent has its time now.
    return 0
  }
}

/** The name of a program, which stands before these fields, may hold blanks and brackets. */
function times(pid: number): { parent: number; own: number; ended: number } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number)
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11)
  return { parent: fields[1] ?? 0, own: (user + system) * tickMs, ended: (childrenUser + childrenSystem) * tickMs }
}

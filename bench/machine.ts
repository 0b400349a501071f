import os from 'node:os'
import type { Stack } from './stack.ts'

/** What a figure must be read with. Nothing that names this very machine. */
export async function describeMachine(stack: Stack): Promise<string> {
  const { postgres, redis } = await stack.versions()
  const cpu = os.cpus()[0]?.model.trim() ?? 'unknown processor'
  const memory = `${Math.round(os.totalmem() / 1024 ** 3)} GB`
  const node = process.versions.node
  return [
    `${os.availableParallelism()} cores (${cpu}), ${memory}, ${os.platform()} ${os.arch()}`,
    `Node ${node}, PostgreSQL ${postgres} (embedded), Redis ${redis} (appendonly, everysec)`,
  ].join('; ')
}

import { statfsSync } from 'node:fs'

export const user = 'leadyard'
export const database = 'leadyard'

/** What the server is started with; on the command line, so that an old data folder gets today's settings. */
export function serverArguments(cluster: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    // BullMQ backs off on ECONNREFUSED only; a missing Unix socket makes it spin.
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // What was written since the last checkpoint is what a start after a kill replays, and what a stop writes out.
    max_wal_size: '256MB',
    checkpoint_timeout: '60s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Errors of statements quote the values they stumbled over, which are lead data; the hub sees them anyway.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster, '-p', String(port), ...flags, ...sharedMemory()]
}

/** Containers are often given a tiny /dev/shm; PostgreSQL asks for 1 MB to begin with and more for parallel queries. */
export function sharedMemory(): string[] {
  if (process.platform !== 'linux') return []
  return freeSharedMemory() < 32 * 1024 * 1024 ? ['-c', 'dynamic_shared_memory_type=mmap'] : []
}

/** Nothing of ours reaches the server: no PG* variable, and no LANG that may not be installed. */
export function environment(): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env
  return { PATH, LC_ALL: 'C', ...(SystemRoot && { SystemRoot }) }
}

function freeSharedMemory(): number {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize
  } catch {
    return 0
  }
}

import { statfsSync } from 'node:fs'

export const user = 'leadyard'
export const database = 'leadyard'

/** The server's arguments. Settings are on the command line, so that an old data folder gets the present settings. */
export function serverArguments(cluster: string, port: number): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    // BullMQ waits between attempts on ECONNREFUSED only; with a missing Unix socket it would use a whole core.
    unix_socket_directories: '',
    max_connections: '200',
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    // A start after a kill replays all writes since the last checkpoint, so checkpoints are frequent.
    max_wal_size: '256MB',
    checkpoint_timeout: '60s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Errors of statements quote values, which are lead data. The hub gets these errors itself.
    log_min_messages: 'log',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', cluster, '-p', String(port), ...flags, ...sharedMemory()]
}

/** Containers often have a tiny /dev/shm. PostgreSQL needs 1 MB at first, and more for parallel queries. */
export function sharedMemory(): string[] {
  if (process.platform !== 'linux') return []
  return freeSharedMemory() < 32 * 1024 * 1024 ? ['-c', 'dynamic_shared_memory_type=mmap'] : []
}

/** The server's environment has none of the hub's PG* variables, and no LANG that may not be installed. */
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

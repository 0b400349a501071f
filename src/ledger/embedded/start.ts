import { findBinaries } from './binaries.ts'
import { chooseFolder, type Log } from './data-folder.ts'
import { openCluster } from './initdb.ts'
import { takeLock } from './lock.ts'
import { ensureDatabase } from './ready.ts'
import { database } from './settings.ts'
import { orStop, supervise } from './supervise.ts'

/** A PostgreSQL 18 that runs as long as this process. */
export interface EmbeddedPostgres {
  /** `postgres://leadyard:…@127.0.0.1:<port>/leadyard`. It contains the password and must never be logged. */
  url: string
  /** Chosen at start. It stays the same when the server is restarted. */
  port: number
  /** Where the data is. It is not the given folder if this process is root and PostgreSQL's user cannot reach that. */
  dataDir: string
  /** Ends every connection and stops the server. End your pools first. A second call waits for the same stop. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** The folder is made if it is missing. Afterwards only its owner may read it. */
  dataDir: string
  log: Log
}

/**
 * Starts the embedded PostgreSQL on a data folder. The first start makes the folder and the database `leadyard`.
 *
 * The server stops when this process ends in any way, and is restarted if it is killed. A start recovers from a run that
 * was killed. Every pool on the server needs an `error` listener.
 *
 * @throws when the folder is in use by another process, was written by another major version, or cannot be used.
 * @example
 * const postgres = await startEmbedded({ dataDir: './data/postgres', log: (message, fields) => log.info(fields, message) })
 */
export async function startEmbedded({ dataDir, log }: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const folder = await chooseFolder(dataDir, log)
  const lock = await takeLock(folder.dir, log)
  try {
    const binaries = await findBinaries(folder, log)
    const password = await openCluster(folder, binaries, log)
    const server = await supervise(folder, binaries, password, log)
    await orStop(ensureDatabase(server.urlOf('postgres')), server)
    let stopping: Promise<void> | undefined
    function stop(): Promise<void> {
      stopping ??= server.stop().finally(lock.release)
      return stopping
    }
    return { url: server.urlOf(database), port: server.port, dataDir: folder.dir, stop }
  } catch (error) {
    await lock.release()
    throw error
  }
}

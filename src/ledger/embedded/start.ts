import { findBinaries } from './binaries.ts'
import { chooseFolder, type Log } from './data-folder.ts'
import { openCluster } from './initdb.ts'
import { takeLock } from './lock.ts'
import { ensureDatabase } from './ready.ts'
import { database } from './settings.ts'
import { orStop, supervise } from './supervise.ts'

/** A PostgreSQL 18 of our own, running as long as this process does. */
export interface EmbeddedPostgres {
  /** `postgres://leadyard:…@127.0.0.1:<port>/leadyard`; holds the password, so never to be logged. */
  url: string
  /** Chosen at start, kept while the server is restarted. */
  port: number
  /** Where the data really is; differs from the folder asked for when root's PostgreSQL user could not get there. */
  dataDir: string
  /** Ends every connection and stops the server; end your pools first. Calling it again waits for the same end. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Made when missing; only its owner may read it afterwards. */
  dataDir: string
  log: Log
}

/**
 * Starts the embedded PostgreSQL on a data folder, making the folder and the database `leadyard` the first time.
 *
 * It stops by itself when this process ends in any way, and is started again when it is killed. A run that was killed
 * is recovered from. Every pool on it needs an `error` listener.
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

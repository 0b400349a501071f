import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import type { DataFolder, Log } from './data-folder.ts'
import { clearPidFile } from './pidfile.ts'
import { freePort } from './port.ts'
import { launch, type Postmaster, stopByControl } from './postmaster.ts'
import { isReady } from './ready.ts'
import { user } from './settings.ts'

export interface Supervised {
  port: number
  urlOf(database: string): string
  stop(): Promise<void>
}

/** Starts the server, and restarts it on the same port whenever it ends by itself. */
export async function supervise(
  folder: DataFolder,
  binaries: Binaries,
  password: string,
  log: Log,
): Promise<Supervised> {
  const ending = new AbortController()
  const urlAt = (port: number, database: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`

  async function start(choosePort: () => Promise<number>): Promise<{ port: number; postmaster: Postmaster }> {
    for (let attempt = 1; ; attempt++) {
      await clearAway(folder, binaries, log)
      const port = await choosePort()
      const postmaster = await launch(folder, binaries, port)
      const ready = isReady(urlAt(port, 'postgres'), postmaster.gone)
      if (await orStop(ready, postmaster)) return { port, postmaster }
      await postmaster.stop()
      // Another attempt helps if the port was taken meanwhile, or if backends of a killed server still run.
      if (attempt === 5)
        throw new Error(`PostgreSQL does not start. ${folder.log} ends with:\n${await lastLines(folder.log)}`)
      await setTimeout(attempt * 200)
    }
  }

  async function startAgain(port: number): Promise<Postmaster | undefined> {
    while (!ending.signal.aborted) {
      try {
        return (await start(async () => port)).postmaster
      } catch (error) {
        log('PostgreSQL could not be restarted; the next attempt is in 5 s', { reason: String(error) })
        await setTimeout(5000, undefined, { signal: ending.signal }).catch(() => undefined)
      }
    }
    return undefined
  }

  async function keepRunning(port: number, first: Postmaster): Promise<void> {
    let current: Postmaster | undefined = first
    while (current) {
      await Promise.race([current.gone, aborted(ending.signal)])
      await current.stop()
      if (ending.signal.aborted) break
      log('PostgreSQL stopped by itself; it is being restarted', { port })
      current = await startAgain(port)
    }
  }

  const { port, postmaster } = await start(freePort)
  const running = keepRunning(port, postmaster)

  async function stop(): Promise<void> {
    ending.abort()
    await running
    await clearAway(folder, binaries, log)
  }

  return { port, urlOf: (database) => urlAt(port, database), stop }
}

async function clearAway(folder: DataFolder, binaries: Binaries, log: Log): Promise<void> {
  if (process.platform !== 'win32') return clearPidFile(folder.cluster, log)
  // Windows has no signals. pg_ctl fails if no server runs, and then nothing needs to be stopped.
  await stopByControl(folder.cluster, binaries).catch(() => undefined)
}

/** Stops the server if `work` fails. */
export async function orStop<T>(work: Promise<T>, server: { stop(): Promise<void> }): Promise<T> {
  try {
    return await work
  } catch (error) {
    await server.stop()
    throw error
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }))
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-6).join('\n')
}

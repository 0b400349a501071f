import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, renameSync, statSync } from 'node:fs'
import type { Socket } from 'node:net'
import { promisify } from 'node:util'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import { signalPostmaster } from './pidfile.ts'
import { environment, serverArguments } from './settings.ts'

/** One run of the server. */
export interface Postmaster {
  /** Resolves when the server and all its backends have ended, or when the watching shell has ended. */
  gone: Promise<void>
  stop(): Promise<void>
}

// The shell's input ends when this process ends in any way. Then the shell stops the server cleanly. The shell closes
// pipe 3, so that only the server and its backends have it, and it ends with the last of them.
const watch = '"$0" "$@" & P=$!; trap "" INT TERM HUP; exec 3>&-; read _; kill -INT $P; wait $P'

export async function launch(folder: DataFolder, binaries: Binaries, port: number): Promise<Postmaster> {
  if (process.platform === 'win32') return launchUnwatched(folder, binaries, port)
  const log = openLog(folder.log)
  const child = spawn('/bin/sh', ['-c', watch, binaries.postgres, ...serverArguments(folder.cluster, port)], {
    ...folder.owner,
    cwd: folder.dir,
    env: environment(),
    // A separate session, so that Ctrl-C reaches the hub only, and the hub stops the server last.
    detached: true,
    stdio: ['pipe', log, log, 'pipe'],
  })
  closeSync(log)
  const exited = new Promise<void>((done) => child.once('exit', () => done()))
  await once(child, 'spawn')
  const input = child.stdio[0] as Socket
  const life = child.stdio[3] as Socket
  const ended = new Promise<void>((done) => life.once('close', () => done()))
  life.on('error', () => life.destroy()).resume()
  input.on('error', () => input.destroy())
  // These handles do not keep the process alive: a hub that does not call stop() can end, and the server ends with it.
  for (const handle of [child, input, life]) handle.unref()

  async function stop(): Promise<void> {
    child.ref()
    input.end()
    if (await happens(exited, 10_000)) return
    signalPostmaster(folder.cluster, 'SIGQUIT')
    await happens(exited, 10_000)
    child.unref()
  }

  return { gone: Promise.race([exited, ended]), stop }
}

// Untested. No shell watches the server on Windows, so the next start stops the server of a killed hub.
async function launchUnwatched(folder: DataFolder, binaries: Binaries, port: number): Promise<Postmaster> {
  const log = openLog(folder.log)
  const child = spawn(binaries.postgres, serverArguments(folder.cluster, port), {
    cwd: folder.dir,
    env: environment(),
    windowsHide: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  await once(child, 'spawn')
  return {
    gone,
    stop: () =>
      stopByControl(folder.cluster, binaries).then(
        () => gone,
        () => undefined,
      ),
  }
}

export async function stopByControl(cluster: string, { pgCtl }: Binaries): Promise<void> {
  await promisify(execFile)(pgCtl, ['stop', '-D', cluster, '-m', 'fast', '-w'], { env: environment() })
}

function openLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > 10 * 1024 * 1024) renameSync(file, `${file}.1`)
  return openSync(file, 'a', 0o600)
}

function happens(event: Promise<void>, within: number): Promise<boolean> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(false), within)
    void event.then(() => {
      clearTimeout(timer)
      done(true)
    })
  })
}

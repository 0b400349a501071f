import { closeSync, openSync, statSync } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Log } from './data-folder.ts'

export interface Lock {
  release(): Promise<void>
}

/**
 * Locks the data folder for this process by listening on sockets that belong to the folder. The kernel closes them when
 * the process ends in any way, so there is no stale lock.
 * @throws when another process has the folder: "… is in use by process 4711".
 */
export async function takeLock(dir: string, log: Log): Promise<Lock> {
  const folder = openSync(dir, 'r')
  const held: Server[] = []
  const release = async () => {
    for (const server of held) await new Promise((done) => server.close(done))
    closeSync(folder)
  }
  try {
    for (const address of addresses(dir, folder)) {
      const server = await lockAddress(dir, address, log)
      if (server) held.push(server)
    }
    return { release }
  } catch (error) {
    await release()
    throw error
  }
}

function addresses(dir: string, folder: number): string[] {
  const { dev, ino } = statSync(dir)
  if (process.platform === 'win32') return [`\\\\.\\pipe\\leadyard-${dev}-${ino}`]
  if (process.platform !== 'linux') return [join(dir, 'owner.sock')]
  // An abstract name is never stale, but only one network namespace sees it. Every container that mounts the folder
  // sees the file. The path goes through /proc, because a socket address has 107 bytes at most.
  return [`\0leadyard-${dev}-${ino}`, `/proc/self/fd/${folder}/owner.sock`]
}

async function lockAddress(dir: string, address: string, log: Log): Promise<Server | undefined> {
  const isFile = address.endsWith('owner.sock')
  for (let attempt = 1; ; attempt++) {
    const { server, problem } = await listen(address)
    if (!problem) return server
    if (problem.code !== 'EADDRINUSE') {
      // Some network and shared folders cannot have a socket.
      log('The data folder cannot have a lock socket; make sure that only one hub uses it', { code: problem.code })
      return undefined
    }
    const holder = await ask(address)
    if (holder || attempt === 10) throw new Error(`The data folder ${dir} is in use by ${holder ?? 'another process'}.`)
    if (isFile) await unlink(address).catch(() => undefined)
    else await setTimeout(50)
  }
}

function listen(address: string): Promise<{ server: Server; problem?: NodeJS.ErrnoException }> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.end(`${process.pid} ${hostname()}`)
  })
  server.unref()
  return new Promise((done) => {
    server.once('error', (problem) => done({ server, problem }))
    server.listen(address, () => done({ server }))
  })
}

/** The process that has the lock, or "another process" if it does not answer; undefined if nothing listens. */
function ask(address: string): Promise<string | undefined> {
  return new Promise((done) => {
    let said = ''
    const socket = connect(address)
    socket.setEncoding('utf8').setTimeout(2000)
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('end', () => done(nameOf(said)))
    socket.on('timeout', () => {
      socket.destroy()
      done('another process')
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isUnused = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
      done(isUnused ? undefined : 'another process')
    })
  })
}

function nameOf(said: string): string {
  const [pid, host] = said.split(' ')
  if (!pid) return 'another process'
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`
}

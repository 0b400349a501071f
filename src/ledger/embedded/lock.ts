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
 * Takes the data folder for this process by listening on sockets that belong to it: the kernel lets go of them however
 * we die, so there is no stale lock.
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
      const server = await hold(dir, address, log)
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
  // The abstract name cannot go stale but is seen in one network namespace only; the file is seen by every container
  // that mounts the folder. Through /proc it may be longer than the 107 bytes of a socket address.
  return [`\0leadyard-${dev}-${ino}`, `/proc/self/fd/${folder}/owner.sock`]
}

async function hold(dir: string, address: string, log: Log): Promise<Server | undefined> {
  const isFile = address.endsWith('owner.sock')
  for (let attempt = 1; ; attempt++) {
    const { server, problem } = await listen(address)
    if (!problem) return server
    if (problem.code !== 'EADDRINUSE') {
      // Some network and shared folders cannot hold a socket.
      log('The data folder cannot hold a lock socket; take care that only one hub uses it', { code: problem.code })
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

/** The holder's process, "another process" when it does not say; undefined when nobody listens. */
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
      const isNobody = error.code === 'ECONNREFUSED' || error.code === 'ENOENT'
      done(isNobody ? undefined : 'another process')
    })
  })
}

function nameOf(said: string): string {
  const [pid, host] = said.split(' ')
  if (!pid) return 'another process'
  return host === hostname() ? `process ${pid}` : `process ${pid} on ${host}`
}

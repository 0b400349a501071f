import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { eventually } from './eventually.ts'

// Pipe 3 closes when the test run ends in any way, and then the shell ends the program.
const watch = '"$0" "$@" 3<&- & P=$!; (read _ <&3; kill $P 2>&-) & wait $P'

/**
 * Starts a server's program and waits until it accepts connections on all its ports.
 * @returns a function that ends the program and waits until it has ended.
 * @throws when the program ends instead of starting.
 */
export async function startServer(command: string, args: string[], ports: number[]): Promise<() => Promise<void>> {
  const child = spawn('/bin/sh', ['-c', watch, command, ...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    detached: true,
  })
  const life = child.stdio[3] as Socket
  const exited = once(child, 'exit').finally(() => life.destroy())
  async function stop(): Promise<void> {
    life.end()
    await exited
  }
  const failed = exited.then(([code]) => Promise.reject(new Error(`${command} ended with ${code} instead of starting`)))
  try {
    await Promise.race([failed, Promise.all(ports.map(untilOpen))])
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

async function untilOpen(port: number): Promise<void> {
  const knock = async () => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect').finally(() => socket.destroy())
  }
  await eventually(knock, { timeout: 90_000, what: `a server on port ${port}` })
}

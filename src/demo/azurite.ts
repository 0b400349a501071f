/** Microsoft's own storage emulator, from npm, as the demonstration's Azure account. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Azurite {
  tablePort: number
  connectionString(key?: string): string
  close(): Promise<void>
}

// Published by Microsoft for every emulator: no secret.
const account = 'devstoreaccount1'
const emulatorKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

export async function startAzurite(folder: string): Promise<Azurite> {
  const script = createRequire(import.meta.url).resolve('azurite/dist/src/table/main.js')
  const port = await freePort()
  const args = [script, '--tableHost', '127.0.0.1', '--tablePort', String(port), '--location', folder]
  const child = spawn(process.execPath, [...args, '--skipApiVersionCheck', '--silent'], {
    stdio: 'ignore',
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await listening(port, ended)
  // Ctrl-C goes to the whole process group; this one is stopped after the hub, which still needs it.
  const kill = () => void child.kill('SIGKILL')
  process.once('exit', kill)
  return {
    tablePort: port,
    connectionString: (key = emulatorKey) =>
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=http://127.0.0.1:${port}/${account};`,
    async close() {
      process.off('exit', kill)
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listening(port: number, ended: Promise<void>): Promise<void> {
  let alive = true
  void ended.then(() => (alive = false))
  for (let tries = 0; tries < 600; tries++) {
    if (!alive) throw new Error('Azurite ended at once; run `npm ci` and start again')
    if (await accepts(port)) return
    await pause(50)
  }
  throw new Error('Azurite did not start within 30 seconds')
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

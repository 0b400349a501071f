/** Starts Azurite, Microsoft's storage emulator, as the demonstration's Azure account. */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import net from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

export interface Azurite {
  /** One account for tables and blobs. */
  connectionString(key?: string): string
  close(): Promise<void>
}

// Microsoft publishes this account for every emulator, so its key is not a secret.
const account = 'devstoreaccount1'
const emulatorKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

/** Milliseconds that Azurite gets to end. */
const stopTimeout = 3_000

// The pipe closes when this process ends, even by kill -9, and Azurite then ends too.
const endWithUs =
  "data:text/javascript,process.stdin.unref().resume().on('end',()=>process.kill(process.pid,'SIGTERM'))"

/** @returns undefined where development packages are not installed, as in the container image */
export function azuriteProgram(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js')
  } catch {
    return undefined
  }
}

export async function startAzurite(folder: string): Promise<Azurite> {
  const script = azuriteProgram()
  if (script === undefined) throw new Error('Azurite is not installed; run `npm ci` and start again')
  const [table, blob, queue] = await Promise.all([freePort(), freePort(), freePort()])
  const ports = ['--tablePort', table, '--blobPort', blob, '--queuePort', queue].map(String)
  // The storage SDKs name an API version that is newer than Azurite.
  const flags = ['--location', folder, '--skipApiVersionCheck', '--disableTelemetry', '--silent']
  const child = spawn(process.execPath, ['--import', endWithUs, script, ...ports, ...flags], {
    stdio: ['pipe', 'ignore', 'ignore'],
    // Ctrl-C reaches the whole process group, but Azurite must end after the hub, which still needs it.
    detached: true,
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  await Promise.all([listening(table, ended), listening(blob, ended)])
  const endpoint = (port: number) => `http://127.0.0.1:${port}/${account}`
  return {
    connectionString: (key = emulatorKey) =>
      `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${key};TableEndpoint=${endpoint(table)};BlobEndpoint=${endpoint(blob)};`,
    async close() {
      child.stdin.end()
      // Azurite sometimes waits for closed connections; its data is written by then.
      const late = setTimeout(() => child.kill('SIGKILL'), stopTimeout)
      await ended
      clearTimeout(late)
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
  for (let polls = 0; polls < 600; polls++) {
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

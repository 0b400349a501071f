/** A proxy between the hub and a service, which breaks connections as a network does. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface Gate {
  /** The service's address with the gate's port in it. */
  url: string
  /** Connections end, and new ones are refused. */
  shut(): Promise<void>
  /** Connections stay, and nothing passes any more: a cable that was pulled. */
  stall(): void
  close(): Promise<void>
}

export async function openGate(service: string): Promise<Gate> {
  const target = new URL(service)
  const sockets = new Set<Socket>()
  let stalled = false
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (data) => void (stalled || to.write(data)))
      from.on('error', () => undefined)
      from.on('close', () => {
        sockets.delete(from)
        if (!stalled) to.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of sockets) socket.destroy()
    })
  const url = new URL(service)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return { url: url.href, shut, stall: () => (stalled = true), close: shut }
}

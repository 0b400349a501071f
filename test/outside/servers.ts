/** Correct and faulty servers on a free port of the loopback. */
import http from 'node:http'
import net, { type AddressInfo, type Socket } from 'node:net'

export interface Server {
  port: number
  url: string
  close(): Promise<void>
}

/** Speaks HTTP. */
export function httpServer(handle: http.RequestListener): Promise<Server> {
  return listening(http.createServer(handle))
}

/** Passes on the bare connection after the first bytes of a request. */
export function rawServer(handle: (socket: Socket, request: string) => void): Promise<Server> {
  return listening(
    net.createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', (data) => handle(socket, data.toString()))
    }),
  )
}

export async function listening(server: net.Server, scheme = 'http'): Promise<Server> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

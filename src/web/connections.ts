/** An HTTP server that closes within a limited time, whatever its clients do. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export interface ClosableServer {
  server: Server
  /**
   * Stops listening and accepts no new request. Resolves when every connection has ended: idle connections end at once,
   * the others after the answer to their request.
   * @param late cuts every connection when it aborts.
   */
  close(late: AbortSignal): Promise<void>
}

/** Time limits in milliseconds from the beginning of `close`. */
interface CloseTimeouts {
  /** For a request whose head has begun. */
  heads: number
  /** For clients that still send their body or still read their answer. */
  clients: number
}

const usualTimeouts: CloseTimeouts = { heads: 1_000, clients: 5_000 }

interface Exchange {
  request: IncomingMessage
  response: ServerResponse
}

interface Connection {
  underWay: Set<Exchange>
  /** Bytes of earlier requests. If more bytes have arrived, the next head has begun. */
  read: number
}

export function closableServer(app: RequestListener, timeouts: CloseTimeouts = usualTimeouts): ClosableServer {
  const connections = new Map<Socket, Connection>()
  let closing = false

  const server = createServer((request, response) => {
    const { socket } = request
    const connection = connections.get(socket)
    // This request was pipelined after a request whose answer closes the connection.
    if (!connection || (closing && connection.underWay.size > 0)) return
    const exchange = { request, response }
    connection.underWay.add(exchange)
    if (closing) endConnectionWith(exchange)
    response.once('close', () => {
      connection.underWay.delete(exchange)
      connection.read = socket.bytesRead
      if (closing && connection.underWay.size === 0) socket.destroySoon()
    })
    app(request, response)
  })
  // A client may close its half of the connection after its request (RFC 9112, 9.6) and still gets its answer.
  Object.assign(server, { httpAllowHalfOpen: true })
  server.on('connection', (socket) => {
    if (closing) return void socket.destroy()
    connections.set(socket, { underWay: new Set(), read: 0 })
    socket.once('close', () => connections.delete(socket))
  })

  function cut(which: (connection: Connection, socket: Socket) => boolean): void {
    for (const [socket, connection] of connections) if (which(connection, socket)) socket.destroy()
  }

  async function close(late: AbortSignal): Promise<void> {
    closing = true
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    cut(({ underWay, read }, socket) => underWay.size === 0 && socket.bytesRead === read)
    for (const { underWay } of connections.values()) {
      const last = [...underWay].at(-1)
      if (last) endConnectionWith(last)
    }
    const timers = [
      setTimeout(() => cut(({ underWay }) => underWay.size === 0), timeouts.heads),
      setTimeout(() => cut(({ underWay }) => [...underWay].some(waitsForClient)), timeouts.clients),
    ]
    const cutAll = () => cut(() => true)
    if (late.aborted) cutAll()
    else late.addEventListener('abort', cutAll, { once: true })
    await closed
    for (const timer of timers) clearTimeout(timer)
    late.removeEventListener('abort', cutAll)
  }

  return { server, close }
}

/** Sets `connection: close` if the answer has not begun. */
function endConnectionWith({ response }: Exchange): void {
  if (!response.headersSent) response.setHeader('connection', 'close')
}

function waitsForClient({ request, response }: Exchange): boolean {
  return !request.complete || response.writableEnded
}

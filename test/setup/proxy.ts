/** A TCP proxy whose connections can lose all data, like those of a firewall or after a fail-over. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface TcpProxy {
  /** `url` with the proxy's address. */
  through(url: string): string
  /** From now on no data passes in either direction, on old and new connections; no connection is closed. */
  swallow(): void
  /** New connections work. Connections that were open in `swallow` or `swallowAnswers` stay silent for ever. */
  restore(): void
  /** Requests arrive on the connections that are open now, but no answer returns. */
  swallowAnswers(): void
  close(): Promise<void>
}

interface Pair {
  client: Socket
  server: Socket
  asks: boolean
  answers: boolean
}

/** @param target the server's url. */
export async function startProxy(target: string, defaultPort: number): Promise<TcpProxy> {
  const { hostname, port } = new URL(target)
  const pairs = new Set<Pair>()
  const sockets = new Set<Socket>()
  let silent = false

  const listener = createServer((client) => {
    client.on('error', () => undefined)
    sockets.add(client)
    // An operating system accepts data for a server that does not answer any more.
    if (silent) return void client.resume()
    const server = connect(Number(port || defaultPort), hostname)
    server.on('error', () => undefined)
    sockets.add(server)
    const pair = { client, server, asks: true, answers: true }
    pairs.add(pair)
    pass(client, server, () => pair.asks)
    pass(server, client, () => pair.answers)
  })
  listener.listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const own = listener.address() as AddressInfo

  function change(to: Partial<Pair>): void {
    for (const pair of pairs) Object.assign(pair, to)
  }

  return {
    through(url) {
      const changed = new URL(url)
      changed.hostname = '127.0.0.1'
      changed.port = String(own.port)
      return changed.href
    },
    swallow() {
      silent = true
      change({ asks: false, answers: false })
    },
    restore() {
      silent = false
    },
    swallowAnswers: () => change({ answers: false }),
    async close() {
      for (const socket of sockets) socket.destroy()
      listener.close()
      await once(listener, 'close')
    },
  }
}

/** Passes data on while `open` is true. The end of a connection is a packet, too, so it is passed on likewise. */
function pass(from: Socket, to: Socket, open: () => boolean): void {
  from.on('data', (data) => void (open() && to.write(data)))
  from.on('close', () => void (open() && to.destroy()))
}

/** Connections to far ends: up to a number of them to each origin, with one request at a time on each. */
import type { LookupFunction, Socket } from 'node:net'
import { Client } from 'undici'
import { ignoreContinue, socketOpener } from './http-sockets.ts'
import { Canceled } from './network-failure.ts'

export interface Connection {
  readonly client: Client
  /** The newest one: after a socket was closed while idle, the next request opens another. */
  socket: Socket | undefined
  /** A request has left, and the head of its reply has not come. */
  awaitsReply: boolean
}

export interface Connections {
  /** A free one, if need be after waiting for it. @throws Canceled */
  take(signal: AbortSignal): Promise<Connection>
  /** After a whole reply. */
  giveBack(connection: Connection): void
  /** After a failure: its socket is closed, also while it is connecting. */
  drop(connection: Connection, failure: Error): void
  close(): void
}

export interface ConnectionOptions {
  /** To each origin. */
  most: number
  lookup: LookupFunction
  /** Bytes of a reply's body, as sent. */
  maxReply: number
}

/** @returns the connections to an origin. */
export function openConnections({ most, lookup, maxReply }: ConnectionOptions) {
  const openSocket = socketOpener(lookup)
  const origins = new Map<string, Connections>()

  function connect(origin: string): Connection {
    const client = new Client(origin, {
      connect: (to, opened) => {
        connection.socket = ignoreContinue(openSocket(to, opened), () => connection.awaitsReply)
      },
      pipelining: 1,
      maxResponseSize: maxReply,
      // Dropped before common servers (5 s) do, so that a request seldom meets a closing one.
      keepAliveTimeout: 4_000,
      keepAliveMaxTimeout: 4_000,
      keepAliveTimeoutThreshold: 1_000,
      // The request's own deadline covers both.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const connection: Connection = { client, socket: undefined, awaitsReply: false }
    return connection
  }

  return {
    to(origin: string): Connections {
      const known = origins.get(origin)
      if (known) return known
      const connections = limited(most, () => connect(origin))
      origins.set(origin, connections)
      return connections
    },
    close() {
      for (const connections of origins.values()) connections.close()
    },
  }
}

function limited(most: number, connect: () => Connection): Connections {
  const open = new Set<Connection>()
  /** The last one used is used next: it is the likeliest to be connected. */
  const free: Connection[] = []
  const waiting = new Set<(connection: Connection) => void>()

  function add(): Connection {
    const connection = connect()
    open.add(connection)
    return connection
  }

  function firstWaiting() {
    for (const next of waiting) {
      waiting.delete(next)
      return next
    }
    return undefined
  }

  function wait(signal: AbortSignal): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const taken = (connection: Connection) => {
        signal.removeEventListener('abort', stop)
        resolve(connection)
      }
      const stop = () => {
        waiting.delete(taken)
        reject(new Canceled(signal))
      }
      waiting.add(taken)
      signal.addEventListener('abort', stop, { once: true })
    })
  }

  const connections: Connections = {
    async take(signal) {
      return free.pop() ?? (open.size < most ? add() : wait(signal))
    },
    giveBack(connection) {
      // Closed meanwhile.
      if (!open.has(connection)) return
      const next = firstWaiting()
      if (next) next(connection)
      else free.push(connection)
    },
    drop(connection, failure) {
      if (!open.delete(connection)) return
      void connection.client.destroy(failure)
      connection.socket?.destroy()
      firstWaiting()?.(add())
    },
    close() {
      const closed = Object.assign(new Error('closed'), { code: 'ECONNRESET' })
      free.length = 0
      // Each makes room for a request that waits: that one is given a connection which is dropped as well.
      for (const connection of open) connections.drop(connection, closed)
    },
  }
  return connections
}

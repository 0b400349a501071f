import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import type { Log, Memory, Tools } from '../../src/connector.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { type HttpOptions, type HttpRequest, openHttp } from '../../src/outside/http.ts'

export interface TestTools extends Tools {
  /** Every log call as one text. */
  readonly logged: readonly string[]
  /** How often the way out was taken: HTTP requests and resolved hosts. */
  outgoing(): number
  /** Every HTTP request so far. */
  readonly sent: readonly HttpRequest[]
}

/** Real tools: the real HTTP door, open to loopback unless told otherwise; memory and log are kept to be looked at. */
export function toolsFor(destination: string, options: Partial<HttpOptions> = {}): TestTools {
  const { guard = guardAddresses(['127.0.0.0/8', '::1/128']) } = options
  const http = openHttp({ ...options, guard })
  const logged: string[] = []
  const sent: HttpRequest[] = []
  let outgoing = 0
  return {
    destination,
    http: {
      request(request) {
        outgoing++
        sent.push(request)
        return http.request(request)
      },
      close: () => http.close(),
    },
    resolve(host) {
      outgoing++
      return guard.resolve(host)
    },
    log: recording(logged),
    now: () => new Date(),
    memory: inMemory(),
    logged,
    outgoing: () => outgoing,
    sent,
  }
}

function recording(lines: string[]): Log {
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

export function inMemory(): Memory {
  const held = new Map<string, string>()
  return {
    get: async (key) => held.get(key),
    set: async (key, value) => void held.set(key, value),
    async add(key, amount) {
      const total = Number(held.get(key) ?? 0) + amount
      held.set(key, String(total))
      return total
    },
  }
}

/** Sees every client socket this process makes, whoever makes it. */
export function watchSockets() {
  const sockets: Socket[] = []
  const seen = (message: unknown) => void sockets.push((message as { socket: Socket }).socket)
  subscribe('net.client.socket', seen)
  return {
    made: () => sockets.length,
    open: () => sockets.filter((socket) => !socket.destroyed).length,
    stop: () => unsubscribe('net.client.socket', seen),
  }
}

/** Sockets to far ends: each to an address that the guard permits, with TLS where the URL says so. */
import net, { type LookupFunction, type Socket } from 'node:net'
import tls from 'node:tls'
import type { buildConnector } from 'undici'

export type OpenSocket = (to: buildConnector.Options, opened: buildConnector.Callback) => Socket

/**
 * In the place of undici's own, which does not tell of a socket until its connection stands.
 * @param lookup the address that it finds is the very address connected to.
 */
export function socketOpener(lookup: LookupFunction): OpenSocket {
  /** By host and port: the next handshake is half as long. */
  const sessions = new Map<string, Buffer>()

  function openTls(host: string, port: number, name: string | null | undefined): Socket {
    const key = `${host}:${port}`
    const servername = name || (net.isIP(host) ? undefined : host)
    const session = sessions.get(key)
    const socket = tls.connect({ host, port, lookup, servername, session, ALPNProtocols: ['http/1.1'] })
    return socket.on('session', (latest: Buffer) => void sessions.set(key, latest))
  }

  return ({ protocol, hostname, port, servername }, opened) => {
    const isSecure = protocol === 'https:'
    const socket = isSecure
      ? openTls(hostname, Number(port || 443), servername)
      : net.connect({ host: hostname, port: Number(port || 80), lookup })
    let isOpening = true
    return socket
      .setNoDelay(true)
      .setKeepAlive(true, 60_000)
      .once(isSecure ? 'secureConnect' : 'connect', () => {
        isOpening = false
        opened(null, socket)
      })
      .on('error', (error) => {
        if (isOpening) opened(error, null)
        isOpening = false
      })
  }
}

const continues = Buffer.from('HTTP/1.1 100 ')

/**
 * Passes over the interim reply `100 Continue`, which some servers send unasked and a client has to ignore
 * (RFC 9110, 15.2). Undici hangs up on it.
 */
export function ignoreContinue(socket: Socket, awaitsReply: () => boolean): Socket {
  const read: (size?: number) => Buffer | null = socket.read.bind(socket)
  socket.read = (size) => {
    let bytes = read(size)
    while (bytes && awaitsReply() && bytes.subarray(0, continues.length).equals(continues)) {
      const end = bytes.indexOf('\r\n\r\n')
      if (end < 0) break
      bytes = end + 4 < bytes.length ? bytes.subarray(end + 4) : read(size)
    }
    return bytes
  }
  return socket
}

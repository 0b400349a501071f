/** Replies that a far end compressed although it was asked not to. */
import type { IncomingMessage } from 'node:http'
import { pipeline, type Transform } from 'node:stream'
import { createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib'

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * The reply as its reader should see it, unpacked while it comes. The reader counts what comes out and hangs up at its
 * limit; what goes in is counted here, because there may be no end of what unpacks to nothing.
 * @param most bytes of the reply as it was sent.
 */
export function unpacked(reply: IncomingMessage, most: number): IncomingMessage {
  const { 'content-encoding': coding, ...headers } = reply.headers
  const name = coding?.trim().toLowerCase()
  if (!name || name === 'identity' || isEmpty(reply)) return reply
  const unpacker = Object.hasOwn(unpackers, name) ? unpackers[name]?.() : undefined
  if (!unpacker) return reply.destroy(fault('UNREADABLE_REPLY', `the encoding of the reply is not known here`))
  let size = 0
  reply.on('data', (bytes: Buffer) => {
    size += bytes.length
    if (size > most) reply.destroy(fault('REPLY_TOO_LARGE', 'the reply is larger than is read'))
  })
  pipeline(reply, unpacker, () => undefined)
  const { statusCode, statusMessage, req } = reply as IncomingMessage & { req: unknown }
  return Object.assign(unpacker, { statusCode, statusMessage, headers, req }) as unknown as IncomingMessage
}

function isEmpty({ statusCode, headers }: IncomingMessage): boolean {
  return statusCode === 204 || statusCode === 304 || headers['content-length'] === '0'
}

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

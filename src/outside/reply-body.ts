/** The body of a reply as its reader should see it, unpacked where a far end compressed it although it was asked not to. */
import type { Transform } from 'node:stream'
import { createBrotliDecompress, createUnzip, createZstdDecompress } from 'node:zlib'

export interface ReplyBody {
  add(bytes: Buffer): void
  /** No more bytes come. @param done is given the text; never called after a failure. */
  end(done: (text: string) => void): void
  /** Lets go of the unpacker. */
  stop(): void
}

const unpackers: Readonly<Record<string, () => Transform>> = {
  gzip: createUnzip,
  'x-gzip': createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
}

/**
 * @param coding the header `content-encoding`.
 * @param most bytes as unpacked; the caller that adds bytes counts the bytes as sent.
 * @param fail called as soon as the reply is too large or cannot be read, perhaps long before its end.
 */
export function replyBody(coding: string | undefined, most: number, fail: (failure: Error) => void): ReplyBody {
  const name = coding?.trim().toLowerCase()
  return !name || name === 'identity' ? plainBody() : packedBody(name, most, fail)
}

function plainBody(): ReplyBody {
  const parts: Buffer[] = []
  return {
    add: (bytes) => void parts.push(bytes),
    end: (done) => done(textOf(parts)),
    stop: () => undefined,
  }
}

function packedBody(coding: string, most: number, fail: (failure: Error) => void): ReplyBody {
  // An empty reply may say that it is compressed.
  let unpacker: Transform | undefined
  const parts: Buffer[] = []
  let size = 0

  function begin(): Transform | undefined {
    const unpacking = Object.hasOwn(unpackers, coding) ? unpackers[coding]?.() : undefined
    if (!unpacking) return void fail(fault('UNREADABLE_REPLY', 'the encoding of the reply is not known here'))
    return unpacking.on('error', fail).on('data', (bytes: Buffer) => {
      parts.push(bytes)
      size += bytes.length
      if (size <= most) return
      unpacking.destroy()
      fail(fault('REPLY_TOO_LARGE', 'the reply is larger than is read'))
    })
  }

  return {
    add(bytes) {
      unpacker ??= begin()
      unpacker?.write(bytes)
    },
    end(done) {
      if (!unpacker) return done('')
      unpacker.once('end', () => done(textOf(parts))).end()
    },
    stop: () => void unpacker?.destroy(),
  }
}

function textOf(parts: readonly Buffer[]): string {
  const [first] = parts
  const text = (parts.length === 1 && first ? first : Buffer.concat(parts)).toString()
  return text.startsWith(byteOrderMark) ? text.slice(1) : text
}

const byteOrderMark = '\uFEFF'

function fault(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

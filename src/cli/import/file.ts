/** Reads the file as text. */
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { exitCodes, Quit, usage } from '../quit.ts'

export interface OpenFile {
  path: string
  /** Bytes. */
  size: number
  /** The first 64 KiB. */
  head: string
  /** The whole text. @param onRead called with the number of bytes read so far */
  text(onRead: (bytes: number) => void): AsyncGenerator<string>
}

const headSize = 64 * 1024

/** @param encoding a label of the WHATWG Encoding Standard; a byte order mark counts more. @throws Quit 2 */
export async function openFile(path: string, encoding: string): Promise<OpenFile> {
  decoderOf(encoding, false)
  const { bytes, size } = await beginning(path)
  const label = marked(bytes) ?? encoding
  if (!/^utf-?16/i.test(label) && bytes.includes(0)) throw notText(path, bytes)
  return {
    path,
    size,
    head: decoderOf(label, false).decode(bytes, { stream: true }),
    text: (onRead) => textOf(path, decoderOf(label, true), onRead),
  }
}

async function beginning(path: string) {
  try {
    const file = await open(path)
    try {
      const { size } = await file.stat()
      const { buffer, bytesRead } = await file.read(Buffer.alloc(headSize), 0, headSize, 0)
      return { bytes: buffer.subarray(0, bytesRead), size }
    } finally {
      await file.close()
    }
  } catch {
    throw usage(`${path} cannot be read.`)
  }
}

async function* textOf(path: string, decoder: TextDecoder, onRead: (bytes: number) => void): AsyncGenerator<string> {
  let read = 0
  for await (const bytes of createReadStream(path)) {
    read += bytes.length
    yield decoded(() => decoder.decode(bytes, { stream: true }))
    onRead(read)
  }
  yield decoded(() => decoder.decode())
}

function decoded(decode: () => string): string {
  try {
    return decode()
  } catch {
    throw new Quit(
      exitCodes.data,
      'The file is not UTF-8 throughout, and names would be damaged. Save it as UTF-8, or name its charset: ' +
        '--encoding windows-1252 (Excel in western Europe).',
    )
  }
}

function decoderOf(label: string, fatal: boolean): TextDecoder {
  try {
    return new TextDecoder(label, { fatal })
  } catch {
    throw usage(`--encoding: ${label} is an unknown charset. Use utf-8, utf-16le or windows-1252.`)
  }
}

/** Excel's "Unicode Text" begins with the mark of UTF-16; other programs leave it out. */
function marked(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  const [even, odd] = [zeros(bytes, 0), zeros(bytes, 1)]
  if (odd > 0.3 && even < 0.05) return 'utf-16le'
  return even > 0.3 && odd < 0.05 ? 'utf-16be' : undefined
}

/** The share of bytes 0 among the even or the odd bytes. No text in another charset has such a byte. */
function zeros(bytes: Buffer, remainder: 0 | 1): number {
  let count = 0
  for (let at = remainder; at < bytes.length; at += 2) if (bytes[at] === 0) count++
  return count / Math.max(1, bytes.length / 2)
}

function notText(path: string, bytes: Buffer): Quit {
  const isZip = bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))
  const what = isZip ? 'is a workbook or a ZIP archive' : 'is no text'
  return new Quit(exitCodes.data, `${path} ${what}. Save the download as CSV, and give that file.`)
}

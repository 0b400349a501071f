/** Names and values of a posted form (application/x-www-form-urlencoded), in any charset. */
import { isUtf8 } from 'node:buffer'

export type Pairs = [name: string, value: string][]

/** Each text that is not UTF-8 is read as windows-1252, the charset of older pages. */
export function pairsIn(raw: Buffer): Pairs {
  const pairs: Pairs = [...new URLSearchParams(raw.toString().replace(/^\uFEFF/, ''))]
  if (!pairs.some((pair) => pair.some((text) => text.includes('\uFFFD')))) return pairs
  const older = new TextDecoder('windows-1252')
  return decodedPairs(raw, (bytes) => (isUtf8(bytes) ? bytes.toString() : older.decode(bytes)))
}

/** Whether every name and value is UTF-8 after percent-decoding. */
export function isUtf8Form(raw: Buffer): boolean {
  let all = true
  decodedPairs(raw, (bytes) => {
    all &&= isUtf8(bytes)
    return ''
  })
  return all
}

/** @param decode gets the percent-decoded bytes of each name and each value. */
export function decodedPairs(raw: Buffer, decode: (bytes: Buffer) => string): Pairs {
  const parts = raw
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .split('&')
    .filter(Boolean)
  return parts.map((part) => {
    const [name = '', ...value] = part.split('=')
    return [decode(bytesOf(name)), decode(bytesOf(value.join('=')))]
  })
}

function bytesOf(text: string): Buffer {
  const bytes = text
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1')
}

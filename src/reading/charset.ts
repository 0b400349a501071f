/** Converts a body to UTF-8 before it is read or stored. A body of unknown charset is stored unchanged. */
import { isUtf8 } from 'node:buffer'
import { MIMEType } from 'node:util'
import { decodedPairs, type Pairs, pairsIn } from '../lead/form-pairs.ts'
import type { Unreadable } from './read.ts'

export type InUtf8 = { raw: Buffer; contentType: string } | { unreadable: Unreadable }

export function isForm(contentType: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(contentType ?? '')
}

/** A name of the Encoding Standard (https://encoding.spec.whatwg.org), `unknown`, or none. */
type Charset = string | undefined

export function inUtf8(raw: Buffer, contentType: string): InUtf8 {
  const type = parsed(contentType)
  const declared = type?.params.get('charset') ?? undefined
  const charset = declared === undefined ? undefined : (charsetOf(declared) ?? 'unknown')
  try {
    const read = isForm(contentType) ? formInUtf8(raw, charset) : textInUtf8(raw, charset)
    if ('unreadable' in read) return read
    return { raw: read.raw, contentType: read.from ? withCharset(contentType, read.from) : contentType }
  } catch (error) {
    if (error instanceof TypeError) return refused('The body has bytes that its charset does not have.')
    throw error
  }
}

/** `from`: the charset of the body, if it was not UTF-8. */
type Read = { raw: Buffer; from?: string } | { unreadable: Unreadable }

const unknown = 'The charset that its Content-Type names is not known here.'

/** @throws TypeError for bytes that are invalid in the charset */
function textInUtf8(raw: Buffer, declared: Charset): Read {
  const charset = markedCharset(raw) ?? declared ?? 'utf-8'
  if (charset === 'unknown') return refused(unknown)
  if (charset !== 'utf-8') return { raw: Buffer.from(strict(charset).decode(raw)), from: charset }
  return isUtf8(raw) ? { raw } : refused('The body is not UTF-8, and its Content-Type names no other charset.')
}

/** @throws TypeError for bytes that are invalid in the charset */
function formInUtf8(raw: Buffer, declared: Charset): Read {
  const fields = new Map(pairsIn(raw))
  // A browser writes the page's charset into a field of this name.
  // https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#attr-fe-name-charset
  const charset = charsetOf(fields.get('_charset_')) ?? declared
  if (charset === 'unknown') return refused(unknown)
  if (charset !== undefined && charset !== 'utf-8') {
    const decoder = strict(charset)
    return { raw: encoded(decodedPairs(raw, (bytes) => decoder.decode(bytes))), from: charset }
  }

  // Web-to-Lead forms name their charset in `encoding`. Other forms may use this field differently, so it counts last.
  const guess = charsetOf(fields.get('encoding'))
  const from = guess === undefined || guess === 'utf-8' ? 'windows-1252' : guess
  const decoder = strict(from)
  let others = ''
  const pairs = decodedPairs(raw, (bytes) => {
    if (isUtf8(bytes)) return bytes.toString()
    const text = decoder.decode(bytes)
    others += text
    return text
  })
  if (!others) return { raw }
  if (from === 'windows-1252' && undefinedThere.test(others)) {
    return { unreadable: formCharsetUnknown }
  }
  return { raw: encoded(pairs), from }
}

export const formCharsetUnknown: Unreadable = {
  status: 415,
  detail: 'The form is in a charset that nothing in the post names. Send UTF-8.',
}

/** Five bytes are undefined in windows-1252; the decoder turns them into control characters. */
const undefinedThere = /[\u0080-\u009f]/

function encoded(pairs: Pairs): Buffer {
  return Buffer.from(new URLSearchParams(pairs).toString())
}

/** A byte order mark counts more than the declared charset. */
function markedCharset(raw: Buffer): Charset {
  if (raw[0] === 0xff && raw[1] === 0xfe) return 'utf-16le'
  return raw[0] === 0xfe && raw[1] === 0xff ? 'utf-16be' : undefined
}

function charsetOf(label: string | undefined): Charset {
  if (!label) return undefined
  try {
    return new TextDecoder(label).encoding
  } catch {
    // TextDecoder throws only for an unknown label.
    return undefined
  }
}

function strict(charset: string) {
  return new TextDecoder(charset, { fatal: true })
}

function refused(why: string): { unreadable: Unreadable } {
  return { unreadable: { status: 415, detail: `${why} Send UTF-8.` } }
}

function parsed(contentType: string): MIMEType | undefined {
  try {
    return new MIMEType(contentType)
  } catch {
    // The Content-Type is not a media type, so it declares no charset.
    return undefined
  }
}

function withCharset(contentType: string, from: string): string {
  const type = parsed(contentType) ?? new MIMEType('application/octet-stream')
  type.params.set('charset', 'utf-8')
  type.params.set('received-charset', from)
  return type.toString()
}

/** A received mail in readable form. */
import type { SMTPServerSession } from 'smtp-server'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: string
  readonly header: (name: string) => string | undefined
  /** The decoded parts; blank if a part is missing. */
  readonly text: string
  readonly html: string
}

export function mailOf(raw: string, { envelope }: SMTPServerSession): ReceivedMail {
  const end = raw.indexOf('\r\n\r\n')
  const head = raw.slice(0, end).replace(/\r\n[ \t]+/g, ' ')
  const header = (name: string) => new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]
  return {
    from: envelope.mailFrom ? envelope.mailFrom.address : '',
    to: envelope.rcptTo.map(({ address }) => address),
    raw,
    header,
    text: partOf(raw, header('Content-Type') ?? '', 'text/plain'),
    html: partOf(raw, header('Content-Type') ?? '', 'text/html'),
  }
}

function partOf(raw: string, outer: string, type: string): string {
  const boundary = /boundary="([^"]+)"/.exec(outer)?.[1]
  const parts = boundary ? raw.split(`--${boundary}`).slice(1, -1) : [raw]
  const split = parts.map((part) => ({ head: part.split('\r\n\r\n')[0] ?? '', body: part.split('\r\n\r\n').slice(1) }))
  const found = split.find(({ head }) => new RegExp(`^Content-Type: ${type}`, 'im').test(head))
  return found ? decoded(found.head, found.body.join('\r\n\r\n')) : ''
}

function decoded(head: string, body: string): string {
  const encoding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1]
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8')
  if (encoding !== 'quoted-printable') return body.replaceAll('\r\n', '\n').trim()
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8').replaceAll('\r\n', '\n').trim()
}

/** Makes self-signed certificates for a test, so that none expires and openssl is not needed. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

const day = 86_400_000

export function selfSigned(host: string, { from = Date.now() - day, to = Date.now() + day } = {}): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(tlv(0x31, sequence(oid(2, 5, 4, 3), tlv(0x0c, Buffer.from(host)))))
  const algorithm = sequence(oid(1, 2, 840, 10045, 4, 3, 2))
  const serial = tlv(0x02, Buffer.concat([Buffer.of(0x01), randomBytes(8)]))
  const extensions = sequence(
    sequence(oid(2, 5, 29, 17), tlv(0x04, sequence(tlv(0x82, Buffer.from(host))))),
    sequence(oid(2, 5, 29, 19), tlv(0x04, sequence(tlv(0x01, Buffer.of(0xff))))),
  )
  const body = sequence(
    tlv(0xa0, tlv(0x02, Buffer.of(2))),
    serial,
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tlv(0xa3, extensions),
  )
  const signature = tlv(0x03, Buffer.concat([Buffer.of(0), sign('sha256', body, privateKey)]))
  const der = sequence(body, algorithm, signature).toString('base64')
  const lines = der.match(/.{1,64}/g) ?? []
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function tlv(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.of(tag, ...size), content])
}

function sequence(...parts: Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts))
}

function oid(first: number, second: number, ...rest: number[]): Buffer {
  const groups = rest.flatMap((arc) => {
    const bytes = [arc & 0x7f]
    for (let more = arc >> 7; more > 0; more >>= 7) bytes.unshift((more & 0x7f) | 0x80)
    return bytes
  })
  return tlv(0x06, Buffer.of(first * 40 + second, ...groups))
}

function time(at: number): Buffer {
  return tlv(0x18, Buffer.from(`${new Date(at).toISOString().replace(/\D/g, '').slice(0, 14)}Z`))
}

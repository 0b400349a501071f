import { createHash, timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

/** `?key=` (Partner Center can only be given a URL), `Authorization: Bearer`, or the password of HTTP Basic. */
export function presentedKey(request: Request): string {
  const { key } = request.query
  if (typeof key === 'string') return key
  const [scheme = '', credentials = ''] = (request.get('authorization') ?? '').split(' ')
  if (/^bearer$/i.test(scheme)) return credentials
  if (!/^basic$/i.test(scheme)) return ''
  const pair = Buffer.from(credentials, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}

/** In constant time, whatever the lengths. */
export function sameKey(presented: string, expected: string): boolean {
  return timingSafeEqual(digest(presented), digest(expected))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

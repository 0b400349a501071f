import type { Request } from 'express'

/** Reads `?key=` (Partner Center takes only a URL), `Authorization: Bearer`, or the password of HTTP Basic. */
export function presentedKey(request: Request): string {
  const { key } = request.query
  if (typeof key === 'string') return key
  const [scheme = '', credentials = ''] = (request.get('authorization') ?? '').trim().split(/ +/)
  if (/^bearer$/i.test(scheme)) return credentials
  if (!/^basic$/i.test(scheme)) return ''
  const pair = Buffer.from(credentials, 'base64').toString()
  return pair.slice(pair.indexOf(':') + 1)
}

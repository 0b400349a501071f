/** Access tokens of the scripted Entra: JWTs that any scripted resource can read, in this process or another. */
import { createHmac, randomUUID } from 'node:crypto'

export interface Claims {
  /** The resource of the token: the scope without `/.default`. */
  aud: string
  /** Directory id. */
  tid: string
  appid: string
  /** User name; blank for an application. */
  upn: string
  /** Seconds since 1970. */
  exp: number
  /** A value that differs in every token. */
  uti: string
}

/** Part of every token, so that a test can look for it in logs and messages. */
export const tokenMark = 'c2NyaXB0ZWQtZW50cmE'

const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url')

export function issueToken(claims: Omit<Claims, 'uti'>): string {
  const body = Buffer.from(JSON.stringify({ ...claims, uti: randomUUID() })).toString('base64url')
  return `${header}.${body}.${signature(body)}`
}

/** `undefined` for a text that the scripted Entra has not issued. */
export function readToken(token: string): Claims | undefined {
  const [, body = '', signed] = token.split('.')
  return signed === signature(body) ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims) : undefined
}

function signature(body: string): string {
  return tokenMark + createHmac('sha256', 'scripted far end').update(body).digest('base64url')
}

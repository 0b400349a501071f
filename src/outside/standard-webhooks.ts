/** Standard Webhooks signatures (github.com/standard-webhooks/standard-webhooks, spec): HMAC-SHA256 over the bytes sent. */
import { createHmac } from 'node:crypto'

/** @param secret `whsec_` + base64, or bare base64. @returns `undefined` unless it is 24 to 64 bytes. */
export function secretBytes(secret: string): Buffer | undefined {
  const base64 = secret.replace(/^whsec_/, '')
  const bytes = Buffer.from(base64, 'base64')
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === base64.replace(/=+$/, '')
  return isBase64 && bytes.length >= 24 && bytes.length <= 64 ? bytes : undefined
}

export interface Signed {
  /** The delivery's id: a receiver knows a repeat by it. */
  id: string
  at: Date
  body: string
}

/** Headers of one attempt. Each secret gives one signature, so that a receiver can change over while two are valid. */
export function signatureHeaders({ id, at, body }: Signed, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  const signatures = secrets.map((secret) => {
    const hmac = createHmac('sha256', secretBytes(secret) ?? '').update(`${id}.${timestamp}.${body}`)
    return `v1,${hmac.digest('base64')}`
  })
  const signed = signatures.length > 0 && { 'webhook-signature': signatures.join(' ') }
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, ...signed }
}

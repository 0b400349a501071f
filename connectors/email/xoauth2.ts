import type SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Tools } from '../../src/connector.ts'
import { openEntra, type TokenSource } from '../../src/outside/entra/tokens.ts'
import type { EmailSettings } from './settings.ts'

export function tokenSource(settings: EmailSettings, { http, now }: Tools): TokenSource | undefined {
  const { directoryId, applicationId, applicationKey, authority, scope } = settings
  if (!directoryId || !applicationId || !applicationKey) return undefined
  const grant = { grant_type: 'client_credentials', client_id: applicationId, client_secret: applicationKey }
  return openEntra(http, { authority, directoryId, grant, scope }, now)
}

/**
 * SASL XOAUTH2 with a token that is at hand (learn.microsoft.com/exchange/client-developer/legacy-protocols/
 * how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
 */
export function xoauth2(token: string) {
  return async ({ auth, sendCommand, resolve, reject }: SMTPConnection.CustomAuthenticationContext): Promise<void> => {
    const words = `user=${auth.user}\u0001auth=Bearer ${token}\u0001\u0001`
    const first = await sendCommand(`AUTH XOAUTH2 ${Buffer.from(words).toString('base64')}`)
    // 334 carries the reason as base64; an empty line asks for the final refusal.
    const last = first.status === 334 ? await sendCommand('') : first
    if (last.status === 235) resolve()
    else reject('The token is refused')
  }
}

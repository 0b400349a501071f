/**
 * One mail, one connection: nodemailer's SMTPConnection (nodemailer.com/extras/smtp-connection). Its transports send without
 * signing in where the server offers no AUTH, and do not tell whether the mail was handed over when a connection was lost.
 */
import { isIP } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Tools } from '../../connector.ts'
import { DeliveryError } from '../../failure.ts'
import { ClaimOver, claimOfCaller } from '../claim.ts'
import { applicationTokens } from '../entra/tokens.ts'
import { bodyUnder } from './body.ts'
import { type Catalogue, isSignInRefused, type Progress, type Replies, repliesOf } from './replies.ts'
import { type MailServer, senderOf } from './settings.ts'

export interface Taken {
  /** The id that a server which rewrites Message-ID gave the mail (Microsoft 365, Amazon SES). */
  readonly serverMessageId: string | undefined
  /** The relay's own name for the mail, for its log. */
  readonly queueId: string | undefined
  readonly refused: readonly { address: string; status: number | undefined }[]
}

/** Milliseconds. `connect`: connection, greeting and TLS together. */
export type Timeouts = Readonly<Record<'connect' | 'greeting' | 'silence', number>>

const timeouts: Timeouts = { connect: 20_000, greeting: 10_000, silence: 60_000 }

/** @param catalogue what the connector or channel makes of the server's answers. */
export function openSmtp(settings: MailServer, tools: Tools, catalogue: Catalogue, wait = timeouts) {
  const open = new Set<SMTPConnection>()
  const replies = repliesOf(catalogue, settings)
  const { authority, directoryId, applicationId: clientId, applicationKey: clientSecret, scope } = settings
  const token = applicationTokens({ authority, directoryId, clientId, clientSecret, scope }, tools)

  /** @param fresh signs in with a new token. */
  async function talk<T>(signal: AbortSignal, rest: (server: Server) => Promise<T>, fresh = false): Promise<T> {
    const progress: Progress = { greeted: false, handedOver: false }
    const heldSince = token?.fetchedAt()
    let connection: SMTPConnection | undefined
    let bearer: string | undefined
    try {
      signal.throwIfAborted()
      bearer = await token?.token(signal, fresh)
      const address = await unlessAborted(tools.resolve(settings.host), signal)
      const opened = new SMTPConnection(optionsOf(settings, address, wait, progress, bearer))
      connection = opened
      open.add(opened)
      opened.once('end', () => open.delete(opened))
      const server = serverOf(opened)
      const exchange = signIn(server, settings, replies, progress).then(() => rest(server))
      const result = await unlessAborted(exchange, signal)
      connection.quit()
      return result
    } catch (error) {
      connection?.close()
      const failure = error instanceof DeliveryError ? error : replies.failure(error, progress, signal.aborted)
      // A token that was fetched for this very mail is not refused for its age.
      const held = heldSince !== undefined && heldSince === token?.fetchedAt()
      if (!held || !bearer || !isSignInRefused(error)) throw failure
      token?.drop(bearer)
      return talk(signal, rest)
    }
  }

  return {
    /**
     * @param mail header and body.
     * @returns once the server has taken the mail for at least one recipient.
     */
    send: (mail: Buffer, to: readonly string[], signal: AbortSignal): Promise<Taken> =>
      talk(signal, (server) => handOver(server, replies, { from: senderOf(settings).address, to, mail })),
    /** Everything up to and with the sign-in, by a new token. */
    check: (signal: AbortSignal): Promise<void> => talk(signal, async () => undefined, true),
    close() {
      for (const connection of open) connection.close()
    },
  }
}

type Callback<T> = (error: Error | null | undefined, result?: T) => void

/** A connection whose failure ends the current step at once. */
interface Server {
  connection: SMTPConnection
  step<T>(run: (callback: Callback<T>) => void): Promise<T | undefined>
}

function serverOf(connection: SMTPConnection): Server {
  const broken = new Promise<never>((_, reject) => connection.on('error', reject))
  broken.catch(() => undefined)
  return {
    connection,
    step<T>(run: (callback: Callback<T>) => void) {
      const done = new Promise<T | undefined>((resolve, reject) => {
        run((error, result) => (error ? reject(error) : resolve(result)))
      })
      return Promise.race([done, broken])
    },
  }
}

async function signIn(
  { connection, step }: Server,
  { username: user, password: pass, applicationId }: MailServer,
  replies: Replies,
  progress: Progress,
): Promise<void> {
  await step<void>((done) => connection.connect(done))
  progress.greeted = true
  if (!user) return
  if (!connection.allowsAuth) throw replies.named('auth-not-offered', { code: 'AUTH_NOT_OFFERED' })
  const login = applicationId ? { user, method: 'XOAUTH2' } : { user, credentials: { user, pass } }
  await step<boolean>((done) => connection.login(login, done))
}

interface Posted {
  from: string
  to: readonly string[]
  mail: Buffer
}

async function handOver({ connection, step }: Server, replies: Replies, { from, to, mail }: Posted): Promise<Taken> {
  const mayLeave = claimOfCaller()
  // Connecting and signing in may have taken long.
  if (!mayLeave()) throw new ClaimOver()
  const body = bodyUnder(mayLeave, mail)
  const envelope = { from, to: [...to], size: mail.length }
  const sending = step<SMTPConnection.SentMessageInfo>((done) => connection.send(envelope, body, done))
  const info = await sending.catch((error: unknown) => {
    // nodemailer overwrites the code of the stream's own error, so that error is not used.
    throw body.errored ? new ClaimOver() : error
  })
  const response = info?.response ?? ''
  if (!info || !/^250[ -]/.test(response)) {
    throw replies.named('uncertain', { code: 'UNTRUSTED_REPLY', excerpt: response })
  }
  const refused = (info.rejectedErrors ?? []).map(({ recipient = '', responseCode: status }) => ({
    address: recipient,
    status,
  }))
  const queueId = /queued as ([\w.-]{4,40})/i.exec(response)?.[1]
  return { serverMessageId: info.serverMessageId, queueId, refused }
}

function optionsOf(
  { host, port, tls }: MailServer,
  address: string,
  wait: Timeouts,
  progress: Progress,
  bearer: string | undefined,
): SMTPConnection.Options {
  return {
    // The address that was checked is the address connected to; the certificate is still the host's.
    host: address,
    ...(isIP(host) ? {} : { servername: host }),
    port,
    secure: tls === 'implicit',
    requireTLS: tls === 'starttls',
    ignoreTLS: tls === 'none',
    connectionTimeout: wait.connect,
    greetingTimeout: wait.greeting,
    socketTimeout: wait.silence,
    socketCloseTimeout: 500,
    maxResponseSize: 64 * 1024,
    ...(bearer ? { customAuth: { XOAUTH2: xoauth2(bearer) } } : {}),
    // The only sign that the final dot has been written: nodemailer tells its logger, and nothing else.
    logger: {
      info(entry: { tnx?: string }) {
        if (entry.tnx === 'message') progress.handedOver = true
      },
    },
  }
}

/**
 * SASL XOAUTH2 with a given token (learn.microsoft.com/exchange/client-developer/legacy-protocols/
 * how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth).
 */
function xoauth2(token: string) {
  return async ({ auth, sendCommand, resolve, reject }: SMTPConnection.CustomAuthenticationContext): Promise<void> => {
    const words = `user=${auth.user}\u0001auth=Bearer ${token}\u0001\u0001`
    const first = await sendCommand(`AUTH XOAUTH2 ${Buffer.from(words).toString('base64')}`)
    // 334 carries the reason as base64; an empty line asks for the final refusal.
    const last = first.status === 334 ? await sendCommand('') : first
    if (last.status === 235) resolve()
    else reject('The token is refused')
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

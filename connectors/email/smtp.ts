/**
 * One mail, one connection: nodemailer's SMTPConnection (nodemailer.com/extras/smtp-connection), not its transports. They
 * send without signing in where the server offers no AUTH, and tell a connection lost before the mail was handed over from
 * one lost after it in no way.
 */
import { isIP } from 'node:net'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Tools } from '../../src/connector.ts'
import { configuration, DeliveryError, uncertain } from '../../src/failure.ts'
import { claimOfCaller } from '../../src/outside/claim.ts'
import { bodyUnder, claimEnded, isOver } from './body.ts'
import { isSignInRefused, type Progress, smtpFailure } from './failures.ts'
import type { Mail } from './message.ts'
import { type EmailSettings, senderOf } from './settings.ts'
import { tokenSource, xoauth2 } from './xoauth2.ts'

export interface Smtp {
  /** Resolves once the server has taken the mail for at least one recipient. */
  send(mail: Mail, signal: AbortSignal): Promise<Taken>
  /** Everything up to and with the sign-in. */
  check(signal: AbortSignal): Promise<void>
  close(): void
}

export interface Taken {
  readonly status: number
  /** The id a server that rewrites Message-ID gave the mail (Microsoft 365, Amazon SES). */
  readonly serverMessageId: string | undefined
  /** The relay's own name for the mail, for its log. */
  readonly queueId: string | undefined
  readonly refused: readonly { address: string; status: number | undefined }[]
}

/** Milliseconds. */
export interface Patience {
  /** Connection, greeting and TLS together. */
  connect: number
  greeting: number
  silence: number
}

const patience: Patience = { connect: 20_000, greeting: 10_000, silence: 60_000 }

type Callback<T> = (error: Error | null | undefined, result?: T) => void

export function openSmtp(settings: EmailSettings, tools: Tools, wait = patience): Smtp {
  const live = new Set<SMTPConnection>()
  const token = tokenSource(settings, tools)

  async function talk<T>(signal: AbortSignal, rest: (server: Server) => Promise<T>, fresh = false): Promise<T> {
    const progress: Progress = { greeted: false, handedOver: false }
    const tokenOf = token?.fetchedAt()
    let connection: SMTPConnection | undefined
    let bearer: string | undefined
    try {
      signal.throwIfAborted()
      bearer = await token?.token(signal, fresh)
      const address = await unlessAborted(tools.resolve(settings.host), signal)
      const opened = new SMTPConnection(optionsOf(settings, address, wait, progress, bearer))
      connection = opened
      live.add(opened)
      opened.once('end', () => live.delete(opened))
      const server = serverOf(opened)
      const result = await unlessAborted(
        begin(server, settings, progress).then(() => rest(server)),
        signal,
      )
      opened.quit()
      return result
    } catch (error) {
      connection?.close()
      const failure = error instanceof DeliveryError ? error : smtpFailure(error, progress, settings, signal.aborted)
      const stale = tokenOf !== undefined && tokenOf === token?.fetchedAt()
      if (!stale || !bearer || !isSignInRefused(error)) throw failure
      // A token fetched for this very mail is not refused for its age.
      token?.drop(bearer)
      return talk(signal, rest)
    }
  }

  return {
    send: (mail, signal) => talk(signal, (server) => handOver(server, settings, mail)),
    check: (signal) => talk(signal, async () => undefined, true),
    close() {
      for (const connection of live) connection.close()
    },
  }
}

/** A connection whose failure, at whatever moment, ends the step that is waited for. */
interface Server {
  connection: SMTPConnection
  step<T>(take: (callback: Callback<T>) => void): Promise<T | undefined>
}

function serverOf(connection: SMTPConnection): Server {
  const broken = new Promise<never>((_, reject) => connection.on('error', reject))
  broken.catch(() => undefined)
  return {
    connection,
    step<T>(take: (callback: Callback<T>) => void) {
      const taken = new Promise<T | undefined>((resolve, reject) => {
        take((error, result) => (error ? reject(error) : resolve(result)))
      })
      return Promise.race([taken, broken])
    },
  }
}

async function begin({ connection, step }: Server, settings: EmailSettings, progress: Progress): Promise<void> {
  const { username, password, tls, applicationId } = settings
  await step<void>((done) => connection.connect(done))
  progress.greeted = true
  if (!username) return
  if (!connection.allowsAuth) {
    const hint = tls === 'none' ? 'set tls to starttls or implicit' : 'remove username, or use its submission port'
    throw configuration({ code: 'AUTH_NOT_OFFERED', message: `The mail server offers no sign-in; ${hint}` })
  }
  const login = applicationId
    ? { user: username, method: 'XOAUTH2' }
    : { user: username, credentials: { user: username, pass: password } }
  await step<boolean>((done) => connection.login(login, done))
}

async function handOver({ connection, step }: Server, settings: EmailSettings, { raw }: Mail): Promise<Taken> {
  const envelope = { from: senderOf(settings).address, to: settings.to, size: raw.length }
  const mayLeave = claimOfCaller()
  // Connecting and signing in may have taken long.
  if (!mayLeave()) throw claimEnded()
  const body = bodyUnder(mayLeave, raw)
  const sending = step<SMTPConnection.SentMessageInfo>((done) => connection.send(envelope, body, done))
  const info = await sending.catch((error: unknown) => {
    throw isOver(body) ? claimEnded() : error
  })
  const response = info?.response ?? ''
  if (!info || !/^250[ -]/.test(response)) {
    const message = 'The mail server answered the mail with something other than 250; whether it was taken is not known'
    throw uncertain({ code: 'UNTRUSTED_REPLY', message, excerpt: response })
  }
  const refused = (info.rejectedErrors ?? []).map((error) => ({
    address: error.recipient ?? '',
    status: error.responseCode,
  }))
  const queueId = /queued as ([\w.-]{4,40})/i.exec(response)?.[1]
  return { status: 250, serverMessageId: info.serverMessageId, queueId, refused }
}

function optionsOf(
  { host, port, tls }: EmailSettings,
  address: string,
  wait: Patience,
  progress: Progress,
  bearer: string | undefined,
): SMTPConnection.Options {
  return {
    // The address that was checked is the one connected to; the certificate is still the host's.
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
    // The one sign that the final dot has been written: nodemailer tells its logger, and nobody else.
    logger: {
      info(entry: { tnx?: string }) {
        if (entry.tnx === 'message') progress.handedOver = true
      },
    },
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

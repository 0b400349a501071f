/**
 * A mail server: `smtp-server` gives correct answers; a second implementation gives answers that no library gives on
 * purpose. Both listen on the same port; `answer`, `refuse` and `rude` choose, and `calm` resets everything.
 */
import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server'
import type { FarEnd } from './far-end.ts'
import { mailOf, type ReceivedMail } from './smtp-mail.ts'
import { beRude, type Rudeness } from './smtp-rude.ts'

export interface SmtpOptions {
  /** @default 0: any free port */
  port?: number | undefined
  /** @default 'none' */
  tls?: 'none' | 'starttls' | 'implicit' | undefined
  certificate?: { cert: string; key: string } | undefined
  /** Without a sign-in, any client may send. */
  login?: { username: string; password?: string; token?: (token: string) => boolean } | undefined
  /** Largest mail in bytes, announced in EHLO. */
  size?: number | undefined
  /** Announced in EHLO; the client then sends its commands at once. @default true */
  pipelining?: boolean | undefined
  /** Called at MAIL FROM and at RCPT TO. */
  heard?: ((stage: 'mail' | 'rcpt') => void) | undefined
  /** The answer to an accepted mail. @default '250 2.0.0 Ok: queued as …' */
  accepts?: string | undefined
}

/** The step of a scripted reply. `message` is the answer to the final dot. */
type Stage = 'greeting' | 'auth' | 'mail' | 'rcpt' | 'message'

export interface SmtpFarEnd extends FarEnd {
  readonly port: number
  readonly mails: readonly ReceivedMail[]
  /** The user names of all sign-ins. */
  readonly signIns: readonly string[]
  /** Number of accepted connections. */
  connections(): number
  /** Sends this answer in every session from now on: `answer('auth', '535 5.7.139 Authentication unsuccessful')`. */
  answer(stage: Stage, reply: string): void
  /** Refuses only this recipient. */
  refuse(recipient: string, reply: string): void
  rude(how: Rudeness): void
  /** Takes mails, and never answers them, until `calm`. @returns what it took so, which is in no `mails` */
  stopAnswering(): readonly ReceivedMail[]
}

export async function startSmtp(options: SmtpOptions = {}): Promise<SmtpFarEnd> {
  const { tls = 'none', login, certificate } = options
  const mails: ReceivedMail[] = []
  const signIns: string[] = []
  const rudeSockets = new Set<Socket>()
  const answers = new Map<Stage, string>()
  const refusals = new Map<string, string>()
  let rudeness: Rudeness | undefined
  let loseReply = false
  let unanswered: ReceivedMail[] | undefined
  let taken = 0

  const polite = new SMTPServer({
    ...(certificate ?? {}),
    secure: tls === 'implicit',
    size: options.size,
    logger: false,
    banner: 'ready',
    disableReverseLookup: true,
    authOptional: !login,
    allowInsecureAuth: true,
    authMethods: login?.token ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
    disabledCommands: [...(tls === 'starttls' ? [] : ['STARTTLS']), ...(login ? [] : ['AUTH'])],
    hidePIPELINING: options.pipelining === false,
    onConnect: (_session, done) => done(said('greeting')),
    onAuth(auth, _session, done) {
      signIns.push(auth.username ?? '')
      const right = login?.token ? login.token(auth.accessToken ?? '') : auth.password === login?.password
      const refusal = said('auth')
      if (refusal) return done(refusal)
      if (!right || auth.username !== login?.username) return refused(auth.method, done)
      done(null, { user: auth.username })
    },
    onMailFrom(_address, _session, done) {
      options.heard?.('mail')
      done(said('mail'))
    },
    onRcptTo(address, _session, done) {
      options.heard?.('rcpt')
      const refusal = refusals.get(address.address)
      done(refusal ? replyError(refusal) : said('rcpt'))
    },
    onData(stream, session, done) {
      const take = (raw: string) => {
        const refusal = said('message')
        if (refusal) return done(refusal)
        if (stream.sizeExceeded) return done(replyError('552 5.3.4 Message size exceeds fixed limit'))
        if (unanswered) return void unanswered.push(mailOf(raw, session))
        mails.push(mailOf(raw, session))
        if (loseReply) return drop(session.id)
        done(null, (options.accepts ?? `250 2.0.0 Ok: queued as 4XQ${mails.length}YzA`).slice(4))
      }
      // A client that leaves before the final dot has sent no mail.
      textOf(stream).then(take, () => undefined)
    },
  })
  polite.on('error', () => undefined)

  const server = net.createServer((socket) => {
    taken++
    if (!rudeness) return void polite.server.emit('connection', socket)
    rudeSockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => rudeSockets.delete(socket))
    beRude(socket, rudeness)
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  /** A refused token is first answered with JSON, in a 334. */
  function refused(method: string, done: Parameters<NonNullable<SMTPServerOptions['onAuth']>>[2]): void {
    if (method === 'XOAUTH2') done(null, { data: { status: '401', schemes: 'bearer' } })
    else done(replyError('535 5.7.8 Error: authentication failed'))
  }

  function said(stage: Stage): Error | null {
    const reply = answers.get(stage)
    return reply ? replyError(reply) : null
  }

  /** Never the socket below a TLS socket: that crashes Node. */
  function drop(id?: string): void {
    for (const connection of polite.connections) {
      if (!id || connection.id === id) (connection as unknown as { _socket: Socket })._socket.destroy()
    }
  }

  const answer = (stage: Stage, reply: string) => void answers.set(stage, reply)
  return {
    port,
    mails,
    signIns,
    connections: () => taken,
    settings: {
      to: 'sales@tailspin.example; desk@tailspin.example',
      from: 'Leadyard <leads@yard.example>',
      host: tls === 'none' ? '127.0.0.1' : 'localhost',
      port,
      tls,
      ...(login ? { username: login.username, password: login.password } : {}),
    },
    secrets: [login?.password].filter((secret) => secret !== undefined),
    records: () => mails.length,
    answer,
    refuse: (recipient, reply) => void refusals.set(recipient, reply),
    rude: (how) => void (rudeness = how),
    stopAnswering: () => (unanswered ??= []),
    provoke: {
      transient: () => answer('rcpt', '451 4.7.1 Greylisted, please try again later'),
      configuration: () => answer('mail', '550 5.7.60 SMTP; Client does not have permissions to send as this sender'),
      rejected: () => answer('message', '554 5.6.0 Corrupt message content'),
      uncertain: () => void (loseReply = true),
    },
    misbehave: (how) => void (rudeness = how === 'hang' ? 'silent' : how),
    calm() {
      rudeness = undefined
      loseReply = false
      unanswered = undefined
      answers.clear()
      refusals.clear()
    },
    async close() {
      for (const socket of rudeSockets) socket.destroy()
      drop()
      polite.close()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `535 5.7.8 Error`: the code and the text after it. */
function replyError(reply: string): Error {
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) })
}

async function textOf(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

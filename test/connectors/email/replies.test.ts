import tls from 'node:tls'
import { expect, test } from 'vitest'
import { problems } from '../../../connectors/email/problems.ts'
import { settings } from '../../../connectors/email/settings.ts'
import { DeliveryError } from '../../../src/failure.ts'
import { openSmtp, type Timeouts } from '../../../src/outside/smtp/client.ts'
import { selfSigned } from '../../far-ends/certificate.ts'
import { type SmtpFarEnd, type SmtpOptions, startSmtp } from '../../far-ends/smtp.ts'
import { toolsFor } from '../tools.ts'

/** For servers that fall silent; every other row may take long on a busy machine. */
const quick: Timeouts = { connect: 2_000, greeting: 2_000, silence: 2_000 }
const patient: Timeouts = { connect: 20_000, greeting: 20_000, silence: 20_000 }
const mail = Buffer.from('Subject: x\r\n\r\nx\r\n')

type Told = {
  class: string
  code: string | undefined
  status: number | undefined
  everyLead?: boolean
  probe?: boolean
}

/** What a send fails with. `over` replaces settings that fit the server. */
async function failing(
  prepare: (server: SmtpFarEnd) => void,
  options: SmtpOptions = {},
  over: Record<string, unknown> = {},
  sent = mail,
  patience = patient,
): Promise<Told> {
  const server = await startSmtp(options)
  prepare(server)
  const tools = toolsFor('mail')
  const given = settings.parse({ ...server.settings, ...over })
  const smtp = openSmtp(given, tools, { type: 'email', problems }, patience)
  const error = await smtp.send(sent, given.to, AbortSignal.timeout(20_000)).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  smtp.close()
  tools.http.close()
  await server.close()
  if (!(error instanceof DeliveryError)) throw error ?? new Error('the mail was sent')
  const { code, status, everyLead, probe } = error.detail
  return {
    class: error.class,
    code,
    status,
    ...(everyLead ? { everyLead } : {}),
    ...(probe === false ? { probe } : {}),
  }
}

const login = { username: 'leads@yard.example', password: 'correct horse battery' }

const replies: [what: string, stage: Parameters<SmtpFarEnd['answer']>[0], reply: string, told: Told][] = [
  [
    'a greeting of 421',
    'greeting',
    '421 4.3.2 try later',
    { class: 'transient', code: '4.3.2', status: 421, everyLead: true },
  ],
  ['a greeting of 554', 'greeting', '554 5.7.1 blocked', { class: 'configuration', code: '5.7.1', status: 554 }],
  [
    'bad credentials',
    'auth',
    '535 5.7.8 Username and Password not accepted',
    { class: 'configuration', code: '5.7.8', status: 535, probe: false },
  ],
  [
    'SMTP AUTH disabled for the tenant',
    'auth',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
    { class: 'configuration', code: '5.7.139', status: 535, probe: false },
  ],
  [
    '454 at AUTH',
    'auth',
    '454 4.7.0 Temporary failure',
    { class: 'transient', code: '4.7.0', status: 454, everyLead: true },
  ],
  [
    '432 at AUTH',
    'auth',
    '432 4.3.2 Concurrent limit',
    { class: 'transient', code: '4.3.2', status: 432, everyLead: true },
  ],
  [
    '530 at MAIL FROM',
    'mail',
    '530 5.7.0 Authentication required',
    { class: 'configuration', code: '5.7.0', status: 530 },
  ],
  ['550 5.7.60 at MAIL FROM', 'mail', '550 5.7.60 no send as', { class: 'configuration', code: '5.7.60', status: 550 }],
  ['a sender without an enhanced code', 'mail', '553 not yours', { class: 'configuration', code: '553', status: 553 }],
  ['552 at MAIL FROM', 'mail', '552 5.3.4 too large', { class: 'rejected', code: '5.3.4', status: 552 }],
  ['421 at MAIL FROM', 'mail', '421 4.7.0 later', { class: 'transient', code: '4.7.0', status: 421 }],
  ['451 at MAIL FROM', 'mail', '451 4.7.1 later', { class: 'transient', code: '4.7.1', status: 451 }],
  [
    'all recipients refused 550',
    'rcpt',
    '550 5.1.1 no such user',
    { class: 'configuration', code: '5.1.1', status: 550 },
  ],
  ['all recipients refused 552', 'rcpt', '552 5.2.2 full', { class: 'configuration', code: '5.2.2', status: 552 }],
  ['all recipients refused 554', 'rcpt', '554 5.7.1 no relay', { class: 'configuration', code: '5.7.1', status: 554 }],
  ['recipients deferred 450', 'rcpt', '450 4.2.1 greylisted', { class: 'transient', code: '4.2.1', status: 450 }],
  ['recipients deferred 452', 'rcpt', '452 4.2.2 full', { class: 'transient', code: '4.2.2', status: 452 }],
  ['the mail refused 552', 'message', '552 5.3.4 too large', { class: 'rejected', code: '5.3.4', status: 552 }],
  ['the mail refused 554', 'message', '554 5.6.0 corrupt', { class: 'rejected', code: '5.6.0', status: 554 }],
  ['the mail deferred', 'message', '452 4.3.1 no space', { class: 'transient', code: '4.3.1', status: 452 }],
  ['421 to the final dot', 'message', '421 4.3.0 later', { class: 'transient', code: '4.3.0', status: 421 }],
  [
    'send-as denied only after the dot, by code',
    'message',
    '554 5.2.252 SendAsDenied; a@contoso.com not allowed to send as b@contoso.com',
    { class: 'configuration', code: '5.2.252', status: 554 },
  ],
  [
    'send-as denied only after the dot, by wording',
    'message',
    '554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message',
    { class: 'configuration', code: '5.2.0', status: 554 },
  ],
  [
    'basic sign-in switched off, told after the dot',
    'message',
    '550 5.7.30 Basic authentication is not supported for Client Submission.',
    { class: 'configuration', code: '5.7.30', status: 550 },
  ],
  ...(
    [
      ['5.7.501', 'Access denied, spam abuse detected.'],
      ['5.7.502', 'Access denied, banned sender.'],
      ['5.7.503', 'Access denied, banned sender.'],
      ['5.7.511', 'Access denied, banned sender[203.0.113.7].'],
      ['5.7.509', 'Access denied, sending domain contoso.com does not pass DMARC verification'],
      ['5.7.515', 'Access denied, sending domain contoso.com does not meet the required authentication level.'],
      ['5.7.606', 'Access denied, banned sending IP [203.0.113.7].'],
      ['5.7.607', 'Access denied, banned sending IP [203.0.113.7].'],
      ['5.7.649', 'Access denied, banned sending IP [203.0.113.7].'],
      ['5.7.705', 'Access denied, tenant has exceeded threshold.'],
      ['5.7.708', 'Access denied, traffic not accepted from this IP.'],
      ['5.7.750', 'Client blocked from sending from unregistered domains.'],
      ['5.7.26', 'This mail has been blocked because the sender is unauthenticated.'],
      ['5.7.1', 'Service unavailable; Client host [203.0.113.7] blocked using zen.spamhaus.org'],
      ['5.7.1', 'Unfortunately, messages from [203.0.113.7] weren’t sent; part of their network is on our block list'],
      ['5.7.54', 'SMTP; Unable to relay recipient in non-accepted domain'],
      ['5.1.10', 'RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'],
      ['5.7.505', 'Access denied, banned recipient.'],
      ['5.7.133', 'RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required'],
    ] as const
  ).map(([code, words]): (typeof replies)[number] => [
    `${code} after the dot: no other mail would pass`,
    'message',
    `550 ${code} ${words}`,
    { class: 'configuration', code, status: 550 },
  ]),
  ...['5.7.232', '5.7.233', '5.7.508'].map((code): (typeof replies)[number] => [
    `${code}, a limit of the day`,
    'message',
    `550 ${code} exceeded`,
    { class: 'transient', code, status: 550, everyLead: true },
  ]),
  ...[
    '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@contoso.com',
    '554 Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    '554 Access denied: User `arn:aws:iam::1:user/x` is not authorized to perform `ses:SendRawEmail` on resource `arn`',
    '550 The from address does not match a verified Sender Identity. Mail cannot be sent until this error is resolved.',
    '554 Maximum credits exceeded',
    '550 The domain contoso.com is unverified and requires DNS configuration.',
    '550 The domain is unverified',
    '554 Your account has been suspended',
    '553 5.7.1 <a@contoso.com>: Sender address rejected: not logged in',
    '571 blocked',
    '550 5.7.367 Remote server returned not permitted to relay',
    '554 5.5.1 Error: no valid recipients',
  ].map((reply): (typeof replies)[number] => [
    `${reply.slice(0, 60)}, which every mail would meet`,
    'message',
    reply,
    {
      class: 'configuration',
      code: /^\d+ (\d\.\d+\.\d+)/.exec(reply)?.[1] ?? reply.slice(0, 3),
      status: Number(reply.slice(0, 3)),
    },
  ]),
  ...[
    '554 Throttling failure: Daily message quota exceeded',
    '554 Too many emails per second. Please upgrade your plan',
    '554 Throttling failure: Maximum sending rate exceeded.',
  ].map((reply): (typeof replies)[number] => [
    `${reply}, which passes`,
    'message',
    reply,
    { class: 'transient', code: '554', status: 554, everyLead: true },
  ]),
  ...[
    '550 Requested action not taken: mailbox unavailable',
    '550 5.7.0 User unknown',
    '535 5.7.8 Authentication failed',
    '554 5.5.1 no reason at all',
  ].map((reply): (typeof replies)[number] => [
    `${reply}, which some servers say of a mail’s content`,
    'message',
    reply,
    { class: 'rejected', code: /^\d+ (\d\.\d+\.\d+)/.exec(reply)?.[1] ?? '550', status: Number(reply.slice(0, 3)) },
  ]),
  [
    'one mail refused for its content',
    'message',
    '550 5.7.1 This message was blocked because its content presents a potential security issue.',
    { class: 'rejected', code: '5.7.1', status: 550 },
  ],
]

for (const pipelining of [true, false]) {
  test.concurrent.for(replies)(
    `%s (${pipelining ? 'commands in one go' : 'one by one'})`,
    async ([, stage, reply, told], { expect }) => {
      const options = stage === 'auth' ? { pipelining, login } : { pipelining }
      expect(await failing((server) => server.answer(stage, reply), options)).toEqual(told)
    },
  )
}

type Rude = Parameters<SmtpFarEnd['rude']>[0]
const rudeness: [how: Rude, told: Told, over?: Record<string, unknown>][] = [
  ['closes at once', { class: 'transient', code: 'ECONNECTION', status: undefined }],
  ['silent', { class: 'transient', code: 'ETIMEDOUT', status: undefined }],
  ['garbage', { class: 'configuration', code: 'NOT_SMTP', status: undefined }],
  ['http', { class: 'configuration', code: 'NOT_SMTP', status: undefined }],
  ['oversize', { class: 'configuration', code: 'NOT_SMTP', status: undefined }],
  ['offers no STARTTLS', { class: 'configuration', code: '5.5.1', status: 502 }, { tls: 'starttls' }],
  ['defers STARTTLS', { class: 'transient', code: '4.7.0', status: 454 }, { tls: 'starttls' }],
  ['offers no AUTH', { class: 'configuration', code: 'AUTH_NOT_OFFERED', status: undefined }, login],
  ['garbage in the middle', { class: 'transient', code: 'EENVELOPE', status: undefined }],
  ['refuses DATA', { class: 'configuration', code: '5.5.1', status: 554 }],
  ['defers DATA', { class: 'transient', code: '4.3.0', status: 451 }],
  ['closes after the dot', { class: 'uncertain', code: 'ECONNECTION', status: undefined }],
  ['silent after the dot', { class: 'uncertain', code: 'ETIMEDOUT', status: undefined }],
  ['garbage after the dot', { class: 'uncertain', code: 'EMESSAGE', status: undefined }],
  ['not quite 250 after the dot', { class: 'uncertain', code: 'UNTRUSTED_REPLY', status: undefined }],
  ['421 after the dot', { class: 'transient', code: '4.3.2', status: 421 }],
]

test.concurrent.for(rudeness)('a server that %s', async ([how, told, over], { expect }) => {
  const patience = told.code === 'ETIMEDOUT' ? quick : patient
  expect(await failing((server) => server.rude(how), {}, over, mail, patience)).toEqual(told)
})

test('a refused port is transient', async () => {
  const gone = await startSmtp()
  await gone.close()
  expect(await failing(() => undefined, {}, { port: gone.port })).toMatchObject({
    class: 'transient',
    code: 'ECONNREFUSED',
  })
})

test.concurrent('a host that does not exist is a matter of configuration', async () => {
  const told = await failing(() => undefined, {}, { host: 'mail.nosuchhost.invalid' })
  expect(told.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/)
  expect(told.class).toBe(told.code === 'ENOTFOUND' ? 'configuration' : 'transient')
})

test('a host in a private network is refused before a connection is made', async () => {
  expect(await failing(() => undefined, {}, { host: '10.255.255.1' })).toMatchObject({
    class: 'configuration',
    code: 'ERR_PRIVATE_NETWORK',
  })
})

test('implicit TLS against a server that begins in clear is a matter of configuration', async () => {
  const told = await failing(() => undefined, {}, { tls: 'implicit' })
  expect(told.class).toBe('configuration')
  expect(told.code).toMatch(/^(ERR_SSL_|EPROTO)/)
})

test('clear text against a server that wants TLS at once gets no greeting: transient', async () => {
  const told = await failing(
    () => undefined,
    { tls: 'implicit', certificate: selfSigned('localhost') },
    { tls: 'none' },
    mail,
    quick,
  )
  expect(told).toMatchObject({ class: 'transient', code: 'ETIMEDOUT' })
})

for (const mode of ['starttls', 'implicit'] as const) {
  test(`${mode}: a certificate that this machine does not trust is a matter of configuration`, async () => {
    const told = await failing(() => undefined, { tls: mode, certificate: selfSigned('localhost') })
    expect(told).toMatchObject({ class: 'configuration', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  })

  test(`${mode}: so are an expired one, and one for another name`, async () => {
    const usual = tls.getCACertificates('default')
    const expired = selfSigned('localhost', { to: Date.now() - 1_000 })
    const another = selfSigned('elsewhere.example')
    tls.setDefaultCACertificates([...usual, expired.cert, another.cert])
    try {
      expect((await failing(() => undefined, { tls: mode, certificate: expired })).code).toBe('CERT_HAS_EXPIRED')
      expect((await failing(() => undefined, { tls: mode, certificate: another })).code).toBe(
        'ERR_TLS_CERT_ALTNAME_INVALID',
      )
    } finally {
      tls.setDefaultCACertificates(usual)
    }
  })
}

test('a mail larger than the server takes is rejected before it is sent', async () => {
  expect(await failing(() => undefined, { size: 10 })).toMatchObject({ class: 'rejected', code: 'MESSAGE_TOO_LARGE' })
})

test('a server that closes while the mail is still being sent has not taken it: transient', async () => {
  // More than fits into the buffers on the way, so the final dot is still here.
  const large = Buffer.alloc(16 * 1024 * 1024, 'x'.repeat(70) + '\r\n')
  const told = await failing((server) => server.rude('closes before the dot'), {}, {}, large)
  expect(told.class).toBe('transient')
})

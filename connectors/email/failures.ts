/**
 * What a failed SMTP exchange means. The reply's status comes first, then where it fell, then nodemailer's code; wording
 * only where Exchange Online gives several meanings one code.
 */
import {
  configuration,
  type DeliveryError,
  type FailureDetail,
  rejected,
  transient,
  uncertain,
} from '../../src/failure.ts'
import { networkFailure } from '../../src/outside/network-failure.ts'
import { concernsEveryMail, isQuota } from './every-mail.ts'

export interface Progress {
  /** Greeting and EHLO are over: what answers speaks SMTP. */
  greeted: boolean
  /** The final dot has been written: from here on the server may have taken the mail. */
  handedOver: boolean
}

interface Peer {
  host: string
  port: number
  tls: 'implicit' | 'starttls' | 'none'
  password?: string | undefined
}

export function isSignInRefused(error: unknown): boolean {
  const { code, status } = symptomOf(error)
  return code === 'EAUTH' && (status ?? 0) >= 500
}

interface Symptom {
  code: string
  command: string
  status: number | undefined
  response: string
  /** Node's own code, below nodemailer's. */
  cause: string
}

export function smtpFailure(error: unknown, progress: Progress, peer: Peer, aborted: boolean): DeliveryError {
  const symptom = symptomOf(error)
  const { host } = peer
  if (aborted) return lost(progress, { message: `${host}: the exchange was aborted`, code: 'ABORTED', cause: error })
  if (symptom.status !== undefined) return replyFailure(symptom, symptom.status, progress, peer, error)
  if (symptom.command === 'API' || isOwnSizeCheck(symptom)) return ownFailure(symptom, host, error)
  if (progress.handedOver) {
    const message = `${host}: the connection ended after the mail was handed over; whether it was taken is not known`
    return mayBeTaken({ message, code: symptom.cause || symptom.code, cause: error })
  }
  return beforeTheMail(symptom, progress, peer, error)
}

function isOwnSizeCheck({ code, command }: Symptom): boolean {
  return code === 'EMESSAGE' && command === 'MAIL FROM'
}

function lost({ handedOver }: Progress, detail: FailureDetail): DeliveryError {
  if (!handedOver) return transient({ ...detail, message: `${detail.message} before the mail was handed over` })
  return mayBeTaken({ ...detail, message: `${detail.message} after the mail was handed over` })
}

function mayBeTaken(detail: FailureDetail): DeliveryError {
  return uncertain({ ...detail, problem: 'email-uncertain' })
}

function replyFailure(
  symptom: Symptom,
  status: number,
  progress: Progress,
  { host, password }: Peer,
  cause: unknown,
): DeliveryError {
  const { code, command, response } = symptom
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const told = (what: string): FailureDetail => ({
    message: `${host} ${what} (${[status, enhanced].filter(Boolean).join(' ')})`,
    code: enhanced ?? String(status),
    status,
    excerpt: response,
    cause,
  })
  const answered = code === 'EMESSAGE'
  if (progress.handedOver && !answered) return mayBeTaken(told('broke off; whether the mail was taken is not known'))
  if (status >= 400 && status < 500) {
    // Before any recipient is named, the answer concerns the whole session.
    const everyLead = command === 'CONN' || code === 'EAUTH'
    return transient({ ...told(`cannot take the mail now (${stageOf(symptom)})`), everyLead })
  }
  if (isQuota(enhanced, response)) {
    return transient({ ...told('takes no more mail of this account for now'), everyLead: true })
  }
  if (answered && status >= 500) {
    return concernsEveryMail(status, enhanced, response)
      ? configuration(told('refuses the sender or the recipients'))
      : rejected(told('refuses this mail'))
  }
  if (status === 552 && command === 'MAIL FROM') return rejected(told('takes no mail of this size'))
  // A failed password is never tried again by itself: accounts get locked.
  if (code === 'EAUTH') {
    const problem = password === undefined ? 'email-token-refused' : undefined
    return configuration({ ...told('refuses the sign-in'), probe: password === undefined, problem })
  }
  if (command === 'STARTTLS') {
    return configuration({ ...told('does not encrypt by STARTTLS'), problem: 'email-starttls-missing' })
  }
  if (status >= 500) return configuration(told(`refuses ${stageOf(symptom)}`))
  return lost(progress, told('answered out of turn'))
}

function stageOf({ code, command }: Symptom): string {
  if (code === 'EAUTH') return 'the sign-in'
  return stages[command] ?? 'the session'
}

const stages: Record<string, string> = {
  CONN: 'the connection',
  'MAIL FROM': 'the sender',
  'RCPT TO': 'every recipient',
  STARTTLS: 'the encryption',
  DATA: 'the mail',
}

/** Refused on our own side, before the server had a say. */
function ownFailure({ code }: Symptom, host: string, cause: unknown): DeliveryError {
  if (code === 'EMESSAGE') {
    return rejected({ code: 'MESSAGE_TOO_LARGE', message: `The mail is larger than ${host} takes`, cause })
  }
  if (code === 'ECONNECTION') {
    return transient({ code, message: `${host} closed the connection before the mail was handed over`, cause })
  }
  const message = code === 'EAUTH' ? 'The sign-in lacks a user name or password' : 'Sender or recipients cannot be used'
  return configuration({ code, message, cause })
}

function beforeTheMail(symptom: Symptom, { greeted }: Progress, peer: Peer, cause: unknown): DeliveryError {
  const { code, command, cause: below } = symptom
  const { host, port, tls } = peer
  if (code === 'ETIMEDOUT') {
    const hint = tls === 'starttls' && port === 465 ? '; port 465 wants tls: implicit' : ''
    return transient({ code, message: `${host} gave no answer in time${hint}`, cause })
  }
  if (code === 'EPROTOCOL' && !greeted) {
    const message = `${host} does not speak SMTP on port ${port}; check host, port and tls`
    return configuration({ code: 'NOT_SMTP', message, cause })
  }
  if (below.startsWith('ERR_SSL_') || (code === 'ETLS' && command === 'STARTTLS')) {
    const message = `${host} and this hub agree on no encryption on port ${port}; check port and tls`
    return configuration({ code: below || code, message, cause })
  }
  if (below || !nodemailerCodes.has(code)) {
    const error = Object.assign(new Error('SMTP', { cause }), { code: below || code })
    return networkFailure(error, { sent: false }, host, false)
  }
  return transient({ code, message: `${host} broke off before the mail was handed over`, cause })
}

const nodemailerCodes = new Set(['ECONNECTION', 'EPROTOCOL', 'EENVELOPE', 'EAUTH', 'ETLS', 'ESOCKET', 'EMESSAGE'])

function symptomOf(error: unknown): Symptom {
  const seen: Record<string, unknown> = typeof error === 'object' && error !== null ? { ...error } : {}
  const text = (name: string) => (typeof seen[name] === 'string' ? seen[name] : '')
  return {
    code: text('code') || 'UNKNOWN',
    command: text('command'),
    status: typeof seen['responseCode'] === 'number' ? seen['responseCode'] : undefined,
    response: text('response'),
    cause: text('originalCode'),
  }
}

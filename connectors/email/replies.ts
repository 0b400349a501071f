/**
 * Reads failed SMTP exchanges. A reply's status and words come first, then the moment, then nodemailer's code; after
 * the final dot problems.ts decides.
 */
import { z } from 'zod'
import { configuration, type DeliveryError, type FailureDetail, transient } from '../../src/failure.ts'
import { type Answer, entryFor, failureBy, meaningOf, problemById } from '../../src/outside/answer.ts'
import { networkFailure } from '../../src/outside/network-failure.ts'
import { problems } from './problems.ts'

export interface Progress {
  /** Greeting and EHLO are over, so the peer speaks SMTP. */
  greeted: boolean
  /** The final dot has been written: from here on the server may have taken the mail. */
  handedOver: boolean
}

interface Peer {
  host: string
  port: number
  password?: string | undefined
}

/** What nodemailer tells of a failure. `originalCode` is Node's own code. */
const symptomShape = z.object({
  code: z.string().min(1).catch('UNKNOWN'),
  command: z.string().catch(''),
  responseCode: z.number().optional().catch(undefined),
  response: z.string().catch(''),
  originalCode: z.string().catch(''),
})
type Symptom = z.output<typeof symptomShape>

export function smtpFailure(error: unknown, progress: Progress, peer: Peer, aborted: boolean): DeliveryError {
  const symptom = symptomShape.parse(Object(error))
  const { code, command, responseCode, originalCode } = symptom
  if (aborted) return ended(progress, peer.host, { code: 'ABORTED', cause: error })
  if (responseCode !== undefined) return replyFailure(symptom, responseCode, progress, peer, error)
  if (command === 'API' || (code === 'EMESSAGE' && command === 'MAIL FROM')) return ownFailure(code, peer.host, error)
  if (progress.handedOver) return ended(progress, peer.host, { code: originalCode || code, cause: error })
  return connectionFailure(symptom, progress, peer, error)
}

export function isSignInRefused(error: unknown): boolean {
  const { code, responseCode = 0 } = symptomShape.parse(Object(error))
  return code === 'EAUTH' && responseCode >= 500
}

/** @param id names the entry in problems.ts. */
export function emailFailure(id: string, who: string, detail: Partial<FailureDetail>): DeliveryError {
  return failureBy(problemById(problems, id), { who, now: new Date() }, detail)
}

/** The exchange ended without an answer to the mail. */
function ended({ handedOver }: Progress, host: string, detail: Partial<FailureDetail>): DeliveryError {
  if (handedOver) return emailFailure('email-uncertain', host, detail)
  return transient({ ...detail, message: `The exchange with ${host} ended before the mail was handed over` })
}

function replyFailure(
  { code, command, response }: Symptom,
  status: number,
  progress: Progress,
  peer: Peer,
  cause: unknown,
): DeliveryError {
  const { host, password } = peer
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
  const answer: Answer = { code: enhanced ?? String(status), text: response }
  const detail = { code: answer.code, status, excerpt: response, cause }
  const step = code === 'EAUTH' ? 'the sign-in' : (steps[command] ?? 'the session')
  const toMail = code === 'EMESSAGE'
  if (progress.handedOver && !toMail) return ended(progress, peer.host, detail)
  if (status >= 400 && status < 500) {
    // Before any recipient is named, the answer concerns the whole session.
    const everyLead = command === 'CONN' || code === 'EAUTH'
    return transient({ ...detail, message: `${host} refuses ${step} for now (${answer.code})`, everyLead })
  }
  const limit = meaningOf(limits, answer)
  if (limit) return emailFailure(limit.id, host, detail)
  if (toMail && status >= 500) return mailRefused(host, answer, detail)
  if (status === 552 && command === 'MAIL FROM') return refused('email-too-large', host, answer, detail)
  const message = `${host} refuses ${step} (${answer.code})`
  // A failed password is never sent again by itself: accounts get locked.
  if (code === 'EAUTH' && password !== undefined) return configuration({ ...detail, message, probe: false })
  if (code === 'EAUTH') return configuration({ ...detail, message, probe: true, problem: 'email-token-refused' })
  if (command === 'STARTTLS') return configuration({ ...detail, message, problem: 'email-starttls-missing' })
  return status >= 500 ? configuration({ ...detail, message }) : ended(progress, peer.host, detail)
}

const steps: Readonly<Record<string, string>> = {
  CONN: 'the connection',
  'MAIL FROM': 'the sender',
  'RCPT TO': 'every recipient',
  STARTTLS: 'the encryption',
  DATA: 'the mail',
}

const limits = problems.filter((problem) => problem.class === 'transient')
const everyMail = problems.filter((problem) => problem.class === 'configuration')
const thisMail = problems.filter((problem) => problem.class === 'rejected')

/**
 * Exchange Online, Amazon SES and SendGrid refuse sender and recipients only after the final dot. Such a refusal concerns
 * every lead; any other concerns this mail.
 */
function mailRefused(host: string, answer: Answer, detail: Partial<FailureDetail>): DeliveryError {
  const meaning = meaningOf(everyMail, answer) ?? meaningOf(thisMail, answer)
  return refused(meaning?.id ?? 'email-mail-refused', host, answer, detail)
}

/** The words may name a closer entry than the one that decides: they do not change the class. */
function refused(id: string, who: string, answer: Answer, detail: Partial<FailureDetail>): DeliveryError {
  const closest = entryFor(problems, { ...answer, status: detail.status })
  return emailFailure(id, who, { ...detail, problem: closest?.id ?? id })
}

/** nodemailer refused the mail before the server answered. */
function ownFailure(code: string, host: string, cause: unknown): DeliveryError {
  if (code === 'EMESSAGE') return emailFailure('email-too-large', host, { code: 'MESSAGE_TOO_LARGE', cause })
  if (code === 'ECONNECTION') return ended({ greeted: true, handedOver: false }, host, { code, cause })
  const message = 'The mail cannot be sent with these settings: check username and password, from and to'
  return configuration({ code, message, cause })
}

function connectionFailure(symptom: Symptom, { greeted }: Progress, peer: Peer, error: unknown): DeliveryError {
  const { host, port } = peer
  const who = `${host}, port ${port}`
  const detail = { code: symptom.originalCode || symptom.code, cause: error }
  if (symptom.code === 'ETIMEDOUT') {
    return transient({ code: 'ETIMEDOUT', message: `${host} gave no answer in time`, cause: error })
  }
  if (symptom.code === 'EPROTOCOL' && !greeted) {
    return emailFailure('email-not-smtp', who, { ...detail, code: 'NOT_SMTP' })
  }
  if (detail.code.startsWith('ERR_SSL_') || (symptom.code === 'ETLS' && symptom.command === 'STARTTLS')) {
    return refused('email-encryption-mismatch', who, detail, detail)
  }
  if (nodemailerCodes.has(detail.code)) return ended({ greeted, handedOver: false }, host, detail)
  return networkFailure(Object.assign(new Error('SMTP'), detail), { sent: false }, host, false)
}

const nodemailerCodes = new Set(['ECONNECTION', 'EPROTOCOL', 'EENVELOPE', 'EAUTH', 'ETLS', 'ESOCKET', 'EMESSAGE'])

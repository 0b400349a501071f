/**
 * Reads failed SMTP exchanges. A reply's status and words come first, then the moment, then nodemailer's code; after
 * the final dot problems.ts decides.
 */
import { z } from 'zod'
import type { Problem } from '../../connector.ts'
import { configuration, type DeliveryError, type FailureDetail, transient } from '../../failure.ts'
import { type Answer, entryFor, failureBy, meaningOf, problemById } from '../answer.ts'
import { networkFailure } from '../network-failure.ts'

export interface Progress {
  /** Greeting and EHLO are over, so the peer speaks SMTP. */
  greeted: boolean
  /** The final dot has been written: from here on the server may have taken the mail. */
  handedOver: boolean
}

/** The server, as the settings name it. */
interface Peer {
  host: string
  port: number
  password?: string | undefined
}

/** What the connector or channel makes of the server's answers. */
export interface Catalogue {
  /** Begins the id of each entry. */
  readonly type: string
  readonly problems: readonly Problem[]
}

export interface Replies {
  /** The failure of an exchange that ended with this error. */
  failure(error: unknown, progress: Progress, aborted: boolean): DeliveryError
  /** @param key of the entry: its id without the type. */
  named(key: string, detail: Partial<FailureDetail>, who?: string): DeliveryError
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

export function isSignInRefused(error: unknown): boolean {
  const { code, responseCode = 0 } = symptomShape.parse(Object(error))
  return code === 'EAUTH' && responseCode >= 500
}

export function repliesOf({ type, problems }: Catalogue, { host, port, password }: Peer): Replies {
  const ofClass = (wanted: Problem['class']) => problems.filter((problem) => problem.class === wanted)
  const [limits, everyMail, thisMail] = [ofClass('transient'), ofClass('configuration'), ofClass('rejected')]
  const idOf = (key: string) => `${type}-${key}`

  function named(key: string, detail: Partial<FailureDetail>, who = host): DeliveryError {
    return failureBy(problemById(problems, idOf(key)), { who, now: new Date() }, detail)
  }

  function failure(error: unknown, progress: Progress, aborted: boolean): DeliveryError {
    const symptom = symptomShape.parse(Object(error))
    const { code, command, responseCode, originalCode } = symptom
    if (aborted) return ended(progress, { code: 'ABORTED', cause: error })
    if (responseCode !== undefined) return replyFailure(symptom, responseCode, progress, error)
    if (command === 'API' || (code === 'EMESSAGE' && command === 'MAIL FROM')) return ownFailure(code, error)
    if (progress.handedOver) return ended(progress, { code: originalCode || code, cause: error })
    return connectionFailure(symptom, progress, error)
  }

  /** The exchange ended without an answer to the mail. */
  function ended({ handedOver }: Progress, detail: Partial<FailureDetail>): DeliveryError {
    if (handedOver) return named('uncertain', detail)
    return transient({ ...detail, message: `The exchange with ${host} ended before the mail was handed over` })
  }

  function replyFailure(symptom: Symptom, status: number, progress: Progress, cause: unknown): DeliveryError {
    const { code, command, response } = symptom
    const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1]
    const answer: Answer = { code: enhanced ?? String(status), text: response }
    const detail = { code: answer.code, status, excerpt: response, cause }
    const step = code === 'EAUTH' ? 'the sign-in' : (steps[command] ?? 'the session')
    const toMail = code === 'EMESSAGE'
    if (progress.handedOver && !toMail) return ended(progress, detail)
    if (status >= 400 && status < 500) {
      // Before any recipient is named, the answer concerns the whole session.
      const everyLead = command === 'CONN' || code === 'EAUTH'
      return transient({ ...detail, message: `${host} refuses ${step} for now (${answer.code})`, everyLead })
    }
    const limit = meaningOf(limits, answer)
    if (limit) return failureBy(limit, { who: host, now: new Date() }, detail)
    if (toMail && status >= 500) return mailRefused(answer, detail)
    if (status === 552 && command === 'MAIL FROM') return refused(idOf('too-large'), answer, detail)
    const message = `${host} refuses ${step} (${answer.code})`
    // A failed password is never sent again by itself: accounts get locked.
    if (code === 'EAUTH' && password !== undefined) return configuration({ ...detail, message, probe: false })
    if (code === 'EAUTH') return configuration({ ...detail, message, probe: true, problem: idOf('token-refused') })
    if (command === 'STARTTLS') return configuration({ ...detail, message, problem: idOf('starttls-missing') })
    return status >= 500 ? configuration({ ...detail, message }) : ended(progress, detail)
  }

  /**
   * Exchange Online, Amazon SES and SendGrid refuse sender and recipients only after the final dot. Such a refusal concerns
   * every mail; any other concerns this mail.
   */
  function mailRefused(answer: Answer, detail: Partial<FailureDetail>): DeliveryError {
    const meaning = meaningOf(everyMail, answer) ?? meaningOf(thisMail, answer)
    return refused(meaning?.id ?? idOf('mail-refused'), answer, detail)
  }

  /** The words may name a closer entry than the one that decides: they do not change the class. */
  function refused(id: string, answer: Answer, detail: Partial<FailureDetail>, who = host): DeliveryError {
    const closest = entryFor(problems, { ...answer, status: detail.status })
    return failureBy(problemById(problems, id), { who, now: new Date() }, { ...detail, problem: closest?.id ?? id })
  }

  /** nodemailer refused the mail before the server answered. */
  function ownFailure(code: string, cause: unknown): DeliveryError {
    if (code === 'EMESSAGE') return named('too-large', { code: 'MESSAGE_TOO_LARGE', cause })
    if (code === 'ECONNECTION') return ended({ greeted: true, handedOver: false }, { code, cause })
    const message = 'The mail cannot be sent with these settings: check username and password, from and to'
    return configuration({ code, message, cause })
  }

  function connectionFailure(symptom: Symptom, { greeted }: Progress, error: unknown): DeliveryError {
    const who = `${host}, port ${port}`
    const detail = { code: symptom.originalCode || symptom.code, cause: error }
    if (symptom.code === 'ETIMEDOUT') {
      return transient({ code: 'ETIMEDOUT', message: `${host} gave no answer in time`, cause: error })
    }
    if (symptom.code === 'EPROTOCOL' && !greeted) return named('not-smtp', { ...detail, code: 'NOT_SMTP' }, who)
    if (detail.code.startsWith('ERR_SSL_') || (symptom.code === 'ETLS' && symptom.command === 'STARTTLS')) {
      return refused(idOf('encryption-mismatch'), detail, detail, who)
    }
    if (nodemailerCodes.has(detail.code)) return ended({ greeted, handedOver: false }, detail)
    return networkFailure(Object.assign(new Error('SMTP'), detail), { sent: false }, host, false)
  }

  return { failure, named }
}

const steps: Readonly<Record<string, string>> = {
  CONN: 'the connection',
  'MAIL FROM': 'the sender',
  'RCPT TO': 'every recipient',
  STARTTLS: 'the encryption',
  DATA: 'the mail',
}

const nodemailerCodes = new Set(['ECONNECTION', 'EPROTOCOL', 'EENVELOPE', 'EAUTH', 'ETLS', 'ESOCKET', 'EMESSAGE'])

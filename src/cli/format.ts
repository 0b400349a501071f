/** Formats of single values at the terminal. */

import { quoteOf } from '../delivery/quote.ts'
import { oneLine } from '../lead/printable.ts'

/** `2026-06-01 09:30:00Z` */
export function when(iso: string | null): string {
  return iso === null ? '' : `${iso.slice(0, 19).replace('T', ' ')}Z`
}

/** How many there are of a list that is counted to a limit. */
export function formatCount({ count, capped }: { count: number; capped?: true | undefined }): string {
  return capped ? `more than ${count - 1}` : String(count)
}

export interface DeliverySummary {
  state: string
  receipt: { outcome: string; reference: string | null } | null
  failure: { code: string | null; message: string } | null
  nextAttemptAt?: string | null
}

/** The outcome of a delivery on one line. */
export function formatOutcome({ state, receipt, failure, nextAttemptAt }: DeliverySummary): string {
  if (receipt && state === 'delivered') return oneLine([receipt.outcome, receipt.reference].filter(Boolean).join(' '))
  const next = state === 'waiting' && nextAttemptAt ? `next attempt at ${when(nextAttemptAt)}` : ''
  if (state === 'held' && !failure) return 'waits until its destination is released'
  const why = failure ? withCode(failure) : ''
  return [why, next].filter(Boolean).join('; ')
}

/** The message with the far end's code, unless the message holds the code. */
export function withCode({ code, message }: { code: string | null; message: string }): string {
  return oneLine(code === null || message.includes(code) ? message : `${message} [${code}]`)
}

export interface ProblemText {
  id: string
  wording: readonly string[]
  cause: string
  remedy: readonly string[]
  link: string
}

interface Said {
  code?: string | null | undefined
  message?: string
}

/**
 * A catalogue entry for a person.
 * @param answer what the far end answered: a sentence that it did not say is marked as the documented one
 */
export function formatProblem({ id, wording, cause, remedy, link }: ProblemText, indent = '', answer?: Said): string {
  const { text, isSaid } = answer ? quoteOf(wording, { code: answer.code, text: answer.message }) : quoteOf(wording, {})
  const quoted = answer && !isSaid ? `, documented as “${text}”` : `: “${text}”`
  const lines = [
    text === '' ? id : `${id}${quoted}`,
    `  ${cause}`,
    ...remedy.map((step, at) => `  ${at + 1}. ${step}`),
    `  ${link}`,
  ]
  return lines.map((line) => indent + line).join('\n')
}

export function plural(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}

export interface Trouble {
  code: string | null
  message: string
  problem: ProblemText | null
}

/** The trouble of a destination, with the remedy. */
export function formatTrouble({ code, message, problem }: Trouble): string {
  const what = withCode({ code, message })
  return problem ? `${what}\n${formatProblem(problem, '  ', { code, message })}` : what
}

/** What a far end's failure may say in the ledger, in the log and at a terminal. */
import type { Problem } from '../connector.ts'
import type { DeliveryError, FailureDetail } from '../failure.ts'
import type { Lead } from '../lead/lead.ts'
import { oneLine } from '../lead/printable.ts'
import { cut } from '../lead/text.ts'
import type { SettledFailure } from '../ledger/settlements.ts'
import { mappingCodes } from '../mapping/map.ts'
import { personRedactor } from '../redact.ts'
import { findProblem } from './problem.ts'

/** Longest that is kept, in characters. */
const longest = { code: 100, message: 2_000, excerpt: 1_000 }

/** Longest that is read for an excerpt: more than a far end that echoes the whole lead may say before it. */
const excerptRead = 512 * 1024

type Hide = (text: string) => string

/**
 * Code and message: each on one line, without what must be hidden, and cut.
 * @param problems the connector's: a code that its catalogue knows is the vendor's, and stays as it is
 */
export function failureText(
  detail: FailureDetail,
  hide: Hide,
  problems: readonly Problem[] = [],
): { code: string; message: string } {
  const code = String(detail.code ?? '')
  const known = mappingCodes.has(code) || problems.some(({ codes }) => codes?.includes(code))
  return {
    code: known ? code : kept(code, hide, longest.code),
    message: kept(detail.message, hide, longest.message),
  }
}

/** What is kept of a failed try: nothing of the lead, and no secret. */
export function settledFailure(
  { class: failureClass, detail }: DeliveryError,
  lead: Pick<Lead, 'person' | 'description'>,
  hideSecrets: Hide,
  problems: readonly Problem[] = [],
): SettledFailure {
  const person = personRedactor(lead)
  const hide = (text: string) => person.excerpt(hideSecrets(text.replaceAll('\0', '').toWellFormed()))
  return {
    class: failureClass,
    ...failureText(detail, (text) => person.message(hideSecrets(text)), problems),
    status: detail.status,
    problem: findProblem(problems, detail)?.id ?? '',
    excerpt: cut(hide((detail.excerpt ?? '').slice(0, excerptRead)), longest.excerpt),
  }
}

function kept(text: string, hide: Hide, most: number): string {
  // Again: a value may have been cut into pieces by what is no text.
  return cut(hide(oneLine(hide(text))), most)
}

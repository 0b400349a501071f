/** The text of a failure as the ledger, the log and a terminal may show it. */
import type { Problem } from '../connector.ts'
import type { DeliveryError, FailureDetail } from '../failure.ts'
import type { Lead } from '../lead/lead.ts'
import { oneLine } from '../lead/printable.ts'
import { cut } from '../lead/text.ts'
import type { SettledFailure } from '../ledger/settlements.ts'
import { mappingCodes } from '../mapping/map.ts'
import { personRedactor } from '../redact.ts'
import { findProblem } from './problem.ts'

/** Characters that are stored at most. */
const maxLength = { code: 100, message: 2_000, excerpt: 1_000 }

/** Characters of an answer that are searched for lead data: far ends may echo the whole lead. */
const excerptRead = 512 * 1024

type Hide = (text: string) => string

/**
 * Code and message, each on one line, cut, and without secrets and lead data.
 * @param problems the connector's catalogue: a code that stands there is the vendor's and stays as it is
 */
export function failureText(
  detail: FailureDetail,
  hide: Hide,
  problems: readonly Problem[] = [],
): { code: string; message: string } {
  const code = String(detail.code ?? '')
  const known = mappingCodes.has(code) || problems.some(({ codes }) => codes?.includes(code))
  return {
    code: known ? code : hidden(code, hide, maxLength.code),
    message: hidden(detail.message, hide, maxLength.message),
  }
}

/** The failure of an attempt as it is stored: no lead data and no secret. */
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
    excerpt: cut(hide((detail.excerpt ?? '').slice(0, excerptRead)), maxLength.excerpt),
  }
}

function hidden(text: string, hide: Hide, max: number): string {
  // `hide` runs twice: the first run misses a value with a line break in it, which `oneLine` makes a blank.
  return cut(hide(oneLine(hide(text))), max)
}

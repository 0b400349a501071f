/** The meaning of a far end's answer. Only the connector's table (`problems.ts`) decides it. */
import type { Problem } from '../connector.ts'
import { DeliveryError, type FailureDetail } from '../failure.ts'

export interface Answer {
  /** The far end's own machine code. */
  code?: string | undefined
  /** The far end's own words. */
  text?: string | undefined
  status?: number | undefined
}

/** Characters. A far end may send a megabyte, for which the patterns together would take minutes. */
const readAtMost = 16_384

/**
 * The entry for an answer: found by its machine code, then by its text, then by its status. Entries without a class are
 * ignored.
 */
export function meaningOf(problems: readonly Problem[], answer: Answer): Problem | undefined {
  return entryFor(
    problems.filter((problem) => problem.class),
    answer,
  )
}

/** As {@link meaningOf}, among all entries. A code such as `HTTP_404` is a status, so the text counts more. */
export function entryFor(problems: readonly Problem[], { code, text = '', status }: Answer): Problem | undefined {
  const said = text.slice(0, readAtMost)
  return (
    (isStatus(code) ? undefined : byCode(problems, code)) ??
    (said ? problems.find((problem) => saysSo(problem, said)) : undefined) ??
    byCode(problems, code) ??
    problems.find(({ statuses }) => status !== undefined && statuses?.includes(status))
  )
}

function byCode(problems: readonly Problem[], code: string | undefined): Problem | undefined {
  return code === undefined ? undefined : problems.find(({ codes }) => codes?.includes(code))
}

function isStatus(code: string | undefined): boolean {
  return code !== undefined && /^HTTP_\d{3}$/.test(code)
}

/** Whether a message is one of the vendor's messages for this problem. */
export function saysSo({ wording, patterns = [] }: Problem, said: string): boolean {
  const flat = flatten(said)
  return wording.some((text) => flat.includes(flatten(text))) || patterns.some((pattern) => said.search(pattern) >= 0)
}

/** In lower case, with single blanks. */
export function flatten(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** @throws Error for an id that is not in the table. */
export function problemById(problems: readonly Problem[], id: string): Problem {
  const found = problems.find((problem) => problem.id === id)
  if (!found) throw new Error(`${id} is not in the table of problems`)
  return found
}

export interface Circumstances {
  /** Begins the message: `Dataverse`. */
  who: string
  now: Date
  /** A repeat of this request would double its record. @default false */
  doubles?: boolean
}

/**
 * The failure of a table entry. Its message is the first sentence of the entry's cause; values of `detail` replace
 * those of the entry.
 * @throws Error for an entry without a class.
 */
export function failureBy(
  problem: Problem,
  { who, now, doubles = false }: Circumstances,
  detail: Partial<FailureDetail>,
): DeliveryError {
  if (!problem.class) throw new Error(`${problem.id} has no class`)
  const failureClass = (doubles ? problem.ifRepeatDoubles : undefined) ?? problem.class
  const code = detail.code ? ` (${detail.code})` : ''
  const message = `${who}${code}: ${firstSentence(problem.cause)}`
  const { retryIn, everyLead } = problem
  const retryAt = retryIn === undefined ? undefined : new Date(now.getTime() + retryIn * 1_000)
  const pause =
    failureClass === 'transient' ? { everyLead: detail.everyLead ?? everyLead, retryAt: detail.retryAt ?? retryAt } : {}
  return new DeliveryError(failureClass, { message, problem: problem.id, ...detail, ...pause })
}

function firstSentence(text: string): string {
  return text.split(/(?<=\.)\s/, 1)[0] ?? text
}

import type { Problem } from '../connector.ts'
import type { FailureDetail } from '../failure.ts'

/** Characters. A far end may send a megabyte, against which the patterns together would take minutes. */
const readAtMost = 16_384

/**
 * The catalogue's entry for a failure: by the connector's own word, then machine code, then wording, then status.
 * `HTTP_404` is a status that stands in for a code, so the far end's words go before it.
 */
export function findProblem(problems: readonly Problem[], detail: FailureDetail): Problem | undefined {
  const said = [detail.message, detail.excerpt].filter(Boolean).join('\n').slice(0, readAtMost)
  return (
    problems.find(({ id }) => id === detail.problem) ??
    (isStatus(detail.code) ? undefined : byCode(problems, detail.code)) ??
    problems.find((problem) => saysSo(problem, said)) ??
    byCode(problems, detail.code) ??
    problems.find(({ statuses }) => detail.status !== undefined && statuses?.includes(detail.status))
  )
}

function byCode(problems: readonly Problem[], code: string | undefined): Problem | undefined {
  return code === undefined ? undefined : problems.find(({ codes }) => codes?.includes(code))
}

function isStatus(code: string | undefined): boolean {
  return code !== undefined && /^HTTP_\d{3}$/.test(code)
}

/** Whether a message is one the vendor prints for this problem, in any edition we know. */
export function saysSo({ wording, patterns = [] }: Problem, said: string): boolean {
  const flat = flatten(said)
  return wording.some((text) => flat.includes(flatten(text))) || patterns.some((pattern) => said.search(pattern) >= 0)
}

function flatten(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim()
}

/** The entries a pasted message may mean: those whose vendor says so, then those whose machine code it names. */
export function explain(problems: readonly Problem[], message: string): Problem[] {
  const named = new Set(message.match(/[\w.:-]*\w/g)?.map((word) => word.toLowerCase()))
  const byWording = problems.filter((problem) => saysSo(problem, message))
  const byCode = problems.filter(
    (problem) => !byWording.includes(problem) && problem.codes?.some((code) => named.has(code.toLowerCase())),
  )
  return [...byWording, ...byCode]
}

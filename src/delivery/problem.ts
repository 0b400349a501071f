import type { Problem } from '../connector.ts'
import type { FailureDetail } from '../failure.ts'
import { entryFor, saysSo } from '../outside/answer.ts'

/** The catalogue's entry for a failure: the entry that the connector named, else the entry that fits the answer. */
export function findProblem(problems: readonly Problem[], detail: FailureDetail): Problem | undefined {
  const { code, status } = detail
  const text = [detail.message, detail.excerpt].filter(Boolean).join('\n')
  return problems.find(({ id }) => id === detail.problem) ?? entryFor(problems, { code, status, text })
}

/** The entries that fit a pasted message: first by the vendor's wording, then by a code in the message. */
export function explain(problems: readonly Problem[], message: string): Problem[] {
  const named = new Set(message.match(/[\w.:-]*\w/g)?.map((word) => word.toLowerCase()))
  const byWording = problems.filter((problem) => saysSo(problem, message))
  const byCode = problems.filter(
    (problem) => !byWording.includes(problem) && problem.codes?.some((code) => named.has(code.toLowerCase())),
  )
  return [...byWording, ...byCode]
}

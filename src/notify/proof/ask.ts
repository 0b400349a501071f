/** Asks a far end which records it has. Never throws. */
import { startDeadline } from '../../async/deadline.ts'
import type { KeptRecord } from '../../connector.ts'
import { inTime } from '../../delivery/attempt.ts'
import { asFailure } from '../../delivery/check.ts'
import type { DeliveryContext } from '../../delivery/context.ts'
import { failureText } from '../../delivery/failure-text.ts'
import type { OpenDestination } from '../../delivery/open-destination.ts'
import { findProblem } from '../../delivery/problem.ts'
import { asked, type NotAsked, settledAfter, type UncheckedRecords } from '../../ledger/notify/proof.ts'

export type Answer =
  | { present: ReadonlyMap<string, boolean>; why?: undefined }
  /** Nothing is known. `passing`: asking again may help. */
  | { present?: undefined; why: NotAsked; passing: boolean }

/** One question takes several requests. */
const deadlines = 10

/** Milliseconds that a question may take. */
export function longest({ policy }: OpenDestination): number {
  return policy.deadline * deadlines
}

/** @returns undefined if the destination can be asked */
export function whyNot(opened: OpenDestination | undefined, off: readonly string[]): NotAsked | undefined {
  if (!opened) return reason('gone', 'The destination left the configuration')
  if (off.includes(opened.id)) return reason('off', 'The configuration switches it off (proof.off)')
  if (!opened.destination.present) return reason('not-offered', 'This far end cannot be asked for its records')
  return undefined
}

export function reason(why: string, message: string): NotAsked {
  return { why, code: '', problem: '', message }
}

/** Why records of a destination that was asked are unchecked. */
export function whyUnchecked({ young, untold }: UncheckedRecords): NotAsked {
  const records = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`
  const silent = `The far end told nothing of ${records(untold, 'record', 'records')}`
  if (young === 0) return untold === 0 ? asked : reason('untold', silent)
  const are = `${records(young, 'record was', 'records were')} delivered less than ${settledAfter} minutes ago`
  const message = `${are}, and the far end may not have ${young === 1 ? 'it' : 'them'} yet. Prove the day again later`
  return reason('young', untold === 0 ? message : `${message}. ${silent}`)
}

export async function ask(
  context: Pick<DeliveryContext, 'stopping' | 'hide'>,
  opened: OpenDestination,
  records: readonly KeptRecord[],
): Promise<Answer> {
  const { connector, destination } = opened
  const deadline = startDeadline(longest(opened), context.stopping)
  opened.enter()
  try {
    const asking = Promise.resolve(destination.present?.(records, deadline.signal))
    const present = await inTime(asking, deadline.signal)
    if (present instanceof Map) return { present }
    return { why: reason('refused', 'The connector gave no answer that can be read'), passing: false }
  } catch (error) {
    const failure = asFailure(error, 'when it was asked for its records')
    const { code, message: told } = failureText(failure.detail, context.hide, connector.problems)
    const message = code === 'DEADLINE' ? 'The far end did not answer in time' : told
    const problem = findProblem(connector.problems, failure.detail)?.id ?? ''
    return { why: { why: 'refused', code, problem, message }, passing: failure.class === 'transient' }
  } finally {
    opened.leave()
    deadline.clear()
  }
}

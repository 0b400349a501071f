/** What an operator does to a destination. Every act stands in the audit with the one who did it. */

import { check, farFields } from '../delivery/check.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { failureText } from '../delivery/failure-text.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { letFlow } from '../delivery/release.ts'
import type { FailureClass } from '../failure.ts'
import { type Act, audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { probeNow, type Trouble } from '../ledger/destinations.ts'
import { holdByOperator, noteTrouble, openByOperator, pauseByOperator } from '../ledger/operator.ts'
import { findDestination } from '../ledger/reads/destinations.ts'
import type { DestinationState } from '../ledger/states.ts'
import { type FieldDoubt, fieldDoubts } from '../mapping/far-fields.ts'

export interface About {
  /** A token's name, or `local`. */
  actor: string
  destination: string
}

/** Stops it until an operator releases it; its leads wait as `held`. */
export async function hold(context: DeliveryContext, { actor, destination }: About, reason: string): Promise<void> {
  await changed(context, { actor, action: 'hold', subject: destination, detail: { reason } }, (tx) =>
    holdByOperator(tx, destination, actor, reason),
  )
  context.log.warn({ destination, actor }, 'destination held by an operator')
}

/** Opens it, whoever held it; its leads go again. @returns the state it had, when it was held or resting. */
export function release(context: DeliveryContext, about: About): Promise<DestinationState | undefined> {
  return opened(context, about, 'release', ['held', 'resting'])
}

/** Stops it without a reason of its own; its leads stay in line. */
export async function pause(context: DeliveryContext, { actor, destination }: About): Promise<void> {
  const was = await changed(context, { actor, action: 'pause', subject: destination }, (tx) =>
    pauseByOperator(tx, destination),
  )
  if (!was) return
  context.log.warn({ destination, actor, was }, 'destination paused')
}

/** @returns the state it had, when it was paused. */
export function resume(context: DeliveryContext, about: About): Promise<DestinationState | undefined> {
  return opened(context, about, 'resume', ['paused'])
}

async function opened(
  context: DeliveryContext,
  { actor, destination }: About,
  action: Act['action'],
  from: DestinationState[],
) {
  const was = await changed(context, { actor, action, subject: destination }, (tx) =>
    openByOperator(tx, destination, from),
  )
  if (was) {
    // Many leads take a while. Should this process end in between, the reconciler goes on with it.
    void letFlow(context, destination, was).catch((err) =>
      context.log.warn({ err, destination }, 'the release was cut short'),
    )
  }
  return was
}

/** The act and its audit, both or neither; nothing is noted where nothing changed. */
function changed<R>(
  context: DeliveryContext,
  act: Act,
  work: (tx: Db) => Promise<R | undefined>,
): Promise<R | undefined> {
  return context.db.transaction().execute(async (tx) => {
    const was = await work(tx)
    if (was !== undefined) await audit(tx, { ...act, detail: { ...act.detail, was } })
    return was
  })
}

export interface Checked {
  /** Undefined where this kind of destination cannot be checked without sending a lead. */
  ok: boolean | undefined
  trouble: (Trouble & { class: FailureClass }) | undefined
  /** What the far end's own fields say of the mapping. */
  doubts: readonly FieldDoubt[]
  /** What follows for the destination's leads. */
  next: 'nothing' | 'probe' | 'held-by-operator' | 'paused'
}

/** Asks the far end without writing. When that passes, a destination that is held or resting is tried with a lead. */
export async function checkNow(
  context: DeliveryContext,
  { actor, destination }: About,
  opened: OpenDestination,
): Promise<Checked> {
  if (!opened.destination.check) return { ok: undefined, trouble: undefined, doubts: [], next: 'nothing' }
  const failure = await check(opened, context.stopping)
  const trouble = failure && {
    class: failure.class,
    problem: findProblem(opened.connector.problems, failure.detail)?.id ?? '',
    status: failure.detail.status,
    ...failureText(failure.detail, context.hide, opened.connector.problems),
  }
  const detail = { ok: !trouble, ...(trouble ? { code: trouble.code, problem: trouble.problem } : {}) }
  await audit(context.db, { actor, action: 'check', subject: destination, detail })
  if (trouble) {
    await noteTrouble(context.db, destination, trouble)
    return { ok: false, trouble, doubts: [], next: 'nothing' }
  }
  const far = await farFields(opened, context.stopping)
  const doubts = far ? fieldDoubts(opened.mapping(''), far, opened.connector.fields) : []
  return { ok: true, trouble: undefined, doubts, next: await afterPassing(context, destination) }
}

async function afterPassing(context: DeliveryContext, destination: string): Promise<Checked['next']> {
  const standing = await findDestination(context.db, destination)
  if (standing?.state === 'paused') return 'paused'
  if (standing?.state !== 'held' && standing?.state !== 'resting') return 'nothing'
  if (standing.held_by !== '') return 'held-by-operator'
  await probeNow(context.db, destination)
  return 'probe'
}

/** What an operator does to a destination. Every act is in the audit, with its actor. */

import { check, farFields } from '../delivery/check.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { failureText } from '../delivery/failure-text.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { afterOpening } from '../delivery/release.ts'
import type { FailureClass } from '../failure.ts'
import { type Act, audit } from '../ledger/audit.ts'
import type { Db } from '../ledger/db.ts'
import { noteChange } from '../ledger/destination-changes.ts'
import { probeNow, type Trouble } from '../ledger/destinations.ts'
import { holdByOperator, noteTrouble, openByOperator, pauseByOperator } from '../ledger/operator.ts'
import { findDestination } from '../ledger/reads/destinations.ts'
import type { DestinationState } from '../ledger/states.ts'
import { type FieldDoubt, fieldDoubts } from '../mapping/far-fields.ts'

export interface About {
  /** A token's name, or `local`. */
  actor: string
  destination: string
  /** Called first in the act's transaction. If it throws, nothing is done. */
  unchanged?: ((tx: Db) => Promise<void>) | undefined
}

/** Stops the destination until an operator releases it; its leads wait as `held`. */
export async function hold(context: DeliveryContext, about: About, reason: string): Promise<void> {
  const { actor, destination } = about
  await changed(context, about, { action: 'hold', detail: { reason } }, (tx) =>
    holdByOperator(tx, destination, actor, reason),
  )
  context.log.warn({ destination, actor }, 'destination held by an operator')
}

/** Opens a held or resting destination, also after an operator's hold. @returns the state before, else undefined */
export function release(context: DeliveryContext, about: About): Promise<DestinationState | undefined> {
  return opened(context, about, 'release', ['held', 'resting'])
}

/** Stops the destination without changing its leads: they stay `queued`. */
export async function pause(context: DeliveryContext, about: About): Promise<void> {
  const { actor, destination } = about
  const was = await changed(context, about, { action: 'pause' }, (tx) => pauseByOperator(tx, destination))
  if (!was) return
  context.log.warn({ destination, actor, was }, 'destination paused')
}

/** Opens a paused destination. @returns the state before, else undefined */
export function resume(context: DeliveryContext, about: About): Promise<DestinationState | undefined> {
  return opened(context, about, 'resume', ['paused'])
}

async function opened(context: DeliveryContext, about: About, action: Act['action'], from: DestinationState[]) {
  const { destination } = about
  const was = await changed(context, about, { action }, (tx) => openByOperator(tx, destination, from))
  if (was) {
    // Not awaited, because many leads take a while. If this process ends meanwhile, the reconciler continues.
    void afterOpening(context, destination, was).catch((err) =>
      context.log.warn({ err, destination }, 'the release was cut short'),
    )
  }
  return was
}

/** Does the act and enters it in the audit and in the history, in one transaction; no entry if nothing changed. */
function changed<R>(
  context: DeliveryContext,
  { actor, destination, unchanged }: About,
  { action, detail }: Pick<Act, 'action' | 'detail'>,
  work: (tx: Db) => Promise<R | undefined>,
): Promise<R | undefined> {
  return context.db.transaction().execute(async (tx) => {
    await unchanged?.(tx)
    const was = await work(tx)
    if (was === undefined) return undefined
    await audit(tx, { actor, action, subject: destination, detail: { ...detail, was } })
    await noteChange(tx, destination, actor)
    return was
  })
}

export interface Checked {
  /** Undefined if this type of destination cannot be checked without sending a lead. */
  ok: boolean | undefined
  trouble: (Trouble & { class: FailureClass }) | undefined
  /** Doubts about the mapping, by the fields of the far end. */
  doubts: readonly FieldDoubt[]
  /** What happens to the destination's leads next. */
  next: 'nothing' | 'probe' | 'held-by-operator' | 'paused'
}

/** Checks the far end without writing. If the check passes, a held or resting destination is probed with a lead. */
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

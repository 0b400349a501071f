/** Asks a far end to delete the records of one delivery. Never throws. */

import { startDeadline } from '../async/deadline.ts'
import type { DeliveredRecord, Destination } from '../connector.ts'
import type { DeliveryContext } from '../delivery/context.ts'
import { decide } from '../delivery/decide.ts'
import { failureText } from '../delivery/failure-text.ts'
import type { OpenDestination } from '../delivery/open-destination.ts'
import { findProblem } from '../delivery/problem.ts'
import { errorPlace } from '../error-place.ts'
import { DeliveryError } from '../failure.ts'
import type { Answered, DueRecord } from '../ledger/erasure/records.ts'

/** Passing failures until a person must ask again: with the default waits, about two hours. */
const mostAttempts = 8

/** Milliseconds after the deadline that a connector gets if it ignores its signal. */
export const grace = 2_000

/** @returns the answer to note; undefined if a stop cut the request short and the outcome is not known */
export async function askFarEnd(context: DeliveryContext, record: DueRecord): Promise<Answered | undefined> {
  const opened = context.plan().destinations.get(record.destination)
  if (!opened)
    return byHand(
      'The destination left the configuration: delete the record there by hand, or restore the destination and ask again',
    )
  if (!record.reference) return byHand(unnamed)
  const { destination } = opened
  if (!destination.erase) return byHand('The connector cannot delete: delete the record there by hand')
  const deadline = startDeadline(opened.policy.deadline, context.stopping)
  opened.enter()
  try {
    const { delivery: id, leadId, receivedAt, references } = record
    let state: Answered['state'] = 'absent'
    for (const reference of references) {
      const erase = () => erased(destination, { id, leadId, receivedAt, reference, signal: deadline.signal })
      if (await inTime(erase, deadline.signal)) state = 'erased'
    }
    return { state, attempted: true }
  } catch (error) {
    if (context.stopping.aborted) return undefined
    return afterFailure(context, opened, record.tries + 1, error instanceof DeliveryError ? error : unexpected(error))
  } finally {
    opened.leave()
    deadline.clear()
  }
}

const unnamed =
  'The record may be there, but no receipt names it: look there for the delivery’s id or the address, and delete it by hand'

function byHand(message: string): Answered {
  return { state: 'by-hand', message, attempted: false }
}

async function erased(destination: Destination, record: DeliveredRecord): Promise<boolean> {
  const was: unknown = await destination.erase?.(record)
  if (typeof was === 'boolean') return was
  const message = 'The connector did not say whether the record is deleted; look there, then ask again'
  throw new DeliveryError('internal', { message, code: 'NO_RECEIPT' })
}

async function inTime(work: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  let late: NodeJS.Timeout | undefined
  const overdue = new Promise<never>((_, reject) => {
    const message =
      'The far end did not answer within the deadline; ask again: a record that is deleted already does no harm'
    const onAbort = () => {
      late = setTimeout(() => reject(new DeliveryError('transient', { message, code: 'DEADLINE' })), grace)
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
  })
  return Promise.race([work(), overdue]).finally(() => clearTimeout(late))
}

/**
 * A passing failure is repeated after the waits of a delivery. After any other failure a person must act and ask again.
 */
function afterFailure(
  context: DeliveryContext,
  opened: OpenDestination,
  attempts: number,
  failure: DeliveryError,
): Answered {
  const { policy, connector } = opened
  const now = new Date()
  const none = { canFind: false, probe: false, othersPass: false, stopping: false }
  const about = { attempts, retryingFor: 0, mayBeThere: true, ...none }
  const random = Math.random()
  const { retryIn } = decide({ failure }, { ...about, repeat: 'doubles', policy, now, random })
  const noted = {
    ...failureText(failure.detail, context.hide, connector.problems),
    problem: findProblem(connector.problems, failure.detail)?.id ?? '',
    attempted: true,
  }
  if (retryIn === undefined || attempts >= mostAttempts) return { state: 'failed', ...noted }
  return { state: 'pending', ...noted, waitMs: retryIn }
}

function unexpected(cause: unknown): DeliveryError {
  // The error's own text may quote anything; its name does not.
  const name = cause instanceof Error ? cause.name : typeof cause
  const what = [name, errorPlace(cause)].filter(Boolean).join(', ')
  const message = `The connector failed in a way it should not (${what}); look there, then ask again`
  return new DeliveryError('internal', { message, code: 'INTERNAL', cause })
}

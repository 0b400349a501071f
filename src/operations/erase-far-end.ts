/** Asks one far end to delete what one delivery left there. Never throws. */

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

/** Passing failures until it is left to a person to ask again: with the usual waits, about two hours. */
const mostTries = 8

/** What a connector that ignores its signal is given on top of the deadline. */
export const grace = 2_000

/** @returns what follows; undefined when a stop cut it short, and nothing is known. */
export async function askFarEnd(context: DeliveryContext, record: DueRecord): Promise<Answered | undefined> {
  const opened = context.plan().destinations.get(record.destination)
  if (!opened) return byHand('It left the configuration: delete the record there by hand, or put it back and ask again')
  if (!record.reference) return byHand(unnamed)
  const { destination } = opened
  if (!destination.erase) return byHand('It cannot delete for the hub: delete the record there by hand')
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
  'It may be there, and no receipt names the record: look for the delivery’s id or the address there, delete by hand'

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
    const message = 'The far end did not answer within the deadline; ask again: what is deleted is found gone'
    const give = () => {
      late = setTimeout(() => reject(new DeliveryError('transient', { message, code: 'DEADLINE' })), grace)
    }
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })
  return Promise.race([work(), overdue]).finally(() => clearTimeout(late))
}

/** What passes is tried again after the waits of a delivery; the rest is for a person, who can have it asked again. */
function afterFailure(
  context: DeliveryContext,
  opened: OpenDestination,
  tries: number,
  failure: DeliveryError,
): Answered {
  const { policy, connector } = opened
  const now = new Date()
  const none = { canFind: false, probe: false, othersPass: false, stopping: false }
  const about = { attempts: tries, retryingFor: 0, mayBeThere: true, ...none }
  const random = Math.random()
  const { retryIn } = decide({ failure }, { ...about, repeat: 'doubles', policy, now, random })
  const noted = {
    ...failureText(failure.detail, context.hide, connector.problems),
    problem: findProblem(connector.problems, failure.detail)?.id ?? '',
    attempted: true,
  }
  if (retryIn === undefined || tries >= mostTries) return { state: 'failed', ...noted }
  return { state: 'pending', ...noted, waitMs: retryIn }
}

function unexpected(cause: unknown): DeliveryError {
  // The error's own text may quote anything; its name does not.
  const name = cause instanceof Error ? cause.name : typeof cause
  const what = [name, errorPlace(cause)].filter(Boolean).join(', ')
  const message = `The connector failed in a way it should not (${what}); look there, then ask again`
  return new DeliveryError('internal', { message, code: 'INTERNAL', cause })
}

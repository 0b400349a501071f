/** What was read goes to the ledger; its answer in words. */
import type { Response } from 'express'
import type { Arrived, Stored } from '../ledger/arrivals.ts'
import { sendProblem } from '../web/problem.ts'
import type { Accepted } from './accept.ts'

interface SameKey {
  source: string
  lead: string
  sameKeyAs: string
}

export interface Ledger {
  /** Resolves once the arrival is committed. @throws when the ledger cannot be reached */
  store(arrived: Arrived): Promise<Stored>
  /** Told of every answer. */
  count(source: string, answer: string): void
  /** Told of what was not stored, and why. */
  onLost(error: unknown): void
  /** Told of a lead that came under a key which its sender had used for another one. */
  onSameKey(about: SameKey): void
  config(): { version: string }
}

/** `undefined` when the ledger cannot be reached; the sender has been told. */
export async function keep(
  ledger: Ledger,
  all: readonly Accepted[],
  source: string,
  response: Response,
): Promise<readonly Stored[] | undefined> {
  try {
    const stored = await Promise.all(all.map(({ arrived }) => ledger.store(arrived)))
    for (const { id, sameKeyAs } of stored) if (sameKeyAs) ledger.onSameKey({ source, lead: id, sameKeyAs })
    return stored
  } catch (error) {
    ledger.onLost(error)
    ledger.count(source, 'unavailable')
    response.set('retry-after', '30')
    const detail =
      'The ledger did not take the lead, or did not say so in time. Send it again: it is recognised if it was kept.'
    sendProblem(response, { status: 503, title: 'Service Unavailable', detail })
    return undefined
  }
}

export function answerOf({ unreadable }: Accepted, { duplicateOf }: Stored): string {
  if (unreadable) return unreadable.hushed ? 'honeypot' : 'unreadable'
  return duplicateOf ? 'repeat' : 'received'
}

export function told({ id, duplicateOf, sameKeyAs }: Stored, state: string) {
  return { id, state, ...(duplicateOf ? { duplicateOf } : {}), ...(sameKeyAs ? { sameKeyAs } : {}) }
}

/** Stores the leads of a post, and words the answer to the sender. */
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
  /** Called for every answer. */
  count(source: string, answer: string): void
  /** Called with the reason when leads were not stored. */
  onLost(error: unknown): void
  /** Called for a lead with the same key as an earlier, different lead of its sender. */
  onSameKey(about: SameKey): void
  config(): { version: string }
}

/** @returns `undefined` when the ledger cannot be reached; then the sender has got its answer. */
export async function storeAll(
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

export function summaryOf({ id, duplicateOf, sameKeyAs }: Stored, state: string) {
  return { id, state, ...(duplicateOf ? { duplicateOf } : {}), ...(sameKeyAs ? { sameKeyAs } : {}) }
}

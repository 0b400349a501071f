/** What every delivery needs at hand. Made once by the composition root and handed around. */
import type { Log } from '../connector.ts'
import type { Overdue, Queued } from '../ledger/backlog.ts'
import type { Claim, Claimed, Settlement, Turn } from '../ledger/claims.ts'
import type { Db } from '../ledger/db.ts'
import type { Router } from '../routing/route.ts'
import type { Lease } from './lease.ts'
import type { OpenDestination } from './open-destination.ts'

export interface DeliveryContext {
  db: Db
  /** This process, as `sending` rows name it. */
  worker: string
  log: Log
  /** The configuration in force; swapped whole on reload. */
  plan(): Plan
  queue: QueuePort
  /** Shared by concurrent deliveries: one write carries many. `undefined` = not to be delivered now. */
  claim(claim: Claim): Promise<Claimed | undefined>
  /** Right before its request leaves, where a repeat would double it. `false`: another worker has the delivery. */
  depart(turn: Turn): Promise<boolean>
  /** @returns whether its far end may have the lead twice: another attempt brought a receipt too. */
  settle(settlement: Settlement): Promise<boolean>
  lease: Lease
  /** Hides every configured secret. */
  hide(text: string): string
  emit(event: HubEvent): void
  /** Aborts when deliveries under way must end. */
  stopping: AbortSignal
}

export interface Plan {
  configVersion: string
  route: Router
  /** How long a person is known for an offer, in milliseconds. */
  repeatsWithin: number
  destinations: ReadonlyMap<string, OpenDestination>
}

/** The queue as seen from here: it is told what is due and when, and holds nothing of its own. */
export interface QueuePort {
  /** Deliveries to their destinations' queues, in this order, several to a job. A job that is there already is left as it is. */
  deliveries(due: readonly Omit<Queued, 'leadId'>[]): Promise<void>
  /** Deliveries that ought to have been taken by now: before all others, in this order, each in a job of its own. */
  offer(overdue: readonly Omit<Overdue, 'leadId'>[]): Promise<void>
  leads(ids: readonly string[]): Promise<void>
  /** Takes all that is due at the destination, now or later, out of the queue. What a worker has by now stays. */
  empty(destination: string): Promise<void>
  /** What the destination's queue holds now; undefined where it moves too fast to be read. */
  held(destination: string): Promise<QueueContent | undefined>
}

export interface QueueContent {
  /** Jobs whose moment is yet to come. */
  delayed: number
  /** For how long the first in line waits, in milliseconds; what was due before it has been taken. 0: nobody waits. */
  firstFor: number
  /** Taken by a worker, not yet done. */
  active: readonly Turn[]
}

/** What operators and figures are told. Never lead data. */
export type HubEvent =
  | { kind: 'attempt'; destination: string; result: string; tookMs: number }
  | { kind: 'doubled'; destination: string }
  | { kind: 'held' | 'resting'; destination: string; problem: string; code: string; message: string }
  | { kind: 'opened'; destination: string; was: string }
  | { kind: 'routed'; state: 'routed' | 'unrouted' | 'suppressed'; leads: number }

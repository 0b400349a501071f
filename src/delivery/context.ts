/** What every delivery needs at hand. Made once by the composition root and handed around. */
import type { Log } from '../connector.ts'
import type { ClaimId, Claims, Room } from '../ledger/claims.ts'
import type { Db } from '../ledger/db.ts'
import type { Settlement } from '../ledger/settlements.ts'
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
  /** Claims what is due, oldest leads first. @throws when the ledger did not answer: what was claimed is not known then. */
  claim(rooms: readonly Room[]): Promise<Claims>
  /** Right before its request leaves, where a repeat would double it. `false`: another worker has the delivery. */
  depart(claim: ClaimId): Promise<boolean>
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

/** The queue is a bell: it says where something is due, and holds nothing of its own. Too many rings do no harm. */
export interface QueuePort {
  /** Something is due at these destinations: some worker claims it. */
  ring(destinations: Iterable<string>): Promise<void>
  /** Something is due there in so many milliseconds. */
  ringIn(destination: string, ms: number): Promise<void>
  /** Rings again after a worker died: a ring that it had in hand keeps no other back. */
  ringAfterDeath(destinations: Iterable<string>): Promise<void>
  /** Leads on disk that wait for their routes. */
  leads(ids: readonly string[]): Promise<void>
}

/** What operators and figures are told. Never lead data. */
export type HubEvent =
  | { kind: 'attempt'; destination: string; result: string; tookMs: number }
  | { kind: 'doubled'; destination: string }
  | { kind: 'held' | 'resting'; destination: string; problem: string; code: string; message: string }
  | { kind: 'opened'; destination: string; was: string }
  | { kind: 'routed'; state: 'routed' | 'unrouted' | 'suppressed'; leads: number }

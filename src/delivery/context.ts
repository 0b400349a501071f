/** Everything that deliveries need. The hub makes it once and hands it to all parts. */
import type { Log } from '../connector.ts'
import type { ClaimId, Claims, Room } from '../ledger/claims.ts'
import type { Db } from '../ledger/db.ts'
import type { Settlement } from '../ledger/settlements.ts'
import type { FindContacts } from '../routing/contacts.ts'
import type { Router } from '../routing/route.ts'
import type { Lease } from './lease.ts'
import type { OpenDestination } from './open-destination.ts'

export interface DeliveryContext {
  db: Db
  /** For the statements of every lead: their plans are kept. */
  hot: Db
  /** This process, as `sending` rows name it. */
  worker: string
  log: Log
  /** The configuration in force; a reload replaces it as a whole. */
  plan(): Plan
  queue: QueuePort
  /**
   * Claims deliveries that are due, oldest leads first.
   * @throws if the ledger does not answer; deliveries may have been claimed nevertheless
   */
  claim(rooms: readonly Room[]): Promise<Claims>
  /**
   * Writes the departure, right before the request leaves, if a repeat would double the record.
   * @returns `false` if another worker has the delivery
   */
  depart(claim: ClaimId): Promise<boolean>
  /** @returns whether the far end may have the lead twice, because another attempt brought a receipt too */
  settle(settlement: Settlement): Promise<boolean>
  lease: Lease
  /** Hides every configured secret. */
  hide(text: string): string
  emit(event: HubEvent): void
  /** Aborts when attempts under way must end. */
  stopping: AbortSignal
}

export interface Plan {
  configVersion: string
  route: Router
  /** Contacts that are told of a lead. @default none */
  contactsOf?: FindContacts | undefined
  /** Milliseconds within which another lead of a person for the same offer is a repeat. */
  repeatsWithin: number
  destinations: ReadonlyMap<string, OpenDestination>
}

/** The queue is a bell: it says where something is due, and keeps no data. Too many rings do no harm. */
export interface QueuePort {
  /** Something is due at these destinations; any worker claims it. */
  ring(destinations: Iterable<string>): Promise<void>
  /** Something is due at this destination in `ms` milliseconds. */
  ringIn(destination: string, ms: number): Promise<void>
  /** Rings again after a worker died: the ring that it was handling blocks no new ring. */
  ringAfterDeath(destinations: Iterable<string>): Promise<void>
  /** Has these leads routed, which are on disk. */
  leads(ids: readonly string[]): Promise<void>
  /** Messages to people are due; any worker sends them. */
  messages(): Promise<void>
}

/** Events for the metrics. Never lead data. */
export type HubEvent =
  | { kind: 'attempt'; destination: string; result: string; tookMs: number }
  | { kind: 'doubled'; destination: string }
  | { kind: 'held' | 'resting'; destination: string; problem: string; code: string; message: string }
  | { kind: 'opened'; destination: string; was: string }
  | { kind: 'routed'; state: 'routed' | 'unrouted' | 'suppressed'; leads: number }

/** Claiming deliveries and settling their attempts: the two writes of every try, each shared by many.
Their statements stand in migrations/0009-tries.ts. */
import { sql } from 'kysely'
import type { Receipt } from '../connector.ts'
import type { FailureClass } from '../failure.ts'
import { cut } from '../lead/text.ts'
import type { Db } from './open.ts'
import type { DeliveryState, StoredLead } from './tables.ts'

/** A turn is one stay of a delivery in the queue; a job of an earlier turn claims nothing. */
export interface Turn {
  id: string
  turn: number
}

export interface Claimed extends Turn {
  leadId: string
  destination: string
  attempts: number
  mayBeThere: boolean
  firstAttemptAt: Date
  retrySince: Date
  receivedAt: Date
  lead: StoredLead
  raw: Buffer
  probe: boolean
  route: string
  /** Comma-separated: `withhold`, `mark`, `merge`. */
  handling: string
}

/**
 * Marks deliveries `sending` by this worker: the intent, on disk before the far end hears anything. Only a delivery
 * that is due at an open destination, or that is its destination's probe, can be claimed.
 */
export async function claim(db: Db, worker: string, turns: readonly Turn[]): Promise<Map<string, Claimed>> {
  const { rows } = await sql<Claimed>`
    select id, turn, lead_id as "leadId", destination, attempts, may_be_there as "mayBeThere",
      first_attempt_at as "firstAttemptAt", retry_since as "retrySince", received_at as "receivedAt", lead, raw, probe,
      route, handling
    from claim_deliveries(${worker}, ${JSON.stringify(turns)}::json)`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

export interface Settlement extends Turn {
  leadId: string
  destination: string
  worker: string
  number: number
  startedAt: Date
  tookMs: number
  configVersion: string
  /** The state that follows. */
  state: DeliveryState
  nextAttemptAt: Date | undefined
  mayBeThere: boolean
  /** `false`: the try does not count (a configuration fault, a shutdown). */
  counts: boolean
  receipt: Receipt | undefined
  failure: SettledFailure | undefined
}

export interface SettledFailure {
  class: FailureClass
  code: string
  status: number | undefined
  problem: string
  message: string
  excerpt: string
}

/**
 * Records attempts and what follows from them. A try that ends after its delivery was taken from it (a worker thought
 * dead) is still recorded, and its receipt still counts: proof is proof. Of a lead that was erased meanwhile nothing
 * personal is written, and nothing goes on.
 */
export async function settle(db: Db, settlements: readonly Settlement[]): Promise<void> {
  await sql`select settle_deliveries(${JSON.stringify(settlements.map(asRow))}::json)`.execute(db)
}

function asRow(settlement: Settlement) {
  const { receipt, failure } = settlement
  const status = receipt?.status ?? failure?.status
  return {
    id: settlement.id,
    turn: settlement.turn,
    lead: settlement.leadId,
    destination: settlement.destination,
    worker: settlement.worker,
    number: settlement.number,
    started_at: settlement.startedAt,
    took_ms: Math.min(Math.max(0, Math.round(settlement.tookMs)), longestInt),
    version: settlement.configVersion,
    state: settlement.state,
    next_at: settlement.nextAttemptAt,
    may_be_there: settlement.mayBeThere,
    counts: settlement.counts,
    outcome: receipt?.outcome ?? '',
    reference: keepable(receipt?.reference, 400),
    link: keepable(receipt?.link, 2_000),
    status: Number.isSafeInteger(status) ? status : undefined,
    notes: [...(receipt?.notes ?? [])].map((note) => keepable(note, 2_000)),
    class: failure?.class ?? '',
    code: keepable(failure?.code, 200),
    problem: failure?.problem ?? '',
    message: keepable(failure?.message, 2_000),
    excerpt: keepable(failure?.excerpt, 2_000),
  }
}

const longestInt = 2 ** 31 - 1

/** What a connector hands over may be anything; a try that cannot be recorded would be recorded for ever. */
function keepable(text: unknown, longest: number): string {
  return cut(
    String(text ?? '')
      .replaceAll('\0', '')
      .toWellFormed(),
    longest,
  )
}

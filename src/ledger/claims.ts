/** Claiming deliveries and settling their attempts: the two writes of every try, each shared by many. */
import { sql } from 'kysely'
import type { Note, Receipt } from '../connector.ts'
import type { FailureClass } from '../failure.ts'
import { cut } from '../lead/text.ts'
import type { Db } from './db.ts'
import type { DeliveryState } from './states.ts'
import type { StoredLead } from './tables.ts'

/** A turn is one stay of a delivery in the queue; a job of an earlier turn claims nothing. */
export interface Turn {
  id: string
  turn: number
}

export interface Claim extends Turn {
  /** Its request leaves only after `depart`; else it may leave as soon as it is claimed. @default false */
  departs?: boolean | undefined
}

export interface Claimed extends Turn {
  leadId: string
  destination: string
  attempts: number
  mayBeThere: boolean
  firstAttemptAt: Date
  /** This claim, by the ledger's clock. */
  sendingSince: Date
  /** Milliseconds since its first try, counted from when a person or a release last put it in line. */
  retryingFor: number
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
 * that is due at an open destination, or that is its destination's probe, can be claimed. One that this worker claimed in
 * this turn already is given again: it asks twice only when it never heard the answer.
 */
export async function claim(db: Db, worker: string, claims: readonly Claim[]): Promise<Map<string, Claimed>> {
  // Named beside the join: the planner cannot tell how few the JSON holds, and would read the whole table for them.
  const ids = claims.map(({ id }) => id)
  const { rows } = await sql<Claimed>`
    update deliveries d set state = 'sending', worker = ${worker}, sending_since = now(),
      attempts = d.attempts + case d.state when 'sending' then 0 else 1 end,
      first_attempt_at = coalesce(d.first_attempt_at, now()), retry_since = coalesce(d.retry_since, now()),
      departs = coalesce(x.departs, false), next_attempt_at = null
    from json_to_recordset(${JSON.stringify(claims)}::json) as x(id uuid, turn int, departs boolean), destinations t,
      leads l
    where d.id = any(${ids}::uuid[]) and d.id = x.id and d.turn = x.turn
      and (d.state in ('queued', 'waiting') and coalesce(d.next_attempt_at, now()) < now() + interval '1 second' or d.state = 'sending' and d.worker = ${worker})
      and t.id = d.destination and (t.state = 'open' or t.probe_delivery = d.id or d.state = 'sending') and l.id = d.lead_id and l.lead is not null
    returning d.id, d.turn, d.lead_id as "leadId", d.destination, d.attempts, d.may_be_there as "mayBeThere",
      d.first_attempt_at as "firstAttemptAt", d.sending_since as "sendingSince",
      (extract(epoch from now() - d.retry_since) * 1000)::float8 as "retryingFor", l.received_at as "receivedAt", l.lead,
      l.raw, (t.state <> 'open' and t.probe_delivery is not distinct from d.id) as probe, d.route, d.handling`.execute(
    db,
  )
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
  /** Milliseconds from when it is recorded. */
  retryIn: number | undefined
  mayBeThere: boolean
  /** `false`: the try does not count (a configuration fault, a shutdown). */
  counts: boolean
  receipt: Receipt | undefined
  failure: SettledFailure | undefined
  /** Its far end took the lead, or may have, and would not notice that it had it already. @default false */
  mayDouble?: boolean | undefined
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
 * dead) is still recorded, and its receipt still counts: proof is proof. Where another attempt sent it too, that is marked.
 * Handed in twice a settlement is recorded once. Of a lead that was erased meanwhile nothing personal is written, and nothing
 * goes on.
 * @returns the deliveries whose lead their far end may have twice.
 */
export async function settle(db: Db, settlements: readonly Settlement[]): Promise<Set<string>> {
  const rows = settlements.map(asRow)
  // As in `claim`.
  const ids = rows.map(({ id }) => id)
  const leads = rows.map(({ lead }) => lead)
  const { rows: changed } = await sql<{ id: string }>`
    with x as (
      select x.*, coalesce(l.state = 'erased', false) as erased,
        case when l.state = 'erased' and x.state in ('queued', 'waiting', 'held') then 'cancelled' else x.state end as next
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(
        id uuid, turn int, lead uuid, destination text, worker uuid, number int, started_at timestamptz, took_ms int,
        version text, state text, retry_in float8, may_be_there boolean, counts boolean, outcome text,
        reference text, link text, status int, notes jsonb, class text, code text, problem text, message text,
        excerpt text)
      left join leads l on l.id = any(${leads}::uuid[]) and l.id = x.lead
    ), tried as (
      insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class, code, status,
        message, excerpt, notes, reference, link, worker, config_version)
      select id, lead, destination, number, started_at, took_ms, outcome, class,
        case when erased then '' else code end, status,
        case when erased then '' else message end, case when erased then '' else excerpt end,
        case when erased then '[]' else notes end, reference, case when erased then '' else link end, worker, version
      from x
      where (select a.id from attempts a where a.delivery_id = x.id and a.worker = x.worker
        and a.started_at = x.started_at and a.outcome = x.outcome and a.code = x.code limit 1) is null
      returning id, delivery_id, worker, started_at, outcome
    )
    update deliveries d set
      state = x.next, turn = d.turn + case when x.next in ('queued', 'waiting') then 1 else 0 end,
      queued_at = case when x.next in ('queued', 'waiting') then now() else d.queued_at end,
      next_attempt_at = case when not x.erased then now() + x.retry_in * interval '1 ms' end, may_be_there = x.may_be_there,
      worker = null, sending_since = null,
      receipt_attempt = case when x.outcome <> '' then tried.id end,
      -- It found the record of the attempt that it might have doubled.
      doubled = d.doubled and not (x.outcome = 'already-there' and d.receipt_attempt is null),
      attempts = case when x.counts then d.attempts else greatest(d.attempts - 1, 0) end,
      retry_since = case when x.counts then d.retry_since end,
      settled_at = case when x.next in ('queued', 'waiting', 'held') then null else now() end,
      config_version = x.version, class = x.class,
      code = case when x.erased then '' else x.code end, status = x.status, problem = x.problem,
      message = case when x.erased then '' else x.message end, outcome = x.outcome, reference = x.reference,
      link = case when x.erased then '' else x.link end
    from x left join tried on tried.delivery_id = x.id and tried.worker = x.worker and tried.started_at = x.started_at
      and tried.outcome = x.outcome
    where d.id = any(${ids}::uuid[]) and d.id = x.id
      and ((d.state = 'sending' and d.turn = x.turn and d.worker = x.worker)
        or (x.outcome <> '' and d.state <> 'delivered'))
    returning d.id`.execute(db)
  const settled = new Set(changed.map(({ id }) => id))
  const late = settlements.filter(({ id, mayDouble }) => mayDouble && !settled.has(id))
  return late.length > 0 ? markDoubled(db, late) : new Set()
}

/**
 * Another attempt has the delivery, or delivered it: unless both speak of one record, the lead may be twice at its far end. A statement of its own, so that it sees what the other attempt committed.
 */
async function markDoubled(db: Db, late: readonly Settlement[]): Promise<Set<string>> {
  const rows = late.map(asRow)
  const { rows: doubled } = await sql<{ id: string }>`
    update deliveries d set doubled = true
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, worker uuid, started_at timestamptz,
      outcome text, reference text)
    where d.id = x.id and not d.doubled
      and (d.state = 'sending' or d.state = 'delivered' and (x.outcome <> '' or d.outcome in ('created', 'accepted')))
      -- A mail's own id is the same in every attempt: only a record that was made speaks for itself.
      and (x.outcome <> 'created' or x.reference = '' or x.reference <> d.reference)
      and d.receipt_attempt is distinct from (select a.id from attempts a where a.delivery_id = x.id and a.worker = x.worker
        and a.started_at = x.started_at and a.outcome = x.outcome limit 1)
    returning d.id`.execute(db)
  return new Set(doubled.map(({ id }) => id))
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
    retry_in: settlement.retryIn,
    may_be_there: settlement.mayBeThere,
    counts: settlement.counts,
    outcome: receipt?.outcome ?? '',
    reference: keepable(receipt?.reference, 400),
    link: keepable(receipt?.link, 2_000),
    status: Number.isSafeInteger(status) ? status : undefined,
    notes: [...(receipt?.notes ?? [])].map(keepableNote),
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

/** A connector of others may hand over anything. */
function keepableNote(note: Note): Note {
  if (typeof note !== 'object' || note === null) return keepable(note, 2_000)
  const { field, from, to } = note
  return { field: keepable(field, 200), from: keepableLength(from), to: keepableLength(to) }
}

function keepableLength(length: number): number {
  return Number.isSafeInteger(length) ? length : 0
}

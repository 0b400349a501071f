/** The settlement is the write after every attempt. One statement settles many attempts. */
import { sql } from 'kysely'
import type { Note, Receipt } from '../connector.ts'
import type { FailureClass } from '../failure.ts'
import { cut } from '../lead/text.ts'
import type { ClaimId } from './claims.ts'
import type { Db } from './db.ts'
import { type DeliveryState, moves } from './states.ts'

export interface Settlement extends ClaimId {
  leadId: string
  destination: string
  worker: string
  number: number
  startedAt: Date
  tookMs: number
  configVersion: string
  /** The delivery's new state. */
  state: DeliveryState
  /** Milliseconds until the next attempt, from the moment the settlement is recorded. */
  retryIn: number | undefined
  mayBeThere: boolean
  /** `false`: the attempt does not count (a configuration fault, a shutdown). */
  counts: boolean
  receipt: Receipt | undefined
  failure: SettledFailure | undefined
  /** The far end took the lead, or may have, and does not recognise a lead that it already has. @default false */
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
 * Records attempts and the new states of their deliveries. An attempt may end after another worker took its delivery
 * over. Such an attempt is still recorded, and its receipt still counts. If another attempt sent the lead, too, the
 * delivery is marked. A settlement that is written twice is recorded once. If the lead was erased meanwhile, nothing
 * personal is written, and no attempt follows.
 * @returns ids of the deliveries whose lead the far end may have twice.
 */
export async function settle(db: Db, settlements: readonly Settlement[]): Promise<Set<string>> {
  const rows = settlements.map(asRow)
  // Ids as arrays, for the same reason as in `claim`.
  const ids = rows.map(({ id }) => id)
  const leads = rows.map(({ lead }) => lead)
  const { rows: changed } = await sql<{ id: string }>`
    with x as (
      select x.*, before.id as recorded, coalesce(before.id, nextval('attempts_id_seq')) as attempt,
        coalesce(l.state = 'erased', false) as erased,
        case when l.state = 'erased' and x.state in ('queued', 'waiting', 'held') then 'cancelled' else x.state end as next
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(
        id uuid, generation int, lead uuid, destination text, worker uuid, number int, started_at timestamptz, took_ms int,
        version text, state text, retry_in float8, may_be_there boolean, counts boolean, outcome text,
        reference text, link text, status int, notes jsonb, class text, code text, problem text, message text,
        excerpt text)
      left join leads l on l.id = any(${leads}::uuid[]) and l.id = x.lead
      left join lateral (select a.id from attempts a where a.delivery_id = x.id and a.worker = x.worker
        and a.started_at = x.started_at and a.outcome = x.outcome and a.code = x.code limit 1) before on true
    ), recorded as (
      insert into attempts (id, delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class, code, status,
        message, excerpt, notes, reference, link, worker, config_version)
      overriding system value
      select attempt, id, lead, destination, number, started_at, took_ms, outcome, class,
        case when erased then '' else code end, status,
        case when erased then '' else message end, case when erased then '' else excerpt end,
        case when erased then '[]' else notes end, reference, case when erased then '' else link end, worker, version
      from x where recorded is null
    )
    update deliveries d set
      state = x.next,
      queued_at = case when x.next in ('queued', 'waiting') then now() else d.queued_at end,
      next_attempt_at = case when not x.erased then now() + x.retry_in * interval '1 ms' end, may_be_there = x.may_be_there,
      worker = null, sending_since = null,
      receipt_attempt = case when x.outcome <> '' then x.attempt end,
      -- This attempt found the record of the attempt that it might have doubled.
      doubled = d.doubled and not (x.outcome = 'already-there' and d.receipt_attempt is null),
      attempts = case when x.counts then d.attempts else greatest(d.attempts - 1, 0) end,
      retry_since = case when x.counts then d.retry_since end,
      settled_at = case when x.next in ('queued', 'waiting', 'held') then null else now() end,
      config_version = x.version, class = x.class,
      code = case when x.erased then '' else x.code end, status = x.status, problem = x.problem,
      message = case when x.erased then '' else x.message end, outcome = x.outcome, reference = x.reference,
      link = case when x.erased then '' else x.link end,
      settled_by = '', settled_how = '', settled_why = '', changed_at = now()
    from x
    where d.id = any(${ids}::uuid[]) and d.id = x.id
      and ((d.state = any(${moves.settle.from}) and d.generation = x.generation and d.worker = x.worker)
        or (x.outcome <> '' and d.state = any(${moves.prove.from})))
    returning d.id`.execute(db)
  const settled = new Set(changed.map(({ id }) => id))
  const late = settlements.filter(({ id, mayDouble }) => mayDouble && !settled.has(id))
  return late.length > 0 ? markDoubled(db, late) : new Set()
}

/**
 * Marks deliveries that another attempt has claimed or delivered: unless both attempts name the same record, the far
 * end may have the lead twice. This is a separate statement, so that it sees the commit of the other attempt.
 */
async function markDoubled(db: Db, late: readonly Settlement[]): Promise<Set<string>> {
  const rows = late.map(asRow)
  const { rows: doubled } = await sql<{ id: string }>`
    update deliveries d set doubled = true
    from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, worker uuid, started_at timestamptz,
      outcome text, reference text)
    where d.id = x.id and not d.doubled
      and (d.state = 'sending' or d.state = 'delivered' and (x.outcome <> '' or d.outcome in ('created', 'accepted')))
      -- Only the reference of a created record identifies one record: a mail's id is the same in every attempt.
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
    generation: settlement.generation,
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

/** A connector may return any value. An attempt that PostgreSQL cannot store would be written again for ever. */
export function keepable(text: unknown, longest: number): string {
  return cut(
    String(text ?? '')
      .replaceAll('\0', '')
      .toWellFormed(),
    longest,
  )
}

/** A connector of another author may return any value. */
function keepableNote(note: Note): Note {
  if (typeof note !== 'object' || note === null) return keepable(note, 2_000)
  const { field, from, to } = note
  return { field: keepable(field, 200), from: keepableLength(from), to: keepableLength(to) }
}

function keepableLength(length: number): number {
  return Number.isSafeInteger(length) ? length : 0
}

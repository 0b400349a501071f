import type { ColumnType, Generated } from 'kysely'
import type { Note, Receipt } from '../connector.ts'
import type { FailureClass } from '../failure.ts'
import type { Lead } from '../lead/lead.ts'
import type { FigureTables } from './figure-tables.ts'
import type { NotifyTables } from './notify-tables.ts'
import type { OperatorTables, SettledHow } from './operator-tables.ts'
import type { ProofTables } from './proof-tables.ts'
import type { QuietTables } from './quiet-tables.ts'
import type { DeliveryState, DestinationState, ErasureState, LeadState } from './states.ts'

/** A lead as stored. Only the column `raw` has the sender's own object. */
export type StoredLead = Omit<Lead, 'raw'>

export interface Tables extends FigureTables, NotifyTables, OperatorTables, ProofTables, QuietTables {
  leads: {
    id: string
    source: string
    state: LeadState
    /** By the clock of the hub that took the lead in; `stored_at` is by the ledger's clock. */
    received_at: Date
    stored_at: Generated<Date>
    lead: ColumnType<StoredLead | null, string | null, string | null>
    raw: Buffer
    content_type: Generated<string>
    reason: Generated<string>
    offer: Generated<string>
    email: Generated<string>
    test: Generated<boolean>
    config_version: Generated<string>
    /** The person's last lead for the same offer before this lead that reached a destination, or still might. */
    repeat_of: string | null
    /** An earlier lead with other content that its sender sent under the same key. */
    same_key_as: string | null
    /** A person approved the lead, although a rule keeps such leads back. */
    approved: Generated<boolean>
    /** Destinations for which the lead waits for approval. */
    awaiting: Generated<string[]>
    /** When the state last changed, by the ledger's clock. */
    changed_at: Generated<Date>
    /** The lead came with many others, from a file or from the first reading of a table. */
    in_bulk: Generated<boolean>
  }
  fingerprints: { source: string; fingerprint: string; lead_id: string; seen_at: Date }
  destinations: {
    id: string
    connector: string
    state: Generated<DestinationState>
    since: Generated<Date>
    settings_hash: Generated<string>
    configured: Generated<boolean>
    problem: Generated<string>
    code: Generated<string>
    status: number | null
    message: Generated<string>
    probe_at: Date | null
    probes: Generated<number>
    probe_delivery: string | null
    /** The operator who holds the destination; blank if the hub holds it. */
    held_by: Generated<string>
    /** The code of the refusals for which the destination is held; blank if there is another reason. */
    refusal: Generated<string>
    /** The last probe was a lead that had failed before, so a new lead is probed as soon as it comes. */
    awaits_new: Generated<boolean>
  }
  deliveries: {
    id: string
    lead_id: string
    destination: string
    state: DeliveryState
    /** How often the delivery was claimed. */
    generation: Generated<number>
    attempts: Generated<number>
    may_be_there: Generated<boolean>
    route: Generated<string>
    config_version: Generated<string>
    created_at: Generated<Date>
    queued_at: Generated<Date>
    next_attempt_at: Date | null
    first_attempt_at: Date | null
    retry_since: Date | null
    sending_since: Date | null
    /**
     * `true`: the worker writes a departure before the request leaves. `false`: it may leave as soon as it is claimed.
     */
    departs: Generated<boolean>
    worker: string | null
    settled_at: Date | null
    class: Generated<FailureClass | ''>
    code: Generated<string>
    status: number | null
    problem: Generated<string>
    message: Generated<string>
    outcome: Generated<Receipt['outcome'] | ''>
    reference: Generated<string>
    link: Generated<string>
    /** The attempt that brought the receipt. */
    receipt_attempt: string | null
    /** Another attempt brought its own receipt, so the far end may have the lead twice. */
    doubled: Generated<boolean>
    replays: Generated<number>
    /** The decisions of the domain rules, comma-separated: `withhold`, `mark`, `merge`. */
    handling: Generated<string>
    /** The delivery of a test lead: it appears in no metric and no alarm. */
    test: Generated<boolean>
    /** When the state last changed, by the ledger's clock. */
    changed_at: Generated<Date>
    /** The replay of many that last put the delivery in line; null if it was replayed alone since. */
    replay: string | null
    /** The operator who settled the delivery or had it looked up, since its last attempt. */
    settled_by: Generated<string>
    settled_how: Generated<SettledHow | ''>
    /** The reason that the operator gave. It may name a person. */
    settled_why: Generated<string>
  }
  attempts: {
    id: Generated<string>
    delivery_id: string
    lead_id: string
    destination: string
    number: number
    started_at: Date
    took_ms: number
    outcome: Generated<Receipt['outcome'] | ''>
    class: Generated<FailureClass | ''>
    code: Generated<string>
    status: number | null
    message: Generated<string>
    excerpt: Generated<string>
    notes: ColumnType<Note[], string, string>
    /** Of the attempt's receipt. */
    reference: Generated<string>
    link: Generated<string>
    worker: string | null
    config_version: Generated<string>
  }
  config_versions: {
    version: string
    /** When the text was loaded for the first time. */
    loaded_at: Generated<Date>
    /** When the text last replaced another text. */
    in_force_since: Generated<Date>
    text: string
  }
  audit: {
    id: Generated<string>
    at: Generated<Date>
    actor: string
    action: string
    subject: string
    detail: ColumnType<object, string, string>
  }
  polls: {
    source: string
    configured: Generated<boolean>
    settings_hash: Generated<string>
    place: Generated<string>
    /** Older rows have been read. By the far end's clock. */
    watermark: Date | null
    /** The scan under way: its position, the newest row it met, and when it began. */
    scan_after: Generated<string>
    scan_newest: Date | null
    scan_began: Date | null
    due_at: Generated<Date>
    lease: string | null
    lease_until: Generated<Date>
    succeeded_at: Date | null
    /** Failures in a row. */
    failures: Generated<number>
    failed_at: Date | null
    class: Generated<FailureClass | ''>
    code: Generated<string>
    status: number | null
    problem: Generated<string>
    message: Generated<string>
  }
  polled_rows: { source: string; row_key: Buffer; lead_id: string }
  /** For each worker, the deliveries with departures that it may have sent and has not settled. */
  departures: { worker: string; deliveries: string[] }
  workers: { id: string; beat_at: Generated<Date>; role: string; pid: number }
  memory: { destination: string; key: string; value: Generated<string> }
  erasures: {
    id: string
    actor: string
    created_at: Generated<Date>
    finished_at: Date | null
    lease_until: Generated<Date>
    /** Whether the far ends are asked to delete their records, too. */
    far_ends: boolean
    leads: Generated<number>
  }
  /** Ids only: the address is stored nowhere, however long the erasure takes. */
  erasure_leads: { erasure: string; lead: string; erased: Generated<boolean> }
  erasure_records: {
    erasure: string
    delivery: string
    destination: string
    reference: Generated<string>
    state: Generated<ErasureState>
    code: Generated<string>
    problem: Generated<string>
    message: Generated<string>
    tries: Generated<number>
    next_at: Generated<Date>
  }
  /** The words by which leads are found, as a `tsvector`. Filled after the lead is stored. */
  search: { lead: string; words: string }
  /** Notes of stored leads whose words are not in `search` yet. A trigger writes them. */
  search_due: { number: Generated<string>; leads: string[] }
  /** When retention last ran for a source, and how long the source kept its leads then. */
  retention: { source: string; keep_ms: number; ran_at: Date }
  sessions: {
    id: string
    /** SHA-256 of the secret that the cookie holds. */
    key: Buffer
    proof: Proof
    name: string
    role: 'viewer' | 'operator'
    /** Made from the cookie's secret and from what the person proved with; differs once that has changed. */
    seal: Buffer
    created_at: Generated<Date>
    seen_at: Generated<Date>
    ends_at: Date
  }
  /** Sign-ins at an identity provider that are under way. */
  oidc_starts: { key: Buffer; nonce: string; verifier: string; return_to: string; ends_at: Date }
}

/** How a person proved who they are. `local`: by the token of the data folder. */
export type Proof = 'local' | 'token' | 'password' | 'oidc'

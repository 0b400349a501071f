/** The tables of what people are told. */
import type { ColumnType, Generated } from 'kysely'
import type { AlertNews, Message } from '../channel.ts'
import type { Receipt } from '../connector.ts'
import type { FailureClass } from '../failure.ts'

export type Severity = AlertNews['severity']

/** `queued → sending → sent`; `waiting`: again later; `held`: its channel is held; `exhausted`: given up. */
export type MessageState = 'queued' | 'sending' | 'sent' | 'waiting' | 'held' | 'exhausted'

export type MessageKind = Message['kind']

/** What is sent, without what the ledger keeps in columns. Times are ISO 8601. */
export interface Content
  extends Pick<Message, 'subject' | 'text' | 'html' | 'to' | 'inReplyTo' | 'brief' | 'important' | 'link'> {
  at: string
  alerts: readonly (Omit<AlertNews, 'since'> & { since: string })[]
  /** Of a message to contacts: its leads. An erasure takes them out, so subject and text are made when it is sent. */
  entries?: readonly LeadEntry[] | undefined
  /** Of a message to contacts, too. */
  period?: { from?: string | undefined; digest: boolean; zone: string } | undefined
}

/** A lead of a message to contacts. */
export interface LeadEntry {
  /** Id of the lead. */
  lead: string
  /** ISO 8601. */
  at: string
  offer: string
  action: string
  source: string
  doNotContact: boolean
  test: boolean
  unrouted: boolean
  /** Label and value of the properties that the contact asked for. */
  values: readonly (readonly [string, string])[]
  link?: string | undefined
}

export interface NotifyTables {
  contacts: { id: string; recurrence: string; next_due: Date; told_at: Date | null }
  told: { contact: string; lead_id: string; message: string | null }
  reports: { id: string; recurrence: string; next_due: Date; told_at: Date | null }
  alerts: {
    id: string
    key: string
    kind: string
    severity: Severity
    subject: string
    detail: ColumnType<Record<string, unknown>, string, string>
    size: Generated<number>
    since: Date
    opened_at: Generated<Date>
    seen_at: Generated<Date>
    due_at: Date
    ended_at: Date | null
    closed_at: Date | null
    reopened: Generated<number>
    inhibited_by: string | null
    acknowledged_by: Generated<string>
    acknowledged_at: Date | null
    acknowledged_until: Date | null
    note: Generated<string>
    told_at: Date | null
    escalated_at: Date | null
    finished: Generated<boolean>
  }
  alert_marks: {
    alert: string
    channel: string
    message: string
    told_at: Date
    severity: Severity
    size: number
    reminders: Generated<number>
    acknowledged: Generated<boolean>
    closed: Generated<boolean>
  }
  channels: {
    id: string
    type: string
    configured: Generated<boolean>
    settings_hash: string
    state: Generated<'open' | 'held'>
    since: Generated<Date>
    problem: Generated<string>
    code: Generated<string>
    status: number | null
    message: Generated<string>
    failing_since: Date | null
    sent_at: Date | null
    probe_at: Date | null
    probes: Generated<number>
    planned_at: Date | null
    urgent_at: Date | null
  }
  messages: {
    id: string
    channel: string
    kind: MessageKind
    content: ColumnType<Content, string, string>
    state: Generated<MessageState>
    attempts: Generated<number>
    created_at: Generated<Date>
    next_attempt_at: Generated<Date>
    attempt: string | null
    settled_at: Date | null
    receipt: ColumnType<Receipt | null, string | null, string | null>
    class: Generated<FailureClass | ''>
    problem: Generated<string>
    code: Generated<string>
    status: number | null
    error: Generated<string>
  }
}

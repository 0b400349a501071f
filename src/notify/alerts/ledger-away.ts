/** Without the ledger no row can be written: people are told straight from memory, once, and once when it is back. */
import { v7 as uuid } from 'uuid'
import type { Message } from '../../channel.ts'
import type { AlertSettings } from '../../config/alerts.ts'
import type { Log } from '../../connector.ts'
import type { Db } from '../../ledger/db.ts'
import { type AlertRow, keepClosedAlert } from '../../ledger/notify/alerts.ts'
import { insertMessage } from '../../ledger/notify/messages.ts'
import { type ComposeOptions, compose } from '../messages/compose.ts'
import type { LiveChannel } from '../open-channels.ts'
import { mayTell, type News } from './news.ts'
import { isOff, policyOf } from './policy.ts'

export interface LedgerWatch {
  /** The ledger took a heartbeat. @param eldest whether this process is the one that tells */
  beat(eldest: boolean): Promise<void>
  /** Looks whether the ledger is away, and tells it. Called every few seconds. */
  check(): Promise<void>
}

export interface LedgerWatchOptions {
  db: Db
  log: Log
  settings(): AlertSettings
  channels(): ReadonlyMap<string, LiveChannel>
  compose(): ComposeOptions
  stopping: AbortSignal
  /** @default the clock of this machine */
  now?: () => Date
}

interface Outage {
  alert: AlertRow
  message: string
  /** Channels that were told. */
  told: Map<string, Date>
  underWay: Set<string>
}

/** Milliseconds between two attempts at a channel that failed. */
const againAfter = 30_000

export function openLedgerWatch(options: LedgerWatchOptions): LedgerWatch {
  const { db, log, settings, channels, compose: composing, stopping, now = () => new Date() } = options
  let last: { at: Date; eldest: boolean } | undefined
  let outage: Outage | undefined

  async function tell(id: string, live: LiveChannel, { alert, message, told, underWay }: Outage): Promise<void> {
    underWay.add(id)
    try {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(live.sending.deadline)])
      const { alerts = [], ...composed } = compose([newsOf(alert, 'alert.opened')], now(), composing())
      await live.open.tell({ ...composed, id: message, alerts, signal } satisfies Message)
      told.set(id, now())
      log.warn({ channel: id }, 'told that the ledger is away')
      underWay.delete(id)
    } catch (err) {
      log.warn({ err, channel: id }, 'could not tell that the ledger is away')
      setTimeout(() => underWay.delete(id), againAfter).unref()
    }
  }

  async function back({ alert, message, told }: Outage): Promise<void> {
    const [toldAt] = told.values()
    if (!toldAt) return
    const { id, key, kind, severity, subject, since } = alert
    const ended = { ...alert, ended_at: now(), closed_at: now() }
    await db.transaction().execute(async (tx) => {
      await keepClosedAlert(tx, { id, key, kind, severity: severity, subject, since, toldAt })
      for (const channel of told.keys()) {
        const composed = compose([newsOf(ended, 'alert.closed')], now(), composing())
        await insertMessage(tx, { ...composed, channel, inReplyTo: message })
      }
    })
  }

  return {
    async beat(eldest) {
      last = { at: now(), eldest }
      if (!outage) return
      const over = outage
      outage = undefined
      await back(over).catch((error: unknown) => {
        outage = over
        throw error
      })
    },
    async check() {
      const { after, severity } = policyOf(settings(), 'ledger')
      if (!last?.eldest || isOff(settings(), 'ledger')) return
      if (now().getTime() - last.at.getTime() < after) return
      outage ??= { alert: awayAlert(last.at, severity), message: uuid(), told: new Map(), underWay: new Set() }
      const current = outage
      const due = [...channels()].filter(([id, { config }]) => {
        const wants = mayTell({ ...config, groups: true }, severity, settings(), now())
        return wants && !current.told.has(id) && !current.underWay.has(id)
      })
      await Promise.all(due.map(([id, live]) => tell(id, live, current)))
    },
  }
}

function newsOf(alert: AlertRow, type: News['type']): News {
  return { type, alert, mark: undefined, at: alert.since, how: 'first' }
}

function awayAlert(since: Date, severity: AlertRow['severity']): AlertRow {
  return {
    ...{ id: uuid(), key: 'ledger', kind: 'ledger', subject: 'ledger', severity, since, detail: {}, size: 0 },
    ...{ opened_at: since, seen_at: since, due_at: since, ended_at: null, closed_at: null, reopened: 0 },
    ...{ inhibited_by: null, acknowledged_by: '', acknowledged_at: null, acknowledged_until: null, note: '' },
    ...{ told_at: null, escalated_at: null, finished: false },
  }
}

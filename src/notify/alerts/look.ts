/** One look: what is so now, what changed since the last look, and what people are told of it. */
import type { AlertSettings } from '../../config/alerts.ts'
import type { ChannelConfig } from '../../config/channel.ts'
import type { Log } from '../../connector.ts'
import type { Db } from '../../ledger/db.ts'
import {
  closeAlerts,
  endAlerts,
  finishAlerts,
  inhibitAlerts,
  markEscalated,
  markTold,
  notePlanned,
  openAlerts,
  stuckChannels,
  takeAlerts,
  unfinishedAlerts,
} from '../../ledger/notify/alerts.ts'
import { listChannels } from '../../ledger/notify/channels.ts'
import { insertMessage } from '../../ledger/notify/messages.ts'
import { ledgerSnapshot } from '../../ledger/notify/snapshot.ts'
import { type ComposeOptions, compose } from '../messages/compose.ts'
import type { Check, Finding, LocalSnapshot, Snapshot } from './check.ts'
import { checks as allChecks } from './checks/index.ts'
import { leastLate } from './checks/leads.ts'
import { inhibitors } from './inhibition.ts'
import { toEscalate } from './news.ts'
import { markOf, type PlannedChannel, plan } from './plan.ts'
import { transitions } from './transitions.ts'

export interface LookContext {
  db: Db
  log: Log
  alerts: AlertSettings
  channels: readonly ChannelConfig[]
  compose: ComposeOptions
  /** What this process knows by itself, but for what the ledger knows. */
  local: Omit<LocalSnapshot, 'open' | 'alerts' | 'wordingOf'>
  /** @default all */
  checks?: readonly Check[]
  /** The present, for tests. @default the ledger's clock */
  at?: Date | undefined
}

export interface Look {
  /** Messages that were written. */
  messages: number
  /** What the ledger held. */
  snapshot: Snapshot
}

/** Milliseconds: a message that was not sent for so long makes the next one wait, so that they become one. */
const stuckAfter = 120_000

/** @throws when the ledger cannot be read: then nothing ends and nothing closes */
export async function look(context: LookContext): Promise<Look> {
  const { db, alerts: settings } = context
  const known = await unfinishedAlerts(db)
  const open = new Map(known.alerts.filter(({ closed_at }) => !closed_at).map(({ key, detail }) => [key, detail]))
  const ledger = await ledgerSnapshot(db, {
    ...{ lateAfter: leastLate(settings), sources: [...context.local.sources.keys()], recent: settings.refused.of },
  })
  const wordingOf = (id: string) => context.compose.problem('', id)?.wording ?? []
  const now = context.at ?? ledger.now
  const snapshot: Snapshot = { ...ledger, ...context.local, open, alerts: settings, wordingOf, now }
  const { findings, looked } = await runChecks(context, snapshot)
  const messages = await db.transaction().execute(async (tx) => {
    if (!(await takeAlerts(tx))) return 0
    return apply(tx, context, snapshot, findings, looked)
  })
  return { messages, snapshot }
}

async function runChecks({ db, log, checks = allChecks }: LookContext, snapshot: Snapshot) {
  const findings: Finding[] = []
  const failed = new Set<string>()
  for (const one of checks) {
    try {
      const seen = await one.look?.(db, snapshot)
      findings.push(...one.find(snapshot, seen))
    } catch (err) {
      for (const kind of one.kinds) failed.add(kind)
      log.warn({ err, kinds: one.kinds.join(' ') }, 'a check for alerts failed; its alerts stay as they are')
    }
  }
  const looked = new Set<string>(checks.flatMap(({ kinds }) => kinds).filter((kind) => !failed.has(kind)))
  return { findings, looked }
}

/** In one transaction: the alerts, the messages about them, and what was told. */
async function apply(
  tx: Db,
  context: LookContext,
  { now }: Snapshot,
  findings: readonly Finding[],
  looked: ReadonlySet<string>,
): Promise<number> {
  const { alerts: settings } = context
  const before = await unfinishedAlerts(tx)
  const { seen, ended, closed } = transitions(before.alerts, findings, looked, settings, now)
  await openAlerts(tx, seen, now)
  await endAlerts(tx, ended, now)
  await closeAlerts(tx, closed, now)
  if (before.alerts.length === 0 && seen.length === 0) return 0

  const { alerts, marks } = await unfinishedAlerts(tx)
  const explained = inhibitors(alerts.filter(({ closed_at }) => !closed_at))
  const changed = alerts.filter(({ id, inhibited_by }) => (explained.get(id) ?? null) !== inhibited_by)
  await inhibitAlerts(
    tx,
    changed.map(({ id }) => ({ id, by: explained.get(id) })),
  )
  const escalated = new Set(toEscalate(alerts, settings, now).map(({ id }) => id))
  await markEscalated(tx, [...escalated], now)
  const current = alerts.map((one) => ({
    ...one,
    inhibited_by: explained.get(one.id) ?? null,
    escalated_at: escalated.has(one.id) ? now : one.escalated_at,
  }))

  const rows = await listChannels(tx)
  const stuck = await stuckChannels(tx, stuckAfter)
  const channels = context.channels.map(({ id, alerts: told, channel }): PlannedChannel => {
    const row = rows.find((one) => one.id === id)
    const planned = { planned_at: row?.planned_at ?? null, urgent_at: row?.urgent_at ?? null }
    return { id, alerts: told, groups: channel.groups, planned, stuck: stuck.has(id) }
  })
  const { messages, finished } = plan(channels, current, marks, settings, now)
  for (const { channel, news, urgent } of messages) {
    const id = await insertMessage(tx, { ...compose(news, now, context.compose), channel })
    await markTold(
      tx,
      news.map((one) => markOf(one, channel, id, settings, now)),
      now,
    )
    await notePlanned(tx, channel, now, urgent)
  }
  await finishAlerts(tx, finished)
  return messages.length
}

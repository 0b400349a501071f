/** What of an alert is news to a channel. Pure. */
import type { AlertSettings } from '../../config/alerts.ts'
import type { ChannelConfig } from '../../config/channel.ts'
import type { AlertRow, MarkRow } from '../../ledger/notify/alerts.ts'
import type { Severity } from '../../ledger/notify-tables.ts'
import { rankOf } from './policy.ts'
import { isQuiet } from './quiet.ts'
import { joinsAt, nextReminder } from './reminders.ts'

/** What the planner knows of a channel. */
export type ToldChannel = Pick<ChannelConfig, 'id' | 'alerts'> & { groups: boolean }

export interface News {
  type: 'alert.opened' | 'alert.closed' | 'alert.reminder' | 'alert.acknowledged'
  alert: AlertRow
  mark: MarkRow | undefined
  /** When it became news. A reminder that is due soon joins others. */
  at: Date
  /** `again`: it grew, or became more severe. `meanwhile`: it opened and closed in the quiet hours. */
  how: 'first' | 'again' | 'meanwhile'
}

/** Milliseconds after the last word before people hear that it has doubled. */
const growthAfter = 3_600_000

export function newsOf(
  channel: ToldChannel,
  alert: AlertRow,
  mark: MarkRow | undefined,
  settings: AlertSettings,
  now: Date,
): News | undefined {
  const news = (type: News['type'], at: Date, how: News['how'] = 'first'): News => ({ type, alert, mark, at, how })
  if (mark) return laterNews(channel, alert, mark, settings, now, news)
  if (alert.due_at > now || alert.inhibited_by || isAcknowledged(alert, now) || !isTold(channel, alert, settings)) {
    return undefined
  }
  if (!alert.closed_at) return alert.ended_at ? undefined : news('alert.opened', alert.due_at)
  const wasSilent = !mayTell(channel, alert.severity, settings, alert.due_at)
  return wasSilent && alert.due_at <= (alert.ended_at ?? alert.closed_at)
    ? news('alert.closed', alert.closed_at, 'meanwhile')
    : undefined
}

function laterNews(
  { groups }: ToldChannel,
  alert: AlertRow,
  mark: MarkRow,
  settings: AlertSettings,
  now: Date,
  news: (type: News['type'], at: Date, how?: News['how']) => News,
): News | undefined {
  if (alert.closed_at) return mark.closed ? undefined : news('alert.closed', alert.closed_at)
  if (alert.ended_at || alert.inhibited_by) return undefined
  if (rankOf(alert.severity) < rankOf(mark.severity)) return news('alert.opened', mark.told_at, 'again')
  if (isAcknowledged(alert, now)) {
    return !groups && !mark.acknowledged ? news('alert.acknowledged', alert.acknowledged_at ?? now) : undefined
  }
  const grownAt = new Date(mark.told_at.getTime() + growthAfter)
  if (alert.size >= 2 * mark.size && alert.size > 0 && now >= grownAt) return news('alert.opened', grownAt, 'again')
  // A far end that opens incidents reminds by itself.
  const due = groups ? nextReminder(settings.remindAfter, mark.told_at, mark.reminders) : undefined
  return due && joinsAt(due, mark.told_at) <= now ? news('alert.reminder', due) : undefined
}

/** Whether the channel is told of such alerts at all. */
function isTold({ id, alerts }: ToldChannel, alert: AlertRow, { to, escalate }: AlertSettings): boolean {
  if (alert.key === `channel:${id}`) return false
  if (rankOf(alert.severity) > rankOf(alerts.severity)) return false
  if (alerts.kinds && !alerts.kinds.some((kind) => kind === alert.kind)) return false
  const atFirst = to ? to.includes(id) : !escalate?.to.includes(id)
  return atFirst || (alert.escalated_at !== null && escalate?.to.includes(id) === true)
}

function isAcknowledged({ acknowledged_at: at, acknowledged_until: until }: AlertRow, now: Date): boolean {
  return at !== null && (until === null || until > now)
}

/** Whether the channel may be told of an alert of this severity at this moment. */
export function mayTell({ alerts }: ToldChannel, severity: Severity, settings: AlertSettings, at: Date): boolean {
  const quiet = alerts.quietHours ?? settings.quietHours
  if (!quiet || quiet === 'none' || !isQuiet(quiet, quiet.zone ?? settings.zone, at)) return true
  return severity === 'critical' && quiet.critical === 'passes'
}

/** Critical alerts that no person acknowledged in time. */
export function toEscalate(alerts: readonly AlertRow[], { escalate }: AlertSettings, now: Date): AlertRow[] {
  if (!escalate) return []
  return alerts.filter((alert) => {
    const { severity, closed_at, ended_at, inhibited_by, escalated_at, told_at } = alert
    if (severity !== 'critical' || closed_at || ended_at || inhibited_by || escalated_at || !told_at) return false
    return !isAcknowledged(alert, now) && now.getTime() - told_at.getTime() >= escalate.after
  })
}

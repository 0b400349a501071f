/** Which messages each channel gets now: what happens within a minute is one message. Pure. */
import type { AlertSettings } from '../../config/alerts.ts'
import type { AlertRow, MarkRow } from '../../ledger/notify/alerts.ts'
import type { ChannelRow } from '../../ledger/notify/channels.ts'
import { mayTell, type News, newsOf, type ToldChannel } from './news.ts'
import { rankOf } from './policy.ts'
import { remindersAfter } from './reminders.ts'

/** Milliseconds: what happens within this time is one message. */
const groupWait = 60_000
/** Replies at a time: more ends are told in one message. */
const mostReplies = 3
/** Milliseconds between two messages of a channel. */
const groupInterval = 300_000

export interface PlannedChannel extends ToldChannel {
  planned: Pick<ChannelRow, 'planned_at' | 'urgent_at'>
  /** An earlier message about alerts waits: what is new goes into the next one. */
  stuck: boolean
}

interface PlannedMessage {
  channel: string
  news: News[]
  /** It tells of a new critical alert. */
  urgent: boolean
}

export interface Plan {
  messages: PlannedMessage[]
  /** Closed alerts of which nothing is left to tell. */
  finished: string[]
}

export function plan(
  channels: readonly PlannedChannel[],
  alerts: readonly AlertRow[],
  marks: readonly MarkRow[],
  settings: AlertSettings,
  now: Date,
): Plan {
  const byAlert = new Map(marks.map((mark) => [`${mark.alert} ${mark.channel}`, mark]))
  const untold = new Set<string>()
  const messages = channels.flatMap((channel) => {
    const news = alerts
      .map((alert) => newsOf(channel, alert, byAlert.get(`${alert.id} ${channel.id}`), settings, now))
      .filter((one) => one !== undefined)
    const told = sendNow(channel, news, settings, now)
    for (const one of news) if (!told.some(({ news }) => news.includes(one))) untold.add(one.alert.id)
    return told
  })
  const finished = alerts.filter(({ id, closed_at }) => closed_at && !untold.has(id)).map(({ id }) => id)
  return { messages, finished }
}

function sendNow(channel: PlannedChannel, all: readonly News[], settings: AlertSettings, now: Date): PlannedMessage[] {
  const { id, groups, planned, stuck } = channel
  const news = all.filter(({ alert }) => mayTell(channel, alert.severity, settings, now))
  if (news.length === 0 || stuck) return []
  if (!groups) return news.map((one) => ({ channel: id, news: [one], urgent: false }))
  const urgent = news.some(isUrgent)
  const since = (at: Date | null) => (at ? now.getTime() - at.getTime() : Number.POSITIVE_INFINITY)
  const first = Math.min(...news.map(({ at }) => at.getTime()))
  const isTime = now.getTime() - first >= groupWait && since(planned.planned_at) >= groupInterval
  if (!isTime && !(urgent && since(planned.urgent_at) >= groupInterval)) return []
  return inThreads(news.toSorted(byWeight)).map((some) => ({ channel: id, news: some, urgent: some.some(isUrgent) }))
}

/** The end of an alert is a reply to the message that told of it, unless that made too many messages. */
function inThreads(news: News[]): News[][] {
  const [ends, others] = [news.filter(isEnd), news.filter((one) => !isEnd(one))]
  const replies = Map.groupBy(ends, ({ mark }) => mark?.message)
  if (replies.size > mostReplies) return [news]
  return [...(others.length > 0 ? [others] : []), ...replies.values()]
}

function isEnd({ type, mark }: News): boolean {
  return type === 'alert.closed' && mark !== undefined
}

function isUrgent({ type, how, alert }: News): boolean {
  return type === 'alert.opened' && how === 'first' && alert.severity === 'critical'
}

const order = ['alert.opened', 'alert.closed', 'alert.acknowledged', 'alert.reminder']

function byWeight(a: News, b: News): number {
  return (
    order.indexOf(a.type) - order.indexOf(b.type) ||
    rankOf(a.alert.severity) - rankOf(b.alert.severity) ||
    (a.alert.key < b.alert.key ? -1 : 1)
  )
}

/** What the channel knows after the message. */
export function markOf(
  { alert, mark, type, how }: News,
  channel: string,
  message: string,
  settings: AlertSettings,
  now: Date,
) {
  const opened = type === 'alert.opened'
  const before = mark ?? {
    message,
    told_at: now,
    severity: alert.severity,
    size: alert.size,
    reminders: 0,
    acknowledged: false,
  }
  return {
    ...{ alert: alert.id, channel, message: before.message },
    ...(opened ? { told_at: now, severity: alert.severity, size: alert.size, reminders: 0 } : pickTold(before)),
    ...(type === 'alert.reminder'
      ? { reminders: remindersAfter(settings.remindAfter, before.told_at, before.reminders, now) }
      : {}),
    acknowledged: type === 'alert.acknowledged' || (before.acknowledged && how !== 'again'),
    closed: type === 'alert.closed',
  }
}

function pickTold({
  told_at,
  severity,
  size,
  reminders,
}: Pick<MarkRow, 'told_at' | 'severity' | 'size' | 'reminders'>) {
  return { told_at, severity, size, reminders }
}

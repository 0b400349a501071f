/** A ledger in memory for the pure parts: looks follow each other, and every message is kept. */
import { v7 as uuid } from 'uuid'
import { type AlertSettings, alertsSchema } from '../../../src/config/alerts.ts'
import { channelAlertsSchema } from '../../../src/config/channel.ts'
import type { AlertRow, MarkRow } from '../../../src/ledger/notify/alerts.ts'
import type { Finding } from '../../../src/notify/alerts/check.ts'
import { inhibitors } from '../../../src/notify/alerts/inhibition.ts'
import { toEscalate } from '../../../src/notify/alerts/news.ts'
import { markOf, plan } from '../../../src/notify/alerts/plan.ts'
import { transitions } from '../../../src/notify/alerts/transitions.ts'
import { type Composed, compose } from '../../../src/notify/messages/compose.ts'

export interface Told extends Composed {
  channel: string
}

export interface WorldOptions {
  alerts?: object
  /** By id, with what stands under `alerts` of the channel. @default one channel `ops` */
  channels?: Record<string, { groups?: boolean; alerts?: object }>
  start?: string
}

const all = new Set(['held', 'resting', 'late', 'waiting-for-person', 'silent', 'channel', 'secret', 'front-door'])

export function openWorld({ alerts = {}, channels = { ops: {} }, start = '2026-11-29T10:00:00Z' }: WorldOptions = {}) {
  const settings: AlertSettings = alertsSchema.parse(alerts)
  let now = new Date(start)
  let rows: AlertRow[] = []
  const marks = new Map<string, MarkRow>()
  const planned = new Map<string, { planned_at: Date | null; urgent_at: Date | null }>()
  const told: Told[] = []

  /** One look: as look.ts does it, with rows in memory instead of SQL. */
  function look(findings: readonly Finding[], looked: ReadonlySet<string> = all): Told[] {
    const unfinished = () => rows.filter(({ finished }) => !finished)
    const change = transitions(unfinished(), findings, looked, settings, now)
    for (const { dueAt, ...seen } of change.seen) {
      const row = rows.find(({ key, closed_at }) => key === seen.key && !closed_at)
      if (row) {
        Object.assign(row, seen, { seen_at: now, ended_at: null, reopened: row.reopened + (row.ended_at ? 1 : 0) })
      } else rows.push({ ...blank, ...seen, id: uuid(), due_at: dueAt, opened_at: now, seen_at: now })
    }
    for (const row of rows) if (change.ended.includes(row.id)) row.ended_at = now
    rows = rows.filter(({ id, told_at, due_at, ended_at }) => {
      return !(change.closed.includes(id) && !told_at && due_at > (ended_at ?? now))
    })
    for (const row of rows.filter(({ id }) => change.closed.includes(id))) {
      Object.assign(row, { ended_at: row.ended_at ?? now, closed_at: now })
    }
    const why = inhibitors(unfinished().filter(({ closed_at }) => !closed_at))
    for (const row of unfinished()) row.inhibited_by = why.get(row.id) ?? null
    for (const row of toEscalate(unfinished(), settings, now)) row.escalated_at = now
    const asked = Object.entries(channels).map(([id, { groups = true, alerts: own = {} }]) => ({
      ...{ id, groups, alerts: channelAlertsSchema.parse(own), stuck: false },
      planned: planned.get(id) ?? { planned_at: null, urgent_at: null },
    }))
    const next = plan(asked, unfinished(), [...marks.values()], settings, now)
    const fresh = next.messages.map(({ channel, news, urgent }) => {
      const id = uuid()
      for (const one of news) {
        marks.set(`${one.alert.id} ${channel}`, markOf(one, channel, id, settings, now))
        one.alert.told_at ??= now
      }
      planned.set(channel, { planned_at: now, urgent_at: urgent ? now : (planned.get(channel)?.urgent_at ?? null) })
      return { ...compose(news, now, { zone: 'UTC', console: undefined, problem: () => undefined }), channel }
    })
    for (const row of rows) if (next.finished.includes(row.id)) row.finished = true
    told.push(...fresh)
    return fresh
  }

  return {
    look,
    told,
    get now() {
      return now
    },
    rows: () => rows,
    row: (key: string) => rows.findLast((row) => row.key === key),
    pass(ms: number) {
      now = new Date(now.getTime() + ms)
    },
    /** Looks every half minute for so long. */
    during(ms: number, findings: readonly Finding[] | ((now: Date) => readonly Finding[])): Told[] {
      const before = told.length
      for (let left = ms; left > 0; left -= 30_000) {
        look(typeof findings === 'function' ? findings(now) : findings)
        now = new Date(now.getTime() + 30_000)
      }
      return told.slice(before)
    },
  }
}

const blank: Omit<
  AlertRow,
  'id' | 'key' | 'kind' | 'severity' | 'subject' | 'detail' | 'size' | 'since' | 'due_at' | 'opened_at' | 'seen_at'
> = {
  ...{ ended_at: null, closed_at: null, reopened: 0, inhibited_by: null, told_at: null, escalated_at: null },
  ...{ acknowledged_by: '', acknowledged_at: null, acknowledged_until: null, note: '', finished: false },
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

export function held(subject = 'crm-eu', waiting = 12): Finding {
  const detail = {
    connector: 'dynamics',
    problem: '',
    code: 'AADSTS7000222',
    status: 401,
    by: '',
    waiting,
    probeAt: null,
  }
  return { key: `held:${subject}`, kind: 'held', subject, detail }
}

export function late(subject = 'contoso.router', destinations = ['crm-eu']): Finding {
  const detail = { count: 7, oldest: '2026-11-29T08:00:00Z', target: hour, destinations }
  return { key: `late:${subject}`, kind: 'late', subject, detail }
}

export function resting(subject: string, since: Date): Finding {
  const detail = { connector: 'https', problem: '', code: 'HTTP_503', status: 503, by: '', waiting: 3, probeAt: null }
  return { key: `resting:${subject}`, kind: 'resting', subject, since, detail }
}

export function forPerson(subject: string, count: number): Finding {
  const detail = { count, rejected: count, uncertain: 0, exhausted: 0 }
  return { key: `waiting-for-person:${subject}`, kind: 'waiting-for-person', subject, size: count, detail }
}

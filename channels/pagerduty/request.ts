/** Events of PagerDuty: developer.pagerduty.com/docs/events-api-v2 (alert events, change events). */
import { createHash } from 'node:crypto'
import type { AlertNews, Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { clean } from '../../src/lead/text.ts'
import { noted } from '../../src/outside/endpoint/limits.ts'
import type { PagerDutySettings } from './settings.ts'

const limits = { summary: 1_024, key: 255, text: 50_000, detail: 100_000 }

export interface Event {
  path: '/v2/enqueue' | '/v2/change/enqueue'
  body: object
}

/** @param notes what was cut or left out is added. */
export function eventsOf(message: Message, settings: PagerDutySettings, notes: Note[]): Event[] {
  if (message.alerts.length > 0) return message.alerts.map((news) => alertEvent(news, message, settings, notes))
  return [message.kind === 'test' ? testEvent(message, settings, notes) : changeEvent(message, settings, notes)]
}

const actions = {
  'alert.opened': 'trigger',
  // PagerDuty adds it to the open incident and tells no person. If a person has closed that incident, it opens another one.
  'alert.reminder': 'trigger',
  'alert.acknowledged': 'acknowledge',
  'alert.closed': 'resolve',
} as const

function alertEvent(news: AlertNews, message: Message, settings: PagerDutySettings, notes: Note[]): Event {
  const action = actions[news.type]
  const event = { routing_key: settings.routingKey, event_action: action, dedup_key: dedupKey(news.key, settings) }
  if (action !== 'trigger') return { path: '/v2/enqueue', body: event }
  const { severity, kind, subject, since, headline } = news
  const payload = {
    summary: summaryOf(headline, notes),
    source: settings.hub,
    severity,
    timestamp: since.toISOString(),
    component: clean(subject).slice(0, 255) || undefined,
    class: kind,
    custom_details: detailsOf(news, notes),
  }
  return { path: '/v2/enqueue', body: { ...event, ...pointers(news.link ?? message.link), payload } }
}

/** A test must be seen, as an incident would be; a person closes it. */
function testEvent(message: Message, settings: PagerDutySettings, notes: Note[]): Event {
  const { id, at, subject, text, link } = message
  const key = { routing_key: settings.routingKey, event_action: 'trigger', dedup_key: dedupKey(`test:${id}`, settings) }
  const details = { text: noted(notes, 'text', text, limits.text) }
  const said = { summary: summaryOf(subject, notes), source: settings.hub, severity: 'info' }
  const payload = { ...said, timestamp: at.toISOString(), custom_details: details }
  return { path: '/v2/enqueue', body: { ...key, ...pointers(link), payload } }
}

/** Digests and reports are no incidents: a change event calls no person. It knows no dedup_key. */
function changeEvent(message: Message, { routingKey, hub }: PagerDutySettings, notes: Note[]): Event {
  const { id, at, subject, text, link } = message
  const details = { id, text: noted(notes, 'text', text, limits.text) }
  const payload = {
    summary: summaryOf(subject, notes),
    timestamp: at.toISOString(),
    source: hub,
    custom_details: details,
  }
  return { path: '/v2/change/enqueue', body: { routing_key: routingKey, payload, ...pointers(link, false) } }
}

/** PagerDuty drops the end of an incident that it does not know, so this tells no person. */
export function checkEvent(settings: PagerDutySettings): Event {
  const dedup_key = dedupKey('check', settings)
  return { path: '/v2/enqueue', body: { routing_key: settings.routingKey, event_action: 'resolve', dedup_key } }
}

/** The same for every event of one alert; a longer key ends in its hash. */
function dedupKey(key: string, { hub }: PagerDutySettings): string {
  const whole = `leadyard/${hub}/${key}`
  if (whole.length <= limits.key) return whole
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 32)
  return `${whole.slice(0, limits.key - hash.length - 1)}~${hash}`
}

function summaryOf(text: string, notes: Note[]): string {
  return noted(notes, 'summary', clean(text) || 'Leadyard', limits.summary)
}

function detailsOf({ key, text, detail }: AlertNews, notes: Note[]): object {
  const large = JSON.stringify(detail).length > limits.detail
  if (large) notes.push(`the detail of ${key} was left out: it is too large`)
  return { ...(large ? {} : detail), text: noted(notes, 'text', text, limits.text) }
}

function pointers(link: string | undefined, named = true): object {
  const client = named ? { client: 'Leadyard', client_url: link } : {}
  return { ...client, ...(link && { links: [{ href: link, text: 'Open in Leadyard' }] }) }
}

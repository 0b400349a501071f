/** The event of a message (Standard Webhooks: `type`, `timestamp`, `data`). */
import type { AlertNews, Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { mostThatFit, noted } from '../../src/outside/endpoint/limits.ts'
import { signatureHeaders } from '../../src/outside/standard-webhooks.ts'
import { secretsOf, type WebhookSettings } from './settings.ts'
import { shapedBody, usualType } from './template.ts'

/** Bytes. The standard names no limit, but asks for small payloads; common receivers take 256 KiB. */
const largest = 250_000
/** Characters. */
const longestText = 50_000
const longestDetail = 10_000

/** The same on every attempt. @param notes what was cut or left out is added. */
export function bodyOf(message: Message, { body, contentType = usualType }: WebhookSettings, notes: Note[]): string {
  return body === undefined ? eventOf(message, notes) : shapedBody(message, body, contentType, notes)
}

function eventOf(message: Message, notes: Note[]): string {
  const { kind, at, alerts } = message
  const timestamp = at.toISOString()
  const [first, ...more] = alerts
  if (!first) return JSON.stringify({ type: kind, timestamp, data: plainData(message, notes) })
  if (more.length === 0) return JSON.stringify({ type: first.type, timestamp, data: dataOf(first, notes) })
  const data = alerts.map((news) => ({ type: news.type, ...dataOf(news, notes) }))
  const body = (count: number) => {
    const leftOut = data.length - count
    return JSON.stringify({ type: 'alerts', timestamp, data: data.slice(0, count), ...(leftOut && { leftOut }) })
  }
  const count = mostThatFit(data.length, (some) => Buffer.byteLength(body(some)) <= largest)
  if (count < data.length) notes.push(`${data.length - count} of ${data.length} alerts were left out: they do not fit`)
  return body(count)
}

function plainData({ subject, text, link }: Message, notes: Note[]) {
  return { subject, text: noted(notes, 'data.text', text, longestText), link }
}

function dataOf({ key, kind, severity, subject, since, headline, text, detail, link }: AlertNews, notes: Note[]) {
  const large = JSON.stringify(detail).length > longestDetail
  if (large) notes.push(`the detail of ${key} was left out: it is too large`)
  return {
    ...{ key, kind, severity, subject, since: since.toISOString(), headline },
    text: noted(notes, 'data.text', text, longestText),
    detail: large ? {} : detail,
    link,
  }
}

export function headersOf(message: Message, body: string, now: Date, config: WebhookSettings): Record<string, string> {
  const { headers, bearerToken, contentType = usualType } = config
  return {
    ...headers,
    ...(bearerToken && { authorization: `Bearer ${bearerToken}` }),
    ...signatureHeaders({ id: message.id, at: now, body }, secretsOf(config)),
    'content-type': contentType,
  }
}

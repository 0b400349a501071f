/** Makes one message of what is news to a channel. Pure. */
import type { AlertNews } from '../../channel.ts'
import type { AlertKind } from '../../config/alert-kinds.ts'
import { quoteOf } from '../../delivery/quote.ts'
import type { NewMessage } from '../../ledger/notify/messages.ts'
import { withoutAddresses } from '../../redact.ts'
import type { News } from '../alerts/news.ts'
import type { MailSection } from './mail-content.ts'
import { mailHtml } from './mail-html.ts'
import { render } from './templates.ts'
import { describeDuration, describeTime } from './times.ts'
import { type Wording, wordings } from './wording.ts'

/** An entry of a catalogue, as the templates read it. */
interface KnownProblem {
  wording: readonly string[]
  cause: string
  remedy: readonly string[]
  /** The check of a destination cannot show it. */
  onlyByLead?: true | undefined
}

export interface ComposeOptions {
  zone: string
  /** Address of the console, without a slash at its end; undefined: messages have no links. */
  console: string | undefined
  /** The catalogue's entry for a failure of a destination, a source or a channel. */
  problem(subject: string, id: string): KnownProblem | undefined
  /** Milliseconds that it must be over before an alert of this kind closes. */
  settle?(kind: string): number
}

/** In a larger message, this many alerts are named. */
const mostNamed = 10
const mostWhole = 20

export type Composed = Omit<NewMessage, 'channel' | 'id'>

export function compose(given: readonly News[], now: Date, options: ComposeOptions): Composed {
  const news = given.length > mostNamed ? kindsFirst(given) : given
  const alerts = news.map((one) => alertNews(one, now, options))
  const sections = news.map((one) => sectionOf(one, now, options))
  const many = alerts.length > mostWhole
  const subject = subjectOf(news, alerts)
  const shown = many ? alerts.slice(0, mostNamed) : alerts
  const lead = alerts.length === 1 ? undefined : countsOf(alerts)
  const rest = alerts.length - shown.length
  const link = options.console && (alerts.length === 1 ? alerts[0]?.link : `${options.console}/alerts`)
  const replies = new Set(news.map(({ mark }) => mark?.message))
  const [inReplyTo] = replies.size === 1 ? replies : []
  const blocks = shown.map((one) => ({ ...one, text: many ? '' : one.text }))
  const more = rest > 0 ? `And ${rest} more: ${options.console ?? 'leadyard alerts'}` : undefined
  const text = [lead, ...blocks.map(({ headline, text }) => [headline, text].filter(Boolean).join('\n\n')), more]
  return {
    ...{ kind: 'alert', at: now, subject, link, inReplyTo, alerts, ...(many ? { brief: true } : {}) },
    text: `${text.filter(Boolean).join(many ? '\n' : '\n\n')}\n`,
    html: mailHtml({
      headline: subject,
      preheader: lead ?? sections[0]?.text,
      sections: [
        ...(lead ? [{ text: lead }] : []),
        ...sections.slice(0, shown.length).map((one) => (many ? { state: one.state, heading: one.heading } : one)),
        ...(more ? [{ text: more }] : []),
      ],
      link: link ? { url: link, label: 'Open in the console' } : undefined,
      footer: ['Leadyard tells this. What is told, and where, stands in config.yaml under alerts and channels.'],
    }),
    important: news.some(({ type, alert }) => type === 'alert.opened' && alert.severity === 'critical'),
  }
}

/** One alert of each kind, then the others: those that are named show what all is the matter. */
function kindsFirst(news: readonly News[]): News[] {
  const first = new Set(
    [...Map.groupBy(news, ({ type, alert }) => `${type} ${alert.kind}`).values()].map(([one]) => one),
  )
  return [...news.filter((one) => first.has(one)), ...news.filter((one) => !first.has(one))]
}

/** The words of one alert, for a message or for the API. */
export function alertNews({ type, alert, how }: News, now: Date, options: ComposeOptions): AlertNews {
  const { key, kind, severity, subject, since, detail } = alert
  const link = options.console && linkTo(alert, options.console)
  return {
    ...{ type, key, kind, severity, subject, since, sinceText: describeTime(since, options.zone), detail },
    ...textOf(words(type, how, alert, now, options)),
    ...(link ? { link } : {}),
  }
}

interface Words {
  headline: string
  body: string
  steps?: readonly string[]
}

function textOf({ headline, body, steps = [] }: Words): Pick<AlertNews, 'headline' | 'text'> {
  const list = steps.map((step, at) => `${at + 1}. ${step}`).join('\n')
  return { headline, text: [body, list].filter(Boolean).join('\n\n') }
}

function sectionOf({ type, alert, how }: News, now: Date, options: ComposeOptions): MailSection {
  const { headline, body, steps } = words(type, how, alert, now, options)
  return { state: type === 'alert.closed' ? 'over' : alert.severity, heading: headline, text: body, steps }
}

function words(type: News['type'], how: News['how'], alert: News['alert'], now: Date, options: ComposeOptions): Words {
  const wording: Wording = wordings[alert.kind as AlertKind] ?? unknown
  const { problem: id } = alert.detail
  const entry = typeof id === 'string' && id !== '' ? options.problem(alert.subject, id) : undefined
  const until = alert.ended_at ?? alert.closed_at ?? now
  const variables = {
    ...alert.detail,
    ...{ id: alert.id, key: alert.key, subject: alert.subject, since: alert.since.toISOString(), zone: options.zone },
    ...{ age: until.getTime() - alert.since.getTime(), problem: entry && quoted(entry, alert.detail) },
  }
  const say = (template: string) => render(template, variables).trim()
  if (type === 'alert.closed') {
    if (how === 'meanwhile')
      return {
        headline: `Over: ${say(wording.opened)}`,
        body: `It was so ${spanOf(alert.since, until, options.zone)}.`,
      }
    return { headline: say(wording.closed), body: say(wording.closedText ?? usualEnd) }
  }
  // Only pages ask for an alert that is over and not closed yet; people are told of the end when it has closed.
  if (type === 'alert.opened' && alert.ended_at) {
    const closes = new Date(alert.ended_at.getTime() + (options.settle?.(alert.kind) ?? 0))
    const body = `It was so ${spanOf(alert.since, alert.ended_at, options.zone)}. The alert closes at ${describeTime(closes, options.zone)} if it stays over.`
    return { headline: say(wording.closed), body }
  }
  const opened = say(wording.opened)
  const age = describeDuration(variables.age)
  if (type === 'alert.reminder') return { headline: `Still open: ${opened}`, body: `It is so for ${age}.` }
  if (type === 'alert.acknowledged') {
    return {
      headline: `Acknowledged: ${opened}`,
      body: `By ${alert.acknowledged_by}. ${withoutAddresses(alert.note)}`.trim(),
    }
  }
  const steps = [...(entry?.remedy ?? []), ...say(wording.steps).split('\n')].filter(Boolean)
  return { headline: opened, body: say(wording.text), steps }
}

/** @param detail `said`: a sentence of the catalogue that stands in the answer. */
function quoted({ wording, cause, onlyByLead }: KnownProblem, { code, said }: News['alert']['detail']) {
  const answer = { code: typeof code === 'string' ? code : '', text: typeof said === 'string' ? said : '' }
  const { text, isSaid } = quoteOf(wording, answer)
  return { wording: text, isSaid, cause, onlyByLead }
}

function spanOf(from: Date, to: Date, zone: string): string {
  return `from ${describeTime(from, zone)} to ${describeTime(to, zone)}`
}

const usualEnd = 'It lasted for {{ age | duration }}, since {{ since | time }}.'

/** A later program may have opened it. */
const unknown: Wording = {
  opened: 'Alert: {{ key }}',
  closed: 'Closed: {{ key }}',
  text: 'It is so since {{ since | time }}.',
  steps: 'leadyard alerts',
}

function subjectOf(news: readonly News[], alerts: readonly AlertNews[]): string {
  const [first] = alerts
  if (first && alerts.length === 1) return first.headline
  if (news.every(({ type }) => type === 'alert.reminder')) return `Reminder: ${alerts.length} alerts are still open`
  const reminders = alerts.slice(1).filter(({ type }) => type === 'alert.reminder').length
  const how = reminders > 0 ? `, ${reminders} of them reminders` : ''
  return `${first?.headline ?? ''} (and ${alerts.length - 1} more${how})`
}

const verbs: Readonly<Record<AlertNews['type'], string>> = {
  'alert.opened': 'opened',
  'alert.closed': 'closed',
  'alert.reminder': 'still open',
  'alert.acknowledged': 'acknowledged',
}

/** `5 opened (3 held, 2 late), 1 closed (held).` */
function countsOf(alerts: readonly AlertNews[]): string {
  const byType = Map.groupBy(alerts, ({ type }) => type)
  const parts = [...byType].map(([type, some]) => {
    const kinds = [...Map.groupBy(some, ({ kind }) => kind)].map(([kind, { length }]) => `${length} ${kind}`)
    return `${some.length} ${verbs[type]} (${kinds.join(', ')})`
  })
  return `${parts.join(', ')}.`
}

function linkTo({ id, kind, subject, detail }: News['alert'], base: string): string {
  if (['held', 'resting', 'backlog', 'refused'].includes(kind)) return `${base}/destinations/${subject}`
  if (kind === 'secret') return `${base}/destinations/${String(detail['destination'])}`
  if (kind === 'waiting-for-person') return `${base}/failed?destination=${subject}`
  if (kind === 'unrouted' || kind === 'unreadable') return `${base}/leads?state=${kind}`
  return `${base}/alerts/${id}`
}

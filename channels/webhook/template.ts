/** The operator's own body: a template over the message, for far ends that want a form of their own. */
import type { AlertNews, Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { configuration } from '../../src/failure.ts'
import { compileBody } from '../../src/outside/endpoint/body-template.ts'
import { mostThatFit, noted } from '../../src/outside/endpoint/limits.ts'

export const usualType = 'application/json'

/** Bytes, as for the usual body. */
const largest = 250_000
/** Characters of each text. */
const longestText = 50_000

/** @throws DeliveryError `configuration`: the message waits until the template is corrected. */
export function shapedBody(message: Message, template: string, contentType: string, notes: Note[]): string {
  const values = valuesOf(message, notes)
  try {
    const { render } = compileBody(template)
    const body = (count: number) => render({ ...values, alerts: values.alerts.slice(0, count) })
    const all = values.alerts.length
    const count = mostThatFit(all, (some) => Buffer.byteLength(body(some)) <= largest)
    if (count < all) notes.push(`${all - count} of ${all} alerts were left out: they do not fit`)
    return checked(body(count), contentType)
  } catch (cause) {
    const message = `The template of body fails for this message: ${reasonOf(cause)}`
    throw configuration({ message, code: 'TEMPLATE', problem: 'webhook-template', cause })
  }
}

/** What is wrong with a template, found by sample messages; undefined if nothing is. */
export function templateFault(template: string, contentType: string): string | undefined {
  try {
    const { reads, render } = compileBody(template)
    const known = Object.keys(valuesOf(samples[0]!, []))
    const unknown = reads.find((name) => !known.includes(name))
    if (unknown !== undefined) return `a message has no ${unknown}; it has ${known.join(', ')}`
    for (const sample of samples) checked(render(valuesOf(sample, [])), contentType)
    return undefined
  } catch (error) {
    return `does not work for a sample message: ${reasonOf(error)}`
  }
}

/** @throws Error */
function checked(body: string, contentType: string): string {
  if (body.trim() === '') throw new Error('it makes an empty body')
  if (!/[/+]json\b/i.test(contentType)) return body
  try {
    JSON.parse(body)
  } catch {
    throw new Error('it makes no JSON; write {{ subject | json }}, without quotes around it')
  }
  return body
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n', 1)[0]! : 'unknown'
}

const severities = ['critical', 'warning', 'info'] as const

/** The variables of a template. A text that is missing is blank. */
function valuesOf(message: Message, notes: Note[]) {
  const { id, kind, at, subject, text, link = '', important = false, alerts } = message
  const [first, ...more] = alerts
  return {
    ...{ id, kind, type: first ? (more.length > 0 ? 'alerts' : first.type) : kind },
    ...{ at: at.toISOString(), subject: subject.toWellFormed(), link, important },
    text: noted(notes, 'text', text.toWellFormed(), longestText),
    severity: severities.find((one) => alerts.some(({ severity }) => severity === one)) ?? 'info',
    alerts: alerts.map((one) => alertOf(one, notes)),
  }
}

function alertOf(
  { type, key, kind, severity, subject, since, headline, text, link = '', detail }: AlertNews,
  notes: Note[],
) {
  return {
    ...{ type, key, kind, severity, subject, link, detail },
    ...{ since: since.toISOString(), headline: headline.toWellFormed() },
    text: noted(notes, 'alerts.text', text.toWellFormed(), longestText),
  }
}

const news: AlertNews = {
  ...{ type: 'alert.opened', key: 'held:crm-eu', kind: 'held', severity: 'critical', subject: 'crm-eu' },
  ...{ since: new Date(0), headline: 'Held: crm-eu. 12 leads wait', detail: { code: 'X' } },
  text: 'It says: "no\\yes" & <more>.\n\n1. Look & see\r\n',
}
const common = { id: '01900000-0000-7000-8000-000000000001', at: new Date(0), signal: new AbortController().signal }
const samples: readonly Message[] = [
  {
    ...common,
    kind: 'alert',
    subject: news.headline,
    text: news.text,
    important: true,
    alerts: [news],
    link: 'https://hub.example/',
  },
  {
    ...common,
    kind: 'alert',
    subject: 'Two "alerts"',
    text: news.text,
    alerts: [news, { ...news, type: 'alert.closed' }],
  },
  { ...common, kind: 'test', subject: 'Test of the channel', text: 'Nothing is wrong.\n', alerts: [] },
]

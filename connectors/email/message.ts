import MailComposer from 'nodemailer/lib/mail-composer'
import type { Lead } from '../../src/lead/lead.ts'
import { type EmailSettings, type Includable, senderOf } from './settings.ts'

export interface Letter {
  /** With its angle brackets; the same on every try. */
  readonly messageId: string
  /** The first try's moment, so that every try is the same mail. */
  readonly date: Date
  readonly subject: string
  readonly text: string
}

export interface Mail {
  readonly messageId: string
  readonly raw: Buffer
}

export async function writeMail(settings: EmailSettings, letter: Letter): Promise<Mail> {
  const { messageId, date, text } = letter
  const { name, address } = senderOf(settings)
  const composer = new MailComposer({
    from: { name, address },
    to: settings.to,
    subject: oneLine(letter.subject),
    messageId,
    date,
    text,
    ...(settings.html ? { html: htmlOf(text) } : {}),
    // No out-of-office notes in answer (RFC 3834; Exchange knows the second).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: messageId.replace(/[^A-Za-z0-9]/g, ''),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { messageId, raw: await composer.compile().build() }
}

/** A lead's own words must not make a header of their own. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}

/** `Label: value` lines become a table, others stand as they are; nothing of a lead is markup. */
function htmlOf(text: string): string {
  const rows = text.split('\n').map((line) => {
    const [, label, value] = /^([A-Z][\w -]{0,30}): (.*)$/.exec(line) ?? []
    if (label === undefined) return `<tr><td colspan="2">${escaped(line) || '&nbsp;'}</td></tr>`
    return `<tr><th align="left" valign="top">${escaped(label)}</th><td>${escaped(value ?? '')}</td></tr>`
  })
  return `<!doctype html><html><body><table>${rows.join('\n')}</table></body></html>`
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
}

const values: Record<Includable, { label: string; of: (lead: Lead) => string }> = {
  'person.name': { label: 'Name', of: ({ person }) => person.name },
  'person.email': { label: 'E-mail', of: ({ person }) => person.email },
  'person.phone': { label: 'Phone', of: ({ person }) => person.phone.e164 || person.phone.raw },
  'person.company': { label: 'Company', of: ({ person }) => person.company },
  'person.title': { label: 'Job title', of: ({ person }) => person.title },
  'person.country': { label: 'Country', of: ({ person }) => person.country.name || person.country.raw },
  description: { label: 'Description', of: ({ description }) => description },
  campaign: {
    label: 'Campaign',
    of: ({ campaign }) =>
      Object.entries(campaign)
        .map((pair) => pair.join('='))
        .join(', '),
  },
}

/** The mapped text, and below it what the operator named under `include`. */
export function withIncluded(text: string, lead: Lead, include: readonly Includable[]): string {
  const lines = include.map((name) => ({ label: values[name].label, value: values[name].of(lead) }))
  return [text, ...lines.filter(({ value }) => value).map(({ label, value }) => `${label}: ${value}`)].join('\n')
}

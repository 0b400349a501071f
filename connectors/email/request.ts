/** The mail: its words, its bytes, and the stream that hands them over. */
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import type { Delivery, Preview } from '../../src/connector.ts'
import type { Lead } from '../../src/lead/lead.ts'
import { ClaimOver, type MayLeave } from '../../src/outside/claim.ts'
import { type EmailSettings, type Includable, senderOf } from './settings.ts'

export interface Letter {
  /** With its angle brackets; the same on every attempt. */
  readonly messageId: string
  /** The moment of the first attempt, so that every attempt sends the same mail. */
  readonly date: Date
  readonly subject: string
  readonly text: string
}

/** Subject and text of one lead; below the mapped text stands what the operator named under `include`. */
export function wordsOf({ fields, lead }: Delivery, { include }: EmailSettings): Pick<Letter, 'subject' | 'text'> {
  const lines = include.flatMap((name) => {
    const value = values[name].of(lead)
    return value ? `${values[name].label}: ${value}` : []
  })
  return { subject: fields['subject'] ?? '', text: [fields['text'] ?? '', ...lines].join('\n') }
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

/** The same on every attempt, to the byte: most mailboxes show a mail with a known Message-ID once. */
export function letterOf(delivery: Delivery, settings: EmailSettings): Letter {
  const { id, firstAttemptAt } = delivery
  const messageId = `<${id}@${senderOf(settings).domain}>`
  return { messageId, date: firstAttemptAt, ...wordsOf(delivery, settings) }
}

export function previewOf({ subject, text }: Letter, { from, to }: EmailSettings): Preview {
  return { method: 'MAIL', to: to.join(', '), headers: { From: from, Subject: oneLine(subject) }, body: text }
}

/** @returns the whole mail, header and body. */
export async function writeMail(settings: EmailSettings, letter: Letter): Promise<Buffer> {
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
  return composer.compile().build()
}

/** A lead's own words must not make a header of their own. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}

/** `Label: value` lines become a table, other lines stand as they are; nothing of a lead is markup. */
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

/**
 * The mail's bytes, read by nodemailer once the server has said 354. The claim is looked at before the first byte, and again
 * before the end, after which nodemailer writes the final dot: without that dot no server takes a mail (RFC 5321, 4.1.1.4).
 * The last part is small, so that a slow server delays the look too, not only the dot.
 */
export function bodyUnder(mayLeave: MayLeave, mail: Buffer): Readable {
  const parts = [mail.subarray(0, -2), mail.subarray(-2)].filter(({ length }) => length > 0)
  return new Readable({
    highWaterMark: 1,
    read() {
      if (mayLeave()) this.push(parts.shift() ?? null)
      else this.destroy(new ClaimOver())
    },
  })
}

/** The mail: its words and its bytes. */
import type { Delivery, Preview } from '../../src/connector.ts'
import { shownAs } from '../../src/lead/includable.ts'
import { oneLine, writeMail } from '../../src/outside/smtp/mail.ts'
import { senderOf } from '../../src/outside/smtp/settings.ts'
import type { EmailSettings } from './settings.ts'

interface Letter {
  /** With its angle brackets; the same on every attempt. */
  readonly messageId: string
  /** The moment of the first attempt, so that every attempt sends the same mail. */
  readonly date: Date
  readonly subject: string
  readonly text: string
}

/** Below the mapped text stands what the operator named under `include`. */
function wordsOf({ fields, lead }: Delivery, { include }: EmailSettings): Pick<Letter, 'subject' | 'text'> {
  const lines = include.flatMap((name) => {
    const value = shownAs[name].of(lead)
    return value ? `${shownAs[name].label}: ${value}` : []
  })
  return { subject: fields['subject'] ?? '', text: [fields['text'] ?? '', ...lines].join('\n') }
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
export function mailOf({ from, to, html }: EmailSettings, letter: Letter): Promise<Buffer> {
  return writeMail({ from, to, ...letter, html: html ? htmlOf(letter.text) : undefined })
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

/** The mail's bytes: made by nodemailer, the same on every attempt. */
import MailComposer from 'nodemailer/lib/mail-composer'
import { senderOf } from './settings.ts'

export interface Mail {
  /** The sender as the settings give it. */
  readonly from: string
  readonly to: readonly string[]
  /** With its angle brackets. */
  readonly messageId: string
  readonly date: Date
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** @returns the whole mail, header and body. */
export async function writeMail({ from, to, messageId, date, subject, text, html, headers }: Mail): Promise<Buffer> {
  const { name, address } = senderOf({ from })
  const composer = new MailComposer({
    from: { name, address },
    to: [...to],
    subject: oneLine(subject),
    messageId,
    date,
    text,
    ...(html === undefined ? {} : { html }),
    // No out-of-office notes in answer (RFC 3834; Exchange knows the second).
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', ...headers },
    baseBoundary: messageId.replace(/[^A-Za-z0-9]/g, ''),
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

/** A text from elsewhere must not make a header of its own. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim()
}

/** The mail of a message: the same on every attempt, to the byte. */
import type { Message } from '../../src/channel.ts'
import type { Note } from '../../src/connector.ts'
import { noted } from '../../src/outside/endpoint/limits.ts'
import type { Mail } from '../../src/outside/smtp/mail.ts'
import { senderOf } from '../../src/outside/smtp/settings.ts'
import type { SmtpSettings } from './settings.ts'

/** Characters; Exchange Online takes subjects of 255. */
const longestSubject = 250
const longestText = 100_000
/** Bytes. Gmail shows no more of an HTML part. */
const largestHtml = 102_000

/** @param notes what was cut or left out is added. */
export function mailOf(message: Message, settings: SmtpSettings, notes: Note[]): Mail {
  const { id, at, to = settings.to } = message
  const html = settings.html ? message.html : undefined
  const tooLarge = html !== undefined && Buffer.byteLength(html) > largestHtml
  if (tooLarge) notes.push(`the HTML part was left out: it has ${Buffer.byteLength(html)} bytes`)
  return {
    from: settings.from,
    to,
    messageId: messageIdOf(id, settings),
    date: at,
    subject: noted(notes, 'subject', message.subject, longestSubject),
    text: noted(notes, 'text', message.text, longestText),
    html: tooLarge ? undefined : html,
    headers: headersOf(message, settings),
  }
}

function headersOf({ id, kind, inReplyTo, important }: Message, settings: SmtpSettings): Record<string, string> {
  const { domain } = senderOf(settings)
  const earlier = inReplyTo && messageIdOf(inReplyTo, settings)
  const leave = kind === 'contact' ? settings.unsubscribe?.replaceAll('{id}', id) : undefined
  return {
    'List-Id': `<${settings.listId ?? `${kind}.leadyard.${domain}`}>`,
    ...(earlier && { 'In-Reply-To': earlier, References: earlier }),
    ...(important && { Importance: 'high' }),
    ...(leave && { 'List-Unsubscribe': `<${leave}>` }),
    // Mail scanners follow links, so only a POST may unsubscribe (RFC 8058).
    ...(leave?.startsWith('https:') && { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  }
}

function messageIdOf(id: string, settings: SmtpSettings): string {
  return `<${id}@${senderOf(settings).domain}>`
}

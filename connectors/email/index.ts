import type { Connector, Delivery, Destination, Expiry, Preview, Receipt, Tools } from '../../src/connector.ts'
import { openDigest } from './digest.ts'
import { fields } from './fields.ts'
import { type Letter, oneLine, withIncluded, writeMail } from './message.ts'
import { problems } from './problems.ts'
import { type EmailSettings, senderOf, settings } from './settings.ts'
import { openSmtp, type Taken } from './smtp.ts'

export const email = {
  type: 'email',
  label: 'E-mail',
  summary: 'A mail for each lead, or a digest per period, handed to your SMTP server',
  settings,
  fields,
  repeat: ({ whenUncertain }: { whenUncertain?: unknown }) => (whenUncertain === 'repeat' ? 'harmless' : 'doubles'),
  notifies: true,
  problems,
  open,
} satisfies Connector<typeof settings>

function open(given: EmailSettings, tools: Tools): Destination {
  const smtp = openSmtp(given, tools)
  const { domain } = senderOf(given)

  async function send(letter: Letter, signal: AbortSignal): Promise<Receipt> {
    const taken = await smtp.send(await writeMail(given, letter), signal)
    if (taken.refused.length > 0) {
      tools.log.warn({ destination: tools.destination, refused: taken.refused.length }, 'recipients refused')
    }
    return {
      outcome: 'accepted',
      reference: taken.serverMessageId ?? letter.messageId,
      status: taken.status,
      notes: notesOf(taken, given.to.length),
    }
  }

  const digest = openDigest(given, tools, send)

  return {
    async deliver(delivery) {
      const words = wordsOf(delivery, given)
      if (given.per === 'digest') return digest.deliver(delivery, entryOf(words))
      return send(letterOf(delivery, words, domain), delivery.signal)
    },
    preview(delivery) {
      const words = wordsOf(delivery, given)
      if (given.per === 'lead') return previewOf(letterOf(delivery, words, domain), given)
      const notes = ['other leads of its period stand in the same mail']
      return { ...previewOf(digest.alone(delivery, entryOf(words)), given), notes }
    },
    check: (signal) => smtp.check(signal),
    expiries: () => expiriesOf(given),
    async close() {
      smtp.close()
    },
  }
}

function expiriesOf({ applicationKeyExpires: day }: EmailSettings): Expiry[] {
  return day ? [{ setting: 'applicationKey', at: new Date(day) }] : []
}

type Words = Pick<Letter, 'subject' | 'text'>

function wordsOf({ fields, lead }: Delivery, { include }: EmailSettings): Words {
  return { subject: fields['subject'] ?? '', text: withIncluded(fields['text'] ?? '', lead, include) }
}

function entryOf({ subject, text }: Words): string {
  return `${subject}\n${text}`
}

/** The same on every try, to the byte: most mailboxes show a mail with a known Message-ID once. */
function letterOf({ id, firstAttemptAt }: Delivery, words: Words, domain: string): Letter {
  return { messageId: `<${id}@${domain}>`, date: firstAttemptAt, ...words }
}

function previewOf({ subject, text }: Letter, { from, to }: EmailSettings): Preview {
  return { method: 'MAIL', to: to.join(', '), headers: { From: from, Subject: oneLine(subject) }, body: text }
}

function notesOf({ refused, queueId }: Taken, recipients: number): string[] {
  const addresses = refused.map(({ address, status }) => `${address} (${status ?? 'no code'})`).join(', ')
  const notes = refused.length > 0 ? [`${refused.length} of ${recipients} recipients refused: ${addresses}`] : []
  return queueId ? [...notes, `queued as ${queueId}`] : notes
}

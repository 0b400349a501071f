import type { Connector, Delivery, Destination, Expiry, Receipt, Tools } from '../../src/connector.ts'
import { openDigest } from './digest.ts'
import { fields } from './fields.ts'
import { type Letter, withIncluded, writeMail } from './message.ts'
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

  const intoDigest = openDigest(given, tools, send)

  return {
    async deliver(delivery) {
      const text = withIncluded(delivery.fields['text'] ?? '', delivery.lead, given.include)
      const subject = delivery.fields['subject'] ?? ''
      if (given.per === 'digest') return intoDigest(delivery, `${subject}\n${text}`)
      return send(letterOf(delivery, subject, text, domain), delivery.signal)
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

/** The same on every try, to the byte: most mailboxes show a mail with a known Message-ID once. */
function letterOf({ id, firstAttemptAt }: Delivery, subject: string, text: string, domain: string): Letter {
  return { messageId: `<${id}@${domain}>`, date: firstAttemptAt, subject, text }
}

function notesOf({ refused, queueId }: Taken, recipients: number): string[] {
  const addresses = refused.map(({ address, status }) => `${address} (${status ?? 'no code'})`).join(', ')
  const notes = refused.length > 0 ? [`${refused.length} of ${recipients} recipients refused: ${addresses}`] : []
  return queueId ? [...notes, `queued as ${queueId}`] : notes
}

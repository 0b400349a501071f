import type { Connector, Destination, Receipt, Tools } from '../../src/connector.ts'
import { openSmtp, type Taken } from '../../src/outside/smtp/client.ts'
import { openDigest } from './digest.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { type Letter, letterOf, mailOf, previewOf, wordsOf } from './request.ts'
import { type EmailSettings, settings } from './settings.ts'

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
  const smtp = openSmtp(given, tools, { type: 'email', problems })
  const digest = openDigest(given, tools, send)
  const { per, applicationKeyExpires: lastDay } = given

  async function send(letter: Letter, signal: AbortSignal): Promise<Receipt> {
    const taken = await smtp.send(await mailOf(given, letter), given.to, signal)
    if (taken.refused.length > 0) {
      tools.log.warn({ destination: tools.destination, refused: taken.refused.length }, 'recipients refused')
    }
    const reference = taken.serverMessageId ?? letter.messageId
    return { outcome: 'accepted', reference, status: 250, notes: notesOf(taken, given.to.length) }
  }

  return {
    async deliver(delivery) {
      if (per === 'digest') return digest.deliver(delivery, wordsOf(delivery, given))
      return send(letterOf(delivery, given), delivery.signal)
    },
    preview(delivery) {
      if (per === 'lead') return previewOf(letterOf(delivery, given), given)
      const notes = ['other leads of its period stand in the same mail']
      return { ...previewOf(digest.letterOfOne(delivery, wordsOf(delivery, given)), given), notes }
    },
    check: (signal) => smtp.check(signal),
    expiries: () => (lastDay ? [{ setting: 'applicationKey', at: new Date(lastDay) }] : []),
    async close() {
      smtp.close()
    },
  }
}

function notesOf({ refused, queueId }: Taken, recipients: number): string[] {
  const addresses = refused.map(({ address, status }) => `${address} (${status ?? 'no code'})`).join(', ')
  const notes = refused.length > 0 ? [`${refused.length} of ${recipients} recipients refused: ${addresses}`] : []
  return queueId ? [...notes, `queued as ${queueId}`] : notes
}

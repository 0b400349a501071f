import type { Connector, Destination, Tools } from '../../src/connector.ts'
import { openSmtp, type Taken } from '../../src/outside/smtp/client.ts'
import { fields } from './fields.ts'
import { problems } from './problems.ts'
import { letterOf, mailOf, previewOf } from './request.ts'
import { type EmailSettings, settings } from './settings.ts'

export const email = {
  type: 'email',
  label: 'E-mail',
  summary: 'A mail for each lead, handed to your SMTP server',
  settings,
  fields,
  repeat: ({ whenUncertain }: { whenUncertain?: unknown }) => (whenUncertain === 'repeat' ? 'harmless' : 'doubles'),
  notifies: true,
  problems,
  open,
} satisfies Connector<typeof settings>

function open(given: EmailSettings, tools: Tools): Destination {
  const smtp = openSmtp(given, tools, { type: 'email', problems })
  const { applicationKeyExpires: lastDay } = given

  return {
    async deliver(delivery) {
      const letter = letterOf(delivery, given)
      const taken = await smtp.send(await mailOf(given, letter), given.to, delivery.signal)
      if (taken.refused.length > 0) {
        tools.log.warn({ destination: tools.destination, refused: taken.refused.length }, 'recipients refused')
      }
      const reference = taken.serverMessageId ?? letter.messageId
      return { outcome: 'accepted', reference, status: 250, notes: notesOf(taken, given.to.length) }
    },
    preview: (delivery) => previewOf(letterOf(delivery, given), given),
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

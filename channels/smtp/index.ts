import type { Channel, OpenChannel } from '../../src/channel.ts'
import type { Note, Tools } from '../../src/connector.ts'
import { openSmtp } from '../../src/outside/smtp/client.ts'
import { writeMail } from '../../src/outside/smtp/mail.ts'
import { problems } from './problems.ts'
import { mailOf } from './request.ts'
import { type SmtpSettings, settings } from './settings.ts'

export const smtp = {
  type: 'smtp',
  label: 'E-mail (SMTP)',
  summary: 'A mail for each message, handed to your SMTP server',
  settings,
  groups: true,
  problems,
  open,
} satisfies Channel<typeof settings>

function open(given: SmtpSettings, tools: Tools): OpenChannel {
  const server = openSmtp(given, tools, { type: 'smtp', problems })
  return {
    async tell(message) {
      const notes: Note[] = []
      const mail = mailOf(message, given, notes)
      const { refused, serverMessageId, queueId } = await server.send(await writeMail(mail), mail.to, message.signal)
      if (refused.length > 0) {
        tools.log.warn({ channel: tools.destination, refused: refused.length }, 'recipients refused')
        const addresses = refused.map(({ address, status }) => `${address} (${status ?? 'no code'})`).join(', ')
        notes.push(`${refused.length} of ${mail.to.length} recipients refused: ${addresses}`)
      }
      if (queueId) notes.push(`queued as ${queueId}`)
      return { outcome: 'accepted', reference: serverMessageId ?? mail.messageId, status: 250, notes }
    },
    check: (signal) => server.check(signal),
    async close() {
      server.close()
    },
  }
}

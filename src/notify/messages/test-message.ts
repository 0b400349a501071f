import type { NewMessage } from '../../ledger/notify/messages.ts'
import { mailHtml } from './mail-html.ts'

/** A message that proves a channel. */
export function testMessage(channel: string, at: Date): Omit<NewMessage, 'channel'> {
  const subject = `Test of the channel ${channel}`
  const text = 'This is a test of Leadyard. Nothing is wrong, and there is nothing to do.'
  return {
    ...{ kind: 'test', at, subject, text: `${text}\n` },
    html: mailHtml({ headline: subject, sections: [{ text }], footer: [] }),
  }
}

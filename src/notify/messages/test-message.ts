import type { NewMessage } from '../../ledger/notify/messages.ts'
import { pageOf } from './html.ts'

/** A message that proves a channel. */
export function testMessage(channel: string, at: Date): Omit<NewMessage, 'channel'> {
  const subject = `Test of the channel ${channel}`
  const text = 'This is a test of Leadyard. Nothing is wrong, and there is nothing to do.'
  const block = { type: 'alert.opened', severity: 'info', headline: subject, text } as const
  return {
    ...{ kind: 'test', at, subject, text: `${text}\n` },
    html: pageOf({ subject, lead: undefined, blocks: [block], more: undefined, link: undefined }),
  }
}

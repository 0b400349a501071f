import { z } from 'zod'
import type { MessageRow } from '../../ledger/notify/reads.ts'
import { contactSubject } from '../../notify/contacts/compose.ts'
import type { Sight } from '../privacy.ts'
import { named, orNull, page, time } from './named.ts'
import { problemShape } from './problem.ts'

export const messageKinds = ['alert', 'digest', 'contact', 'proof', 'report', 'test'] as const
export const messageStates = ['queued', 'sending', 'sent', 'waiting', 'held', 'exhausted'] as const

const failure = z
  .object({
    class: z.string(),
    code: z.string().nullable(),
    status: z.int().nullable(),
    message: z.string(),
    problem: problemShape.nullable(),
  })
  .nullable()

export const messageShape = named(
  'Message',
  z.object({
    id: z.uuid(),
    channel: z.string(),
    kind: z.enum(messageKinds),
    state: z.enum(messageStates).meta({
      description: '`waiting`: sent again later. `held`: its channel is held. `exhausted`: given up.',
    }),
    subject: z.string(),
    alerts: z.array(z.string()).meta({ description: 'Keys of the alerts that it tells of.' }),
    inReplyTo: z.uuid().nullable(),
    attempts: z.int(),
    createdAt: time,
    nextAttemptAt: time.nullable(),
    settledAt: time.nullable(),
    receipt: z.object({ outcome: z.string(), reference: z.string().nullable(), status: z.int().nullable() }).nullable(),
    failure: failure.meta({ description: 'Of the last attempt, unless the message was sent.' }),
  }),
)

export const messagePageShape = page('MessagePage', messageShape)

const channelShape = named(
  'Channel',
  z.object({
    id: z.string(),
    type: z.string(),
    label: z.string(),
    state: z.enum(['open', 'held']).meta({ description: '`held`: its settings must be corrected.' }),
    since: time.nullable(),
    failingSince: time.nullable().meta({ description: 'The first failure after the last message that was sent.' }),
    sentAt: time.nullable().meta({ description: 'When a message was last sent.' }),
    waiting: z.int().meta({ description: 'Messages that are not sent yet.' }),
    failure,
  }),
)

export const channelListShape = named('ChannelList', z.object({ items: z.array(channelShape) }))

type Problem = z.input<typeof problemShape> | null

export function asMessage(row: MessageRow, problem: Problem, sight: Sight): z.input<typeof messageShape> {
  const { id, channel, kind, state, content, attempts, receipt } = row
  const waits = state === 'queued' || state === 'waiting'
  return {
    ...{ id, channel, kind, state, attempts },
    // A message to a contact may name a person, if the operator wants it so.
    subject: kind === 'contact' ? sight.text(subjectOf(content)) : subjectOf(content),
    alerts: content.alerts.map(({ key }) => key),
    inReplyTo: content.inReplyTo ?? null,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: waits ? row.next_attempt_at.toISOString() : null,
    settledAt: row.settled_at?.toISOString() ?? null,
    receipt: receipt && {
      ...{
        outcome: receipt.outcome,
        reference: sight.text(receipt.reference ?? '') || null,
        status: receipt.status ?? null,
      },
    },
    failure: row.class === '' ? null : asFailure({ ...row, message: sight.text(row.error) }, row.class, problem),
  }
}

/** The words of a message to contacts are made when it is sent, of the leads that are not erased by then. */
function subjectOf({ subject, entries, period }: MessageRow['content']): string {
  if (!entries || !period) return subject
  return entries.length === 0 ? 'New leads, all of them erased' : contactSubject(entries, period)
}

export function asFailure(
  { code, status, message }: { code: string; status: number | null; message: string },
  failureClass: string,
  problem: Problem,
): z.input<typeof failure> {
  return { class: failureClass, code: orNull(code), status, message, problem }
}

import { z } from 'zod'
import { audit } from '../ledger/audit.ts'
import { listChannels } from '../ledger/notify/channels.ts'
import { insertMessage } from '../ledger/notify/messages.ts'
import { findMessage, pageOfMessages, waitingMessages } from '../ledger/notify/reads.ts'
import { testMessage } from '../notify/messages/test-message.ts'
import { entryOf } from './catalogue.ts'
import { endpoint } from './endpoint.ts'
import { sightOf } from './privacy.ts'
import { absent, unknownName } from './refusal.ts'
import {
  asFailure,
  asMessage,
  channelListShape,
  messageKinds,
  messagePageShape,
  messageShape,
  messageStates,
} from './shapes/message.ts'

export const channelEndpoints = [
  endpoint({
    method: 'get',
    path: '/channels',
    summary: 'Where people are told things, and whether it works',
    role: 'viewer',
    answer: channelListShape,
    async handle({ role }, { delivery: { db }, config }) {
      const sight = sightOf(role)
      const [rows, waiting] = await Promise.all([listChannels(db), waitingMessages(db)])
      const items = [...config().channels.values()].map(({ id, channel }) => {
        const row = rows.find((one) => one.id === id)
        const why = row?.failing_since ? { ...row, message: sight.text(row.message) } : undefined
        return {
          ...{ id, type: channel.type, label: channel.label, state: row?.state ?? 'open' },
          since: row?.since.toISOString() ?? null,
          failingSince: row?.failing_since?.toISOString() ?? null,
          sentAt: row?.sent_at?.toISOString() ?? null,
          waiting: waiting.get(id) ?? 0,
          failure: why
            ? asFailure(why, why.state === 'held' ? 'configuration' : 'transient', entryOf(config(), why.problem))
            : null,
        }
      })
      return { items }
    },
  }),
  endpoint({
    method: 'post',
    path: '/channels/{id}/tests',
    summary: 'Send a test message; the answer tells its id, and `GET /messages/{id}` whether it was sent',
    role: 'operator',
    params: z.strictObject({ id: z.string().min(1) }),
    answer: messageShape,
    status: 202,
    async handle({ params: { id }, actor, role }, { delivery: { db, queue }, config }) {
      const { channels } = config()
      if (!channels.has(id)) throw unknownName('channel', id, channels.keys())
      const message = await db.transaction().execute(async (tx) => {
        await audit(tx, { actor, action: 'test-channel', subject: id })
        return insertMessage(tx, { ...testMessage(id, new Date()), channel: id })
      })
      // Without the ring it is sent within half a minute.
      await queue.messages().catch(() => undefined)
      const row = await findMessage(db, message)
      if (!row) throw absent('The message was forgotten.')
      return asMessage(row, entryOf(config(), row.problem), sightOf(role))
    },
  }),
  endpoint({
    method: 'get',
    path: '/messages',
    summary: 'Messages to people, newest first',
    role: 'viewer',
    query: z.strictObject({
      channel: z.string().min(1).optional(),
      kind: z.enum(messageKinds).optional(),
      state: z.array(z.enum(messageStates)).min(1).optional(),
      limit: z.int().min(1).max(500).default(50),
      after: z.uuid().optional(),
    }),
    answer: messagePageShape,
    async handle({ query: { limit, after, ...filter }, role }, { delivery: { db }, config }) {
      const { items, next } = await pageOfMessages(db, filter, { limit, after })
      const sight = sightOf(role)
      return { items: items.map((row) => asMessage(row, entryOf(config(), row.problem), sight)), next: next ?? null }
    },
  }),
  endpoint({
    method: 'get',
    path: '/messages/{id}',
    summary: 'One message: whether it was sent',
    role: 'viewer',
    params: z.strictObject({ id: z.uuid() }),
    answer: messageShape,
    async handle({ params: { id }, role }, { delivery: { db }, config }) {
      const row = await findMessage(db, id)
      if (!row) throw absent('No message has this id.')
      return asMessage(row, entryOf(config(), row.problem), sightOf(role))
    },
  }),
]

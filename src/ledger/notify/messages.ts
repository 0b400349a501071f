/** Messages to people: written in the transaction that decides them, sent by any worker, repeated until sent. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { AlertNews, Message } from '../../channel.ts'
import type { Db } from '../db.ts'
import type { Content, MessageKind } from '../notify-tables.ts'

export type NewMessage = Pick<
  Message,
  'subject' | 'text' | 'html' | 'to' | 'inReplyTo' | 'brief' | 'important' | 'link'
> & {
  /** UUIDv7. @default a new one */
  id?: string | undefined
  /** Id of the channel in config.yaml. */
  channel: string
  kind: MessageKind
  at: Date
  /** @default none */
  alerts?: readonly AlertNews[] | undefined
} & Pick<Content, 'entries' | 'period'>

/**
 * Writes a message. After the commit the caller rings for it (`queue.messages()`); without a ring it is sent within
 * half a minute.
 * @returns the message's id, which is its idempotency key at the far end
 */
export async function insertMessage(tx: Db, { id = uuid(), channel, kind, ...content }: NewMessage): Promise<string> {
  await sql`
    insert into messages (id, channel, kind, content, state)
    select ${id}, ${channel}, ${kind}, ${JSON.stringify({ ...content, alerts: content.alerts ?? [] })}::jsonb,
      case when ${kind} <> 'test' and exists (select from channels where id = ${channel} and state = 'held') then 'held' else 'queued' end`.execute(
    tx,
  )
  return id
}

export interface ClaimedMessage {
  id: string
  channel: string
  kind: MessageKind
  content: Content
  /** This attempt included. */
  attempts: number
  /** This attempt. */
  attempt: string
  /** Milliseconds since the message was written. */
  age: number
  /** Failed probes of its channel. */
  probes: number
}

/** SQL over `messages`: as the index `messages_unsent` has it. */
const unsent = (name: string) => sql`${sql.ref(`${name}.state`)} in ('queued', 'sending', 'waiting', 'held')`

/**
 * Claims messages that are due, oldest first. Those about alerts leave each channel in their order. Of a held channel
 * only the oldest is sent, as a probe, and what a person sends as a test. A message whose worker died is claimed again.
 * @param channels which this process can send to
 * @param lease milliseconds after which another worker may send it again
 */
export async function claimMessages(
  db: Db,
  channels: readonly string[],
  limit: number,
  lease: number,
): Promise<ClaimedMessage[]> {
  if (channels.length === 0 || limit <= 0) return []
  const { rows } = await sql<ClaimedMessage>`
    with due as (
      select m.id, c.probes from messages m join channels c on c.id = m.channel
      where ${unsent('m')} and m.next_attempt_at <= now() and m.channel = any(${[...channels]}) and (
        m.kind = 'test' or (c.state = 'open' and (m.kind <> 'alert' or not exists (
          select from messages e where ${unsent('e')} and e.channel = m.channel and e.id < m.id and e.kind = 'alert')))
        or (c.state = 'held' and c.probe_at <= now() and not exists (
          select from messages e where ${unsent('e')} and e.channel = m.channel and e.id < m.id)))
      order by m.id limit ${limit} for update of m skip locked
    )
    update messages m set state = 'sending', attempts = m.attempts + 1, attempt = gen_random_uuid(),
      next_attempt_at = now() + ${lease}::float8 * interval '1 ms'
    from due where m.id = due.id
    returning m.id, m.channel, m.kind, m.content, m.attempts, m.attempt, due.probes,
      (extract(epoch from now() - m.created_at) * 1000)::float8 as age`.execute(db)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Milliseconds until the next unsent message of these channels is due; undefined if there is none. */
export async function nextMessageIn(db: Db, channels: readonly string[]): Promise<number | undefined> {
  const { rows } = await sql<{ ms: number | null }>`
    select (extract(epoch from min(case when c.state = 'held' then greatest(c.probe_at, m.next_attempt_at)
      else m.next_attempt_at end) - now()) * 1000)::float8 as ms
    from messages m join channels c on c.id = m.channel
    where ${unsent('m')} and m.channel = any(${[...channels]})`.execute(db)
  return rows[0]?.ms ?? undefined
}

/** Forgets messages that were settled long ago, and gives up those of channels that no longer exist. */
export async function tidyMessages(db: Db): Promise<void> {
  await sql`
    update messages m set state = 'exhausted', settled_at = now(), error = 'The channel is no longer configured'
    where ${unsent('m')} and m.created_at < now() - interval '3 days'
      and not exists (select from channels c where c.id = m.channel and c.configured)`.execute(db)
  await sql`delete from messages where settled_at < now() - interval '90 days'`.execute(db)
}

/** The state of each channel: open, or held until its settings are right. */
import { type Selectable, sql } from 'kysely'
import type { Receipt } from '../../connector.ts'
import type { FailureClass } from '../../failure.ts'
import { fromNow } from '../clock.ts'
import type { Db } from '../db.ts'
import type { Tables } from '../tables.ts'
import type { ClaimedMessage } from './messages.ts'

export type ChannelRow = Selectable<Tables['channels']>

export interface ConfiguredChannel {
  id: string
  type: string
  settingsHash: string
}

/** Stores the configured channels. A held channel with new settings is tried again at once. */
export async function enterChannels(db: Db, configured: readonly ConfiguredChannel[]): Promise<void> {
  await sql`
    with x as (
      select * from json_to_recordset(${JSON.stringify(configured)}::json) as x(id text, type text, "settingsHash" text)
    ), gone as (
      update channels set configured = false where configured and id not in (select id from x)
    )
    insert into channels as c (id, type, settings_hash) select id, type, "settingsHash" from x order by id
    on conflict (id) do update set type = excluded.type, settings_hash = excluded.settings_hash, configured = true,
      probe_at = case when c.state = 'held' then now() end, probes = 0
    where not c.configured or c.settings_hash <> excluded.settings_hash`.execute(db)
}

export function listChannels(db: Db): Promise<ChannelRow[]> {
  return db.selectFrom('channels').selectAll().where('configured', '=', true).orderBy('id').execute()
}

/** Configured channels that are held, or have failed for `ms` milliseconds or longer. */
export async function failingChannels(db: Db, ms: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from channels where configured and (state = 'held' or failing_since <= now() - ${ms}::float8 * interval '1 ms')
    order by id`.execute(db)
  return rows.map(({ id }) => id)
}

export async function settleSent(db: Db, { id, channel }: ClaimedMessage, receipt: Receipt): Promise<void> {
  await db.transaction().execute(async (tx) => {
    // Proof is proof, also if another worker has taken the message over.
    await sql`
      update messages set state = 'sent', settled_at = now(), receipt = ${JSON.stringify(receipt)}::jsonb, attempt = null,
        class = '', problem = '', code = '', status = null, error = ''
      where id = ${id} and state <> 'sent'`.execute(tx)
    await sql`
      update channels set sent_at = now(), failing_since = null, state = 'open', probe_at = null, probes = 0,
        since = case when state = 'open' then since else now() end, problem = '', code = '', status = null, message = ''
      where id = ${channel}`.execute(tx)
    await sql`
      update messages set state = 'queued', next_attempt_at = now()
      where channel = ${channel} and state = 'held'`.execute(tx)
  })
}

export interface MessageFailure {
  class: FailureClass
  problem: string
  code: string
  status: number | undefined
  /** For the operator. No secret. */
  error: string
}

export interface MessageDecision {
  state: 'queued' | 'waiting' | 'held' | 'exhausted'
  /** Milliseconds until the next attempt, or until the next probe of the channel. */
  retryIn: number
  /** Whether the channel failed, and not this message alone. */
  channelFails: boolean
  /** The channel is held, although this message does not wait for it. */
  holdsChannel?: boolean | undefined
}

/** @returns false if another worker has taken the message over: then nothing is changed. */
export async function settleFailed(
  db: Db,
  { id, channel, attempt }: ClaimedMessage,
  failure: MessageFailure,
  { state, retryIn, channelFails, holdsChannel }: MessageDecision,
): Promise<boolean> {
  const { problem, code, status = null, error } = failure
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql`
      update messages set state = ${state}, attempt = null, next_attempt_at = ${fromNow(state === 'held' ? 0 : retryIn)},
        attempts = attempts - ${state === 'queued' ? 1 : 0}, class = ${failure.class}, problem = ${problem}, code = ${code}, status = ${status}, error = ${error},
        settled_at = ${state === 'exhausted' ? sql`now()` : null}
      where id = ${id} and attempt = ${attempt} returning id`.execute(tx)
    if (rows.length === 0) return false
    if (!channelFails) return true
    const why = sql`failing_since = coalesce(failing_since, now()), problem = ${problem}, code = ${code},
      status = ${status}, message = ${error}`
    if (state !== 'held' && !holdsChannel) await sql`update channels set ${why} where id = ${channel}`.execute(tx)
    else {
      await sql`
        update channels set ${why}, since = case when state = 'held' then since else now() end, state = 'held',
          probes = probes + 1, probe_at = ${fromNow(retryIn)} where id = ${channel}`.execute(tx)
      await sql`
        update messages set state = 'held' where channel = ${channel} and state in ('queued', 'waiting')`.execute(tx)
    }
    return true
  })
}

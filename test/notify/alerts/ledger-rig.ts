/** Looks on a real ledger at moments of the test's choice. */
import { sql } from 'kysely'
import { alertsSchema } from '../../../src/config/alerts.ts'
import type { ChannelConfig } from '../../../src/config/channel.ts'
import { readConfig } from '../../../src/config/config.ts'
import type { Db } from '../../../src/ledger/db.ts'
import { enterChannels } from '../../../src/ledger/notify/channels.ts'
import type { Content } from '../../../src/ledger/notify-tables.ts'
import { type Look, type LookContext, look } from '../../../src/notify/alerts/look.ts'
import { freshLedger, type TestLedger } from '../../ledger/rows.ts'
import { notes, pager } from '../notes.ts'

export interface LedgerRig {
  ledger: TestLedger
  /** @param sources @default none */
  look(at?: Date, more?: Partial<LookContext>, sources?: LookContext['local']['sources']): Promise<Look>
  /** Messages that were written, oldest first. */
  messages(channel?: string): Promise<(Content & { id: string; channel: string })[]>
  /** Every message so far counts as sent. */
  sendAll(): Promise<void>
  close(): Promise<void>
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

export async function openLedgerRig(channels: Record<string, object> = { ops: {} }, alerts = {}): Promise<LedgerRig> {
  const ledger = await freshLedger(12)
  // A worker that lives as long as the test.
  await sql`insert into workers (id, role, pid, beat_at) values (gen_random_uuid(), 'all', 1, now() + interval '1 year')`.execute(
    ledger.db,
  )
  const configured = configuredChannels(channels)
  await enterChannels(
    ledger.db,
    configured.map(({ id, channel, settingsHash }) => ({ id, type: channel.type, settingsHash })),
  )
  const settings = alertsSchema.parse(alerts)
  return {
    ledger,
    look: (at, more = {}, sources = new Map()) =>
      look({
        ...{ db: ledger.db, log: silent, alerts: settings, channels: configured, at },
        compose: { zone: 'UTC', console: undefined, problem: () => undefined },
        local: {
          ...{
            sources,
            complaints: [],
            uncheckable: new Set<string>(),
            expiries: [],
            queueAwaySince: undefined,
            disk: undefined,
          },
          ...{ queued: new Map(), silence: { at: new Date(), standings: [], canaries: [] } },
        },
        ...more,
      }),
    async messages(channel) {
      const { rows } = await sql<{ id: string; channel: string; content: Content }>`
        select id, channel, content from messages order by id`.execute(ledger.db)
      return rows
        .filter((row) => channel === undefined || row.channel === channel)
        .map(({ id, channel, content }) => ({ ...content, id, channel }))
    },
    sendAll: () => markSent(ledger.db),
    close: ledger.close,
  }
}

async function markSent(db: Db): Promise<void> {
  await sql`update messages set state = 'sent', settled_at = now() where state <> 'sent'`.execute(db)
}

function configuredChannels(channels: Record<string, object>): ChannelConfig[] {
  const file = {
    ...{ sources: {}, destinations: {} },
    channels: Object.fromEntries(
      Object.entries(channels).map(([id, one]) => [id, { type: 'notes', url: 'http://127.0.0.1:1', ...one }]),
    ),
  }
  const config = readConfig(JSON.stringify(file), { connectors: [], channels: [notes, pager], env: {} })
  return [...config.channels.values()]
}

/** A past on a real ledger, at moments of the test's choice. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { ReportConfig } from '../../../src/config/report.ts'
import { type Arrived, storeArrivals } from '../../../src/ledger/arrivals.ts'
import type { Db } from '../../../src/ledger/db.ts'
import { storeCounts } from '../../../src/ledger/figures/counting.ts'
import type { Content } from '../../../src/ledger/notify-tables.ts'
import type { StoredLead } from '../../../src/ledger/tables.ts'
import { arrival } from '../../ledger/rows.ts'

/** Mondays at 08:00 in Berlin. */
export const weekly: ReportConfig = {
  to: ['sales@contoso.com'],
  channel: 'mail',
  recurrence: { every: 1, unit: 'week', at: 480, on: [1], zone: 'Europe/Berlin' },
}

export interface PastLead {
  at: string
  offer?: string
  source?: string
  action?: string
  country?: string
  test?: boolean
  state?: 'unrouted' | 'unreadable'
  /** Destination → milliseconds until the receipt; null: not there. */
  to?: Record<string, number | null>
  outcome?: string
}

/** Stores leads as they would have come then, with deliveries and attempts, and counts their hours. */
export async function past(db: Db, leads: readonly PastLead[]): Promise<void> {
  const rows = leads.map((lead) => ({ lead, arrived: arrivedOf(lead) }))
  await storeArrivals(
    db,
    rows.map(({ arrived }) => arrived),
  )
  for (const { lead, arrived } of rows) {
    const state = lead.state ?? (lead.to ? 'routed' : 'received')
    if (state !== 'received') await sql`update leads set state = ${state} where id = ${arrived.id}`.execute(db)
    for (const [destination, ms] of Object.entries(lead.to ?? {})) await deliver(db, lead, arrived, destination, ms)
  }
  const hours = new Set(rows.map(({ arrived }) => Math.floor(arrived.receivedAt.getTime() / hour) * hour))
  for (const at of hours) await storeCounts(db, { from: new Date(at), to: new Date(at + hour) }, 'hour')
  await allCounted(db)
}

/** No hour of the past is left to count. */
export async function allCounted(db: Db): Promise<void> {
  await sql`update counted set whole = true, until = '2099-01-01'`.execute(db)
}

const hour = 3_600_000

function arrivedOf({ at, offer = 'contoso.router', source = 'marketplace', test = false, ...more }: PastLead): Arrived {
  const receivedAt = new Date(at)
  const id = uuid({ msecs: receivedAt.getTime() })
  const made = arrival({ id, receivedAt, source, offer, test, state: 'received' })
  const { action = 'Contact me', country = 'France' } = more
  const lead = {
    ...made.lead,
    ...{ test, action: { ...made.lead?.action, label: action }, offer: { ...made.lead?.offer, id: offer } },
    person: { ...made.lead?.person, country: { ...made.lead?.person.country, name: country } },
  } as StoredLead
  return { ...made, lead: more.state === 'unreadable' ? undefined : lead }
}

async function deliver(
  db: Db,
  { outcome = 'created', test = false }: PastLead,
  arrived: Arrived,
  to: string,
  ms: number | null,
) {
  const id = uuid({ msecs: arrived.receivedAt.getTime() })
  const settled = ms === null ? null : new Date(arrived.receivedAt.getTime() + ms)
  await sql`
    insert into deliveries (id, lead_id, destination, state, outcome, settled_at, created_at, test)
    values (${id}, ${arrived.id}, ${to}, ${settled ? 'delivered' : 'waiting'}, ${settled ? outcome : ''}, ${settled},
      ${arrived.receivedAt}, ${test})`.execute(db)
  await sql`
    insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class)
    values (${id}, ${arrived.id}, ${to}, 1, ${arrived.receivedAt}, 5, ${settled ? outcome : ''},
      ${settled ? '' : 'transient'})`.execute(db)
}

export async function messages(db: Db): Promise<(Content & { kind: string; channel: string })[]> {
  const rows = await db.selectFrom('messages').select(['kind', 'channel', 'content']).orderBy('id').execute()
  return rows.map(({ content, ...row }) => ({ ...content, ...row }))
}

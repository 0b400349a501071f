/** Makes and reads rows of a test ledger. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Arrived } from '../../src/ledger/arrivals.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import type { Db } from '../../src/ledger/db.ts'
import { storeRouted } from '../../src/ledger/fan-out.ts'
import { type Ledger, openLedger } from '../../src/ledger/open.ts'
import type { Settlement } from '../../src/ledger/settlements.ts'
import type { Tables } from '../../src/ledger/tables.ts'
import { sampleLead } from '../connectors/sample.ts'
import { freshDatabase } from '../setup/database.ts'

export interface TestLedger extends Ledger {
  url: string
}

/** A ledger in its own database; `close` drops the database. */
export async function freshLedger(connections = 10): Promise<TestLedger> {
  const database = await freshDatabase()
  const ledger = await openLedger(database.url, () => undefined, connections)
  return {
    ...ledger,
    url: database.url,
    async close() {
      await ledger.close()
      await database.drop()
    },
  }
}

export function arrival(more: Partial<Arrived> = {}): Arrived {
  const { raw: _raw, ...lead } = sampleLead()
  const id = more.id ?? uuid()
  return {
    id,
    source: 'marketplace',
    state: 'received',
    receivedAt: new Date(),
    lead: { ...lead, id },
    raw: Buffer.from('{"leadSource":"SPZA"}'),
    contentType: 'application/json',
    reason: '',
    offer: lead.offer.id,
    email: lead.person.email,
    test: false,
    configVersion: 'v1',
    fingerprint: `c:${id}`,
    ...more,
  }
}

/** Stores leads that are routed to these destinations. @returns the deliveries, ordered by leads, then destinations. */
export async function routedLeads(db: Db, leads: number, destinations: readonly string[]): Promise<MadeDelivery[]> {
  // `enterDestinations` would mark all other destinations as not configured.
  const rows = destinations.map((id) => ({ id, connector: 'plain', settings_hash: `h-${id}`, status: null }))
  await db
    .insertInto('destinations')
    .values(rows.map((row) => ({ ...row, probe_at: null, probe_delivery: null })))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  const arrivals = Array.from({ length: leads }, () => arrival())
  await storeArrivals(db, arrivals)
  const routed = arrivals.map(({ id }) => ({
    leadId: id,
    state: 'routed' as const,
    reason: '',
    configVersion: 'v1',
    deliveries: destinations.map((destination) => ({ id: uuid(), destination, route: 'all' })),
  }))
  await storeRouted(db, routed)
  return routed.flatMap(({ leadId, deliveries }) =>
    deliveries.map(({ id, destination }) => ({ id, leadId, destination })),
  )
}

export interface MadeDelivery {
  id: string
  leadId: string
  destination: string
}

export async function delivery(db: Db, id: string) {
  return db.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function destination(db: Db, id: string) {
  return db.selectFrom('destinations').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

export async function change<T extends 'deliveries' | 'destinations' | 'workers'>(
  db: Db,
  table: T,
  id: string,
  set: Partial<Record<keyof Tables[T], unknown>>,
): Promise<void> {
  const columns = Object.entries(set).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
  await sql`update ${sql.table(table)} set ${sql.join(columns)} where id = ${id}`.execute(db)
}

/** A replay of many that takes all deliveries, however late they change. @returns its id */
export async function endlessReplay(db: Db): Promise<string> {
  const id = uuid()
  await sql`
    insert into replays (id, actor, filter, total, as_of, lease_until)
    values (${id}, 'anna', '{}', 0, '2099-01-01', '2099-01-01')`.execute(db)
  return id
}

/** A worker's settlement of an attempt; `more` changes its outcome. */
export function settlement(made: MadeDelivery, worker: string, more: Partial<Settlement> = {}): Settlement {
  return {
    ...made,
    generation: 1,
    worker,
    number: 1,
    startedAt: new Date(),
    tookMs: 12.4,
    configVersion: 'v1',
    state: 'delivered',
    retryIn: undefined,
    mayBeThere: true,
    counts: true,
    receipt: { outcome: 'created', reference: 'r1', link: 'https://crm.example/r1', status: 201 },
    failure: undefined,
    ...more,
  }
}

/** Matches a moment in `ms` milliseconds, with a tolerance of a minute. */
export function aboutIn(ms: number): { asymmetricMatch(at: unknown): boolean } {
  return { asymmetricMatch: (at) => at instanceof Date && Math.abs(at.getTime() - Date.now() - ms) < 60_000 }
}

export const busy = {
  class: 'transient',
  code: 'BUSY',
  status: 503,
  problem: 'plain-busy',
  message: 'busy',
  excerpt: 'try later',
} as const

export async function count(db: Db, table: keyof Tables): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)
  return rows[0]?.n ?? 0
}

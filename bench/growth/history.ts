/** A ledger with a past: leads that were delivered over a year, written by SQL. */
import { sql } from 'kysely'
import type { Db } from '../../src/ledger/db.ts'
import { standardLimits } from '../../src/ledger/limits.ts'
import { openLedger } from '../../src/ledger/open.ts'
import type { StoredLead } from '../../src/ledger/tables.ts'
import type { Ground } from '../stack.ts'

export interface Past {
  destinations: readonly string[]
  /** What every lead looks like but for its e-mail address. */
  lead: StoredLead
  raw: Buffer
  /** Leads of the year in the end. */
  leads: number
}

/** Leads to a statement. */
const part = 10_000
const secondsOfAYear = 365 * 86_400

/** Adds leads `from` up to `to` (not included), each delivered to all destinations, then has their tables analysed. */
export async function addPast(ground: Ground, past: Past, from: number, to: number): Promise<void> {
  const ledger = await openLedger(ground.databaseUrl, () => undefined, 1, { ...standardLimits, statement: 3_600_000 })
  try {
    for (let at = from; at < to; at += part) await addLeads(ledger.db, past, at, Math.min(at + part, to))
    // As autovacuum would have done meanwhile.
    await sql`vacuum analyze leads, deliveries, attempts`.execute(ledger.db)
    await sql`checkpoint`.execute(ledger.db)
  } finally {
    await ledger.close()
  }
}

/** One lead in a hundred is rejected at each destination. */
async function addLeads(db: Db, { destinations, lead, raw, leads }: Past, from: number, to: number): Promise<void> {
  const age = sql`(n - ${leads}::float8) / ${leads} * ${secondsOfAYear} * interval '1 s'`
  await sql`
    with lead as (
      insert into leads (id, source, state, received_at, stored_at, lead, raw, content_type, offer, email, config_version)
      select uuidv7(${age}), 'marketplace', 'routed', now() + ${age}, now() + ${age},
        jsonb_set(${JSON.stringify(lead)}::jsonb, '{person,email}', to_jsonb('past.' || n || '@contoso.com')), ${raw}::bytea,
        'application/json', ${lead.offer.id}, 'past.' || n || '@contoso.com', 'bench'
      from generate_series(${from}::int, ${to - 1}::int) n
      returning id, received_at
    ), made as (
      insert into deliveries (id, lead_id, destination, route, config_version, generation, attempts, created_at, queued_at,
        first_attempt_at, settled_at, state, class, code, problem, status, outcome, reference)
      select uuidv7(l.received_at - now()), l.id, d.destination, 'all', 'bench', 1, 1, l.received_at, l.received_at,
        l.received_at, l.received_at, case when taken then 'delivered' else 'rejected' end,
        case when taken then '' else 'rejected' end, case when taken then '' else 'HTTP_422' end,
        case when taken then '' else 'https-refused' end, case when taken then 201 else 422 end,
        case when taken then 'accepted' else '' end, case when taken then right(l.id::text, 18) else '' end
      from lead l cross join (select destination, random() >= 0.01 as taken
        from unnest(${destinations}::text[]) as destination) d
      order by l.id
      returning *
    )
    insert into attempts (delivery_id, lead_id, destination, number, started_at, took_ms, outcome, class, code, status,
      worker, config_version, reference)
    select id, lead_id, destination, 1, first_attempt_at, 80, outcome, class, code, status, lead_id, 'bench', reference
    from made`.execute(db)
}

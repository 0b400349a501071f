/** Writes leads and deliveries directly into the ledger, for many leads or for rare states. */
import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import type { Db } from '../../src/ledger/db.ts'

export interface Seed {
  destination: string
  state: string
  email?: string
  offer?: string
  class?: string
  code?: string
  problem?: string
  reference?: string
  /** Arrival of the lead. */
  at?: Date
}

export interface Seeded {
  lead: string
  delivery: string
}

/** Writes leads with one delivery each, in this order. The ledger must know the destinations. */
export async function seed(db: Db, seeds: readonly Seed[]): Promise<Seeded[]> {
  const now = Date.now()
  const rows = seeds.map((one, n) => {
    // One millisecond per lead, because ids of the same millisecond have no order.
    const at = one.at ?? new Date(now - seeds.length + n)
    const email = one.email ?? `seed${n}@contoso.com`
    const person = {
      name: 'Seed',
      lastName: 'Seed',
      email,
      emailDomain: 'contoso.com',
      company: '',
      phone: {},
      country: {},
    }
    const lead = { person, offer: { id: one.offer ?? '' }, source: {}, action: { code: 'INS' }, description: '' }
    const ids = { lead_id: uuid({ msecs: at.getTime() }), id: uuid({ msecs: at.getTime() }) }
    return { offer: '', class: '', code: '', problem: '', reference: '', ...one, ...ids, at, email, lead }
  })
  for (let from = 0; from < rows.length; from += 5_000) {
    const part = JSON.stringify(rows.slice(from, from + 5_000))
    await sql`
      with x as (
        select * from json_to_recordset(${part}::json) as x(id uuid, lead_id uuid, destination text, state text,
          email text, offer text, class text, code text, problem text, reference text, at timestamptz, lead jsonb)
      ), led as (
        insert into leads (id, source, state, received_at, lead, raw, offer, email)
        select lead_id, 'web', 'routed', at, lead, '{}'::bytea, offer, email from x
      )
      insert into deliveries (id, lead_id, destination, state, created_at, class, code, problem, outcome, reference)
      select id, lead_id, destination, state, at, class, code, problem,
        case state when 'delivered' then 'created' else '' end, reference from x`.execute(db)
  }
  return rows.map(({ id, lead_id }) => ({ lead: lead_id, delivery: id }))
}

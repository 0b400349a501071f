/** Leads that are compared with Microsoft's downloads, and Microsoft's ids of those that matched. */
import { sql } from 'kysely'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import { firstIdAt } from '../reads/filter.ts'

export interface ComparedLead {
  id: string
  receivedAt: Date
  /** The sender's own time; blank if it gave none. */
  sent: string
  state: string
  email: string
  company: string
  country: string
  offerId: string
  offerTitle: string
  source: string
  action: string
  /** Of an erased lead: `publisher.offer`, or the title. */
  offer: string
}

interface Compared {
  from: Date
  to: Date
  /** Ids of sources. */
  sources: readonly string[]
  /** In lower case: their leads of any time count, because an imported lead came in late. */
  emails: readonly string[]
  /** These leads count, too. */
  ids: readonly string[]
}

/** Leads without test leads, oldest first. */
export async function comparedLeads(db: Db, { from, to, sources, emails, ids }: Compared): Promise<ComparedLead[]> {
  const text = (...path: string[]) => sql`coalesce(l.lead #>> ${`{${path.join(',')}}`}::text[], '')`
  const { rows } = await byIndex(db, (tx) =>
    sql<ComparedLead>`
      with meant as materialized (
        select id from leads where id >= ${firstIdAt(from)}::uuid and id < ${firstIdAt(to)}::uuid union
        select id from leads where email = any(${[...emails]}) and email <> '' union
        select unnest(${[...ids]}::uuid[])
      )
      select l.id, l.received_at as "receivedAt", ${text('sent')} as sent, l.state, lower(l.email) as email, l.offer,
        ${text('person', 'company')} as company, ${text('person', 'country', 'alpha2')} as country,
        ${text('offer', 'id')} as "offerId", ${text('offer', 'title')} as "offerTitle",
        ${text('source', 'code')} as source, ${text('action', 'code')} as action
      from meant cross join lateral (select * from leads where id = meant.id offset 0) l where l.source = any(${[...sources]}) and not l.test
      order by l.id`.execute(tx),
  )
  return rows
}

/** The leads of Microsoft's ids, from earlier downloads. */
export async function knownReferrals(db: Db, referrals: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ referral: string; lead: string }>`
    select referral, lead from referrals where referral = any(${[...referrals]})`.execute(db)
  return new Map(rows.map(({ referral, lead }) => [referral, lead]))
}

export async function keepReferrals(db: Db, matched: readonly { referral: string; lead: string }[]): Promise<void> {
  if (matched.length === 0) return
  await sql`
    insert into referrals (referral, lead)
    select * from unnest(${matched.map(({ referral }) => referral)}::text[], ${matched.map(({ lead }) => lead)}::uuid[])
    on conflict (referral) do update set lead = excluded.lead, matched_at = now()`.execute(db)
}

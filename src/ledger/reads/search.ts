/**
 * Finds leads by text: by words of the person, by the beginning of a receipt's reference, or by an id. Newest first.
 * Each statement is quick by its form, also without statistics: it looks through the newest rows first, and asks the
 * index alone only if they hold too few.
 */
import { sql } from 'kysely'
import type { Searched, Term } from '../../lead/words.ts'
import type { Db } from '../db.ts'
import { byIndex } from '../limits.ts'
import type { LeadFilter } from './filter.ts'
import { countLeads, type ListedLead, pageOfLeads } from './leads.ts'
import type { Cut, Page } from './page.ts'

export interface Sought {
  /** A lead must have a word for each term. Empty = not by words. */
  terms: readonly Term[]
  /** The beginning of a receipt's reference. */
  reference: string | undefined
  /** The id of a lead or of a delivery. */
  id: string | undefined
}

/** The newest leads, which one statement looks through without the index. */
const looked = 20_000
/** Leads with the sought words that are compared with a filter, for one page. */
const compared = 2_000
/** Of the receipts with the same beginning, so many are found. */
const mostReceipts = 1_000

export interface Found extends Page<ListedLead> {
  byId: ReadonlySet<string>
  byReference: ReadonlySet<string>
}

/**
 * A page of the leads that are found and match the filter. With a filter that few leads match, a page may have fewer
 * leads than its limit and nevertheless a next page.
 */
export function pageOfFound(db: Db, sought: Sought, filter: LeadFilter, cut: Cut): Promise<Found> {
  return byIndex(db, async (tx) => {
    const named = await leadsNamed(tx, sought)
    const page = async ({ leads, from }: Candidates) => {
      const among = amongLeads([...named.byId, ...named.byReference, ...leads], from)
      const { items, next } = await pageOfLeads(tx, filter, cut, among)
      return { items, next: next ?? from, ...named }
    }
    if (sought.terms.length === 0) return page({ leads: [], from: undefined })
    const most = isFiltered(filter) ? compared : cut.limit + 1
    const newest = await amongNewest(tx, sought.terms, cut.after, most)
    // A frequent word has many leads among the newest, and the index would name very many.
    if (newest.from === undefined || newest.leads.length === most) return page(newest)
    return page(await fromIndex(tx, sought.terms, cut.after, most))
  })
}

/** How many leads are found, `most` at most. */
export function countFound(db: Db, sought: Sought, filter: LeadFilter, most: number): Promise<number> {
  return byIndex(db, async (tx) => {
    const { byId, byReference } = await leadsNamed(tx, sought)
    const leads = sought.terms.length > 0 ? (await fromIndex(tx, sought.terms, undefined, most)).leads : []
    return Math.min(await countLeads(tx, filter, amongLeads([...byId, ...byReference, ...leads])), most)
  })
}

function isFiltered(filter: LeadFilter): boolean {
  return Object.values(filter).some((value) => value !== undefined)
}

function amongLeads(leads: readonly string[], from?: string) {
  return from === undefined
    ? sql`l.id = any(${leads}::uuid[])`
    : sql`l.id = any(${leads}::uuid[]) and l.id >= ${from}::uuid`
}

interface Candidates {
  /** Newest first. */
  leads: string[]
  /** Older leads were not looked at; undefined if all were. */
  from: string | undefined
}

async function amongNewest(
  db: Db,
  terms: readonly Term[],
  after: string | undefined,
  most: number,
): Promise<Candidates> {
  const older = after === undefined ? sql`true` : sql`lead < ${after}::uuid`
  const { rows } = await sql<{ looked: number; oldest: string | null; leads: string[] }>`
    with newest as materialized (
      select lead, words from search where ${older} order by lead desc limit ${looked}
    )
    select (select count(*)::int from newest) as looked, (select lead from newest order by lead limit 1) as oldest,
      array(select lead from newest where words @@ ${asQuery(terms)}::tsquery order by lead desc limit ${most}) as leads`.execute(
    db,
  )
  const [row] = rows
  const { leads = [], oldest = null } = row ?? {}
  const end = row?.looked === looked ? (oldest ?? undefined) : undefined
  return { leads, from: leads.length === most ? leads.at(-1) : end }
}

async function fromIndex(db: Db, terms: readonly Term[], after: string | undefined, most: number): Promise<Candidates> {
  const older = after === undefined ? sql`true` : sql`lead < ${after}::uuid`
  // Without `materialized` the planner may walk the primary key for a word that no lead has.
  const { rows } = await sql<{ leads: string[] }>`
    with found as materialized (select lead from search where words @@ ${asQuery(terms)}::tsquery)
    select array(select lead from found where ${older} order by lead desc limit ${most}) as leads`.execute(db)
  const leads = rows[0]?.leads ?? []
  return { leads, from: leads.length < most ? undefined : leads.at(-1) }
}

/** `('muller':*) & ('33123':* | '0033123':*)` */
function asQuery(terms: readonly Term[]): string {
  return terms.map((term) => `(${term.map((beginning) => `${quoted(beginning)}:*`).join(' | ')})`).join(' & ')
}

function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

async function leadsNamed(db: Db, { reference, id }: Sought): Promise<Pick<Found, 'byId' | 'byReference'>> {
  const byId = id === undefined ? [] : await leadsById(db, id)
  const byReference = reference === undefined ? [] : await leadsByReference(db, reference)
  return { byId: new Set(byId), byReference: new Set(byReference) }
}

async function leadsById(db: Db, id: string): Promise<string[]> {
  const { rows } = await sql<{ lead: string }>`
    select id as lead from leads where id = ${id}::uuid
    union select lead_id from deliveries where id = ${id}::uuid`.execute(db)
  return rows.map(({ lead }) => lead)
}

async function leadsByReference(db: Db, beginning: string): Promise<string[]> {
  const pattern = `${beginning.replace(/[\\%_]/g, '\\$&')}%`
  // The order of the index, so that the planner has no reason for another way.
  const { rows } = await sql<{ lead: string }>`
    select lead_id as lead from deliveries where reference <> '' and reference like ${pattern}
    order by reference using ~<~ limit ${mostReceipts}`.execute(db)
  return rows.map(({ lead }) => lead)
}

/** The persons of these leads, by lead. */
export async function personsOf(db: Db, leads: readonly string[]): Promise<Map<string, Searched>> {
  const { rows } = await sql<{ id: string; person: Searched | null }>`
    select id, lead -> 'person' as person from leads where id = any(${leads}::uuid[])`.execute(db)
  return new Map(rows.map(({ id, person }) => [id, person ?? {}]))
}

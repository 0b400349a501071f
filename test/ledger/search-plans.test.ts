import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { termsOf } from '../../src/lead/words.ts'
import { pageOfAudit } from '../../src/ledger/audit.ts'
import type { Db } from '../../src/ledger/db.ts'
import type { LeadFilter } from '../../src/ledger/reads/filter.ts'
import { pageOfLeads } from '../../src/ledger/reads/leads.ts'
import { knownOffers, lastLeads } from '../../src/ledger/reads/offers.ts'
import { leadsOfSamePerson } from '../../src/ledger/reads/person.ts'
import { countFound, pageOfFound } from '../../src/ledger/reads/search.ts'
import { plansOf } from './plans.ts'
import { freshLedger, type TestLedger } from './rows.ts'

/** More than the newest rows that a search looks through first. */
const leads = Number(process.env['SEARCH_LEADS'] ?? 60_000)

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger(2)
  await fill(ledger)
}, 600_000)
afterAll(() => ledger.close())

const sought = (text: string, reference?: string) => ({ terms: termsOf(text), reference, id: undefined })

const cases: [string, string, LeadFilter, number][] = [
  ['a word of every lead', 'contoso', {}, 50],
  ['a word of few leads', 'rare', {}, 6],
  ['a word of no lead', 'nowhere', {}, 0],
  ['two words', 'rare person', {}, 6],
  ['a letter', 'r', {}, 6],
  ['an address', 'p77@contoso.com', {}, 1],
  ['a word of few leads and a filter', 'rare', { state: ['unrouted'] }, 6],
  ['a word of every lead and a filter for few', 'contoso', { offer: 'contoso.few', source: 'web' }, 6],
  ['a word of every lead and a filter for none', 'contoso', { source: 'none' }, 0],
]

describe.each(['without', 'with'])('%s statistics', (how) => {
  beforeAll(async () => {
    if (how === 'with') await sql`analyze`.execute(ledger.db)
  })

  it.each(cases)('a search for %s finds the leads soon', async (_, text, filter, expected) => {
    const all: string[] = []
    let [after, longest]: [string | undefined, number] = [undefined, 0]
    do {
      const began = performance.now()
      const page = await pageOfFound(ledger.db, sought(text), filter, { limit: 50, after })
      all.push(...page.items.map(({ id }) => id))
      after = page.next
      longest = Math.max(longest, performance.now() - began)
    } while (after !== undefined && all.length < 50)
    expect(all).toHaveLength(expected)
    if (process.env['SEARCH_LEADS']) console.log(how, text, filter, Math.round(longest), 'ms')
    expect(longest).toBeLessThan(1_000)
  })

  it('the index finds the words, and no table is read as a whole', async () => {
    for (const [, text, filter] of cases) {
      const plans = await plansOf(ledger.url, (db) => pageOfFound(db, sought(text), filter, { limit: 50 }))
      expect(plans.join('\n')).not.toMatch(/Seq Scan on (search|leads|deliveries)/)
      if (text === 'rare') expect(plans.join('\n')).toContain('search_words')
    }
    const counted = await plansOf(ledger.url, (db) => countFound(db, sought('rare'), {}, 10_001))
    expect(counted.join('\n')).toContain('search_words')
  })

  it('the index finds receipts by their beginning', async () => {
    const plans = await plansOf(ledger.url, (db) =>
      pageOfFound(db, { ...sought(''), reference: 'ref-123' }, {}, { limit: 9 }),
    )
    expect(plans.join('\n')).toContain('deliveries_reference')
    const { items } = await pageOfFound(ledger.db, { ...sought(''), reference: 'ref-1234' }, {}, { limit: 500 })
    expect(items).toHaveLength(11)
  })

  it('indexes find the known offers, the last lead of each source, and the leads of a person', async () => {
    const { rows } = await sql<{ id: string }>`select id from leads where email = 'p77@contoso.com'`.execute(ledger.db)
    const person = { samePersonAs: rows[0]?.id ?? '' }
    const since = new Date('2026-01-01T00:00:00Z')
    const asked: [string, (db: Db) => Promise<unknown>][] = [
      ['leads_offer', (db) => knownOffers(db, { since, after: '', limit: 50 })],
      ['leads_source', (db) => lastLeads(db, ['web', 'none'])],
      ['leads_email', (db) => pageOfLeads(db, person, { limit: 50 })],
      ['leads_email', (db) => leadsOfSamePerson(db, person.samePersonAs)],
    ]
    for (const [index, work] of asked) {
      const plans = (await plansOf(ledger.url, work)).join('\n')
      expect(plans).toContain(index)
      expect(plans).not.toMatch(/Seq Scan on leads/)
      const began = performance.now()
      await work(ledger.db)
      if (process.env['SEARCH_LEADS']) console.log(how, index, Math.round(performance.now() - began), 'ms')
      expect(performance.now() - began).toBeLessThan(1_000)
    }
    expect((await pageOfLeads(ledger.db, person, { limit: 50 })).items).toHaveLength(1)
    expect(
      (await knownOffers(ledger.db, { since, after: '', limit: 50 })).map(({ id, recent }) => [id, recent]),
    ).toEqual([
      ['contoso.app', 10_001],
      ['contoso.few', 6],
    ])
    expect([...(await lastLeads(ledger.db, ['web', 'none'])).keys()]).toEqual(['web'])
  })

  it('an index finds acts by actor, action, subject and time', async () => {
    const asked = [
      { actor: 'rare' },
      { action: 'erase' },
      { actor: 'anna', action: 'erase' },
      { subject: 'crm-7' },
      { from: '2026-01-01T01:00:00Z', to: '2026-01-01T01:01:00Z' },
      { actor: 'nobody', from: '2026-01-01T01:00:00Z' },
    ]
    for (const filter of asked) {
      const began = performance.now()
      const plans = await plansOf(ledger.url, (db) => pageOfAudit(db, filter, { limit: 50 }))
      expect(plans.join('\n')).not.toContain('Seq Scan on audit')
      if (process.env['SEARCH_LEADS']) console.log(how, filter, Math.round(performance.now() - began), 'ms')
    }
    const minute = { from: '2026-01-01T01:00:00Z', to: '2026-01-01T01:01:00Z' }
    expect((await pageOfAudit(ledger.db, minute, { limit: 500 })).items).toHaveLength(60)
  })
})

it('pages of a search show every lead once, newest first', async () => {
  const all: string[] = []
  for (let after: string | undefined, pages = 0; pages < 130; pages++) {
    const page = await pageOfFound(ledger.db, sought('person'), {}, { limit: 500, after })
    all.push(...page.items.map(({ id }) => id))
    after = page.next
    if (after === undefined) break
  }
  expect(all).toHaveLength(Math.min(leads, 65_000))
  expect(all).toEqual([...new Set(all)].sort().reverse())
})

it('a page with a filter that few leads match continues where it stopped', async () => {
  const found: string[] = []
  let [after, pages]: [string | undefined, number] = [undefined, 0]
  do {
    const page = await pageOfFound(
      ledger.db,
      sought('person', 'ref-12345'),
      { offer: 'contoso.few' },
      { limit: 2, after },
    )
    found.push(...page.items.map(({ id }) => id))
    after = page.next
    pages++
  } while (after !== undefined)
  const { rows } = await sql<{ id: string }>`
    select id from leads where offer = 'contoso.few' order by id desc`.execute(ledger.db)
  expect(found).toEqual(rows.map(({ id }) => id))
  expect(pages).toBeLessThan(leads / 1_000)
})

/** Leads of one second each; every ten-thousandth has a rare company, an offer of its own and no route. */
async function fill(ledger: TestLedger): Promise<void> {
  await ledger.db.transaction().execute(async (db) => {
    await sql.raw('set local statement_timeout = 600000').execute(db)
    await fillWith(db)
  })
}

async function fillWith(db: Db): Promise<void> {
  const rare = sql`n % (${leads}::int / 6) = 5`
  await sql`alter table leads disable trigger leads_search_due`.execute(db)
  await sql`
    create function id_at(n int, kind int) returns uuid language sql immutable as $$
      select (lpad(to_hex(1767225600000 + n * 1000::bigint), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0') || '8'
        || lpad(to_hex(kind), 3, '0') || lpad(to_hex(n), 12, '0'))::uuid $$`.execute(db)
  await sql`
    insert into leads (id, source, state, received_at, lead, raw, offer, email)
    select id_at(n, 0), 'web', case when ${rare} then 'unrouted' else 'routed' end,
      to_timestamp(1767225600 + n), jsonb_build_object('person', jsonb_build_object('name', 'Person ' || n)), '{}',
      case when ${rare} then 'contoso.few' else 'contoso.app' end, 'p' || n || '@contoso.com'
    from generate_series(1, ${leads}::int) n`.execute(db)
  await sql`
    insert into search (lead, words)
    select id_at(n, 0), array_to_tsvector(array['person', n::text, 'p' || n || '@contoso.com', 'p' || n, 'contoso', 'com']
      || case when ${rare} then array['rare'] else '{}' end)
    from generate_series(1, ${leads}::int) n`.execute(db)
  await sql`
    insert into deliveries (id, lead_id, destination, state, created_at, outcome, reference)
    select id_at(n, 1), id_at(n, 0), 'crm', 'delivered', to_timestamp(1767225600 + n), 'created', 'ref-' || n
    from generate_series(1, ${leads}::int) n where ${leads}::int <= 60000 or n <= 60000`.execute(db)
  await sql`
    insert into audit (at, actor, action, subject)
    select to_timestamp(1767225600 + n), case when n % 10000 = 3 then 'rare' else 'anna' end,
      case when n % 5000 = 3 then 'erase' else 'check' end, 'crm-' || n % 100
    from generate_series(1, ${leads}::int) n`.execute(db)
}

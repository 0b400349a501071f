import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Searched, termsOf } from '../../src/lead/words.ts'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import type { Db } from '../../src/ledger/db.ts'
import { eraseLeads } from '../../src/ledger/erasure/leads.ts'
import { eraseOld } from '../../src/ledger/erasure/retention.ts'
import { heartbeat } from '../../src/ledger/heartbeat.ts'
import { search } from '../../src/ledger/migrations/0006-search.ts'
import { firstId } from '../../src/ledger/moves.ts'
import { pageOfFound } from '../../src/ledger/reads/search.ts'
import { storeRead } from '../../src/ledger/reroute.ts'
import { storeWords } from '../../src/ledger/search.ts'
import { sampleLead } from '../connectors/sample.ts'
import { eventually } from '../setup/eventually.ts'
import { arrival, count, freshLedger, routedLeads, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())

function lead(person: Searched, more: Parameters<typeof arrival>[0] = {}) {
  const { raw: _raw, ...sample } = sampleLead()
  return arrival({ ...more, lead: { ...sample, person: { ...sample.person, ...person } as typeof sample.person } })
}

const sought = (text: string) => ({ terms: termsOf(text), reference: undefined, id: undefined })

async function found(text: string, db: Db = ledger.db): Promise<string[]> {
  return (await pageOfFound(db, sought(text), {}, { limit: 50 })).items.map(({ id }) => id)
}

const storeAll = async (db: Db = ledger.db) => {
  while ((await storeWords(db)) > 0);
}

const due = async () => (await heartbeat(ledger.db, uuid(), 'worker')).searchDue

describe('the words of a lead', () => {
  it('are stored after the lead, and then nothing is due', async () => {
    const one = lead({ name: 'Ann Müller' })
    await storeArrivals(ledger.db, [one])
    expect(await found('müll')).toEqual([])
    expect(await due()).toBe(true)
    await storeAll()
    expect(await due()).toBe(false)
    expect(await found('müll')).toEqual([one.id])
  })

  it('are stored, too, if the lead is committed later than leads that came after it', async () => {
    const early = lead({ name: 'Early Bird' })
    const late = lead({ name: 'Late Bird' })
    const open = await ledger.db.startTransaction().execute()
    await storeArrivals(open, [early])
    await storeArrivals(ledger.db, [late])
    await storeAll()
    expect(await found('bird')).toEqual([late.id])
    await open.commit().execute()
    expect(await due()).toBe(true)
    await storeAll()
    expect(await found('bird')).toEqual([late.id, early.id])
  })

  it('are not stored for a lead that was rolled back', async () => {
    const open = await ledger.db.startTransaction().execute()
    await storeArrivals(open, [lead({ name: 'Never Was' })])
    await open.rollback().execute()
    expect(await due()).toBe(false)
  })

  it('are stored once, whatever many processes store them', async () => {
    const many = Array.from({ length: 500 }, (_, n) => lead({ name: `Crowd C${n}` }))
    await Promise.all(many.map((one) => storeArrivals(ledger.db, [one])))
    const stored = await Promise.all(Array.from({ length: 5 }, () => storeWords(ledger.db)))
    expect(stored.reduce((sum, n) => sum + n, 0)).toBe(500)
    expect((await pageOfFound(ledger.db, sought('crowd'), {}, { limit: 500 })).items).toHaveLength(500)
  })

  it('are stored in bounded steps, the newest first, however many leads a statement stores', async () => {
    const many = Array.from({ length: 4_500 }, (_, n) => lead({ name: `Step S${n}` }))
    for (const from of [0, 1_500, 3_000]) await storeArrivals(ledger.db, many.slice(from, from + 1_500))
    const steps = [await storeWords(ledger.db)]
    expect(await found('s4499')).toEqual([many.at(-1)?.id])
    expect(await found('s0')).toEqual([])
    for (let n = await storeWords(ledger.db); n > 0; n = await storeWords(ledger.db)) steps.push(n)
    expect(steps.reduce((sum, n) => sum + n, 0)).toBe(4_500)
    expect(Math.max(...steps)).toBeLessThanOrEqual(2_200)
  })

  it('are stored for a body that becomes a lead when it is read again', async () => {
    const body = arrival({ state: 'unreadable', lead: undefined, offer: '', email: '' })
    await storeArrivals(ledger.db, [body])
    expect(await due()).toBe(false)
    const { lead: read } = lead({ name: 'Second Reading' })
    await storeRead(ledger.db, [{ id: body.id, lead: read!, offer: '', email: 'x@contoso.com', test: false }])
    await storeAll()
    expect(await found('reading')).toEqual([body.id])
  })

  it('are deleted by the erasure of the lead', async () => {
    const [one, other] = [lead({ name: 'Gone Person' }), lead({ name: 'Stays Person' })]
    await storeArrivals(ledger.db, [one, other])
    await storeAll()
    await ledger.db.transaction().execute((tx) => eraseLeads(tx, [one.id]))
    expect(await wordsOf(one.id)).toBeUndefined()
    expect(await found('person')).toEqual([other.id])
  })

  it('are deleted by the retention of a source', async () => {
    const receivedAt = new Date('2024-01-01T00:00:00Z')
    const id = uuid({ msecs: receivedAt.getTime() })
    await storeArrivals(ledger.db, [
      lead({ name: 'Old Person' }, { id, receivedAt, source: 'old', state: 'suppressed' }),
    ])
    await storeAll()
    expect(await wordsOf(id)).toBeDefined()
    const part = { source: 'old', before: new Date('2025-01-01'), after: firstId, limit: 10 }
    expect(await eraseOld(ledger.db, part)).toEqual([id])
    expect(await wordsOf(id)).toBeUndefined()
  })

  it('are never stored for a lead that is erased before', async () => {
    const one = lead({ name: 'Quickly Gone' })
    await storeArrivals(ledger.db, [one])
    await ledger.db.transaction().execute((tx) => eraseLeads(tx, [one.id]))
    await storeAll()
    expect(await wordsOf(one.id)).toBeUndefined()
  })

  it('are not left behind by an erasure that runs while they are being stored', async () => {
    const one = lead({ name: 'Race Person' })
    await storeArrivals(ledger.db, [one])
    // The words are stored and not committed: the erasure cannot see them yet.
    const storing = await ledger.db.startTransaction().execute()
    const nested = { transaction: () => ({ execute: (work: (tx: Db) => unknown) => work(storing) }) } as unknown as Db
    expect(await storeWords(nested)).toBe(1)
    const erasing = ledger.db.transaction().execute((tx) => eraseLeads(tx, [one.id]))
    await eventually(async () => {
      const { rows } = await sql`
        select from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`.execute(ledger.db)
      expect(rows).toHaveLength(1)
    })
    await storing.commit().execute()
    await erasing
    expect(await wordsOf(one.id)).toBeUndefined()
  })
})

const wordsOf = (id: string) => ledger.db.selectFrom('search').selectAll().where('lead', '=', id).executeTakeFirst()

describe('after an upgrade', () => {
  it('all leads that were stored before can be found, the newest first', async () => {
    const old = await freshLedger(2)
    try {
      await sql`drop trigger leads_search_due on leads`.execute(old.db)
      const leads = Array.from({ length: 450 }, (_, n) => lead({ name: `Upgrade U${n}` }))
      await storeArrivals(old.db, leads)
      await sql`drop table search, search_due; drop function note_search_due`.execute(old.db)
      await sql`drop index audit_actor, audit_act, audit_actor_act, audit_at`.execute(old.db)
      await sql.raw(search).execute(old.db)
      expect(await count(old.db, 'search_due')).toBe(3)
      await storeAll(old.db)
      expect(await found('u449', old.db)).toEqual([leads[449]?.id])
      expect((await pageOfFound(old.db, sought('upgrade'), {}, { limit: 500 })).items).toHaveLength(450)
    } finally {
      await old.close()
    }
  })
})

describe('receipts and ids', () => {
  it('find a lead by the beginning of a reference, and by its own id or that of a delivery', async () => {
    const [one, other] = await routedLeads(ledger.db, 2, ['crm'])
    await sql`update deliveries set reference = '50%_x-1' where id = ${one!.id}`.execute(ledger.db)
    await sql`update deliveries set reference = '501yx-1' where id = ${other!.id}`.execute(ledger.db)
    const by = async (asked: { reference?: string; id?: string }) => {
      const all = { terms: [], reference: undefined, id: undefined, ...asked }
      return (await pageOfFound(ledger.db, all, {}, { limit: 50 })).items.map(({ id }) => id)
    }
    expect(await by({ reference: '50%_' })).toEqual([one!.leadId])
    expect(await by({ reference: '50' })).toEqual([other!.leadId, one!.leadId])
    expect(await by({ id: one!.leadId })).toEqual([one!.leadId])
    expect(await by({ id: one!.id })).toEqual([one!.leadId])
    expect(await by({ id: uuid() })).toEqual([])
  })
})

import { sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accept } from '../../src/ingest/accept.ts'
import { type Arrived, forgetFingerprints, storeArrivals } from '../../src/ledger/arrivals.ts'
import { openRead } from '../../src/sources/open.ts'
import { seeded } from '../random.ts'
import { plansOf } from './plans.ts'
import { arrival, count, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => (ledger = await freshLedger()))
afterAll(() => ledger.close())
beforeEach(() => sql`truncate leads, fingerprints cascade`.execute(ledger.db))

const store = (...arrivals: Arrived[]) => storeArrivals(ledger.db, arrivals)
const leads = () => count(ledger.db, 'leads')
const age = (hours: number) =>
  sql`update fingerprints set seen_at = seen_at - ${hours} * interval '1 hour'`.execute(ledger.db)

it('a body is stored byte for byte', async () => {
  const raw = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const sent = arrival({ raw, reason: 'r', test: true, email: 'jane@contoso.com', contentType: 'text/plain' })
  expect(await store(sent)).toEqual([{ id: sent.id, duplicateOf: undefined }])
  const row = await ledger.db.selectFrom('leads').selectAll().executeTakeFirstOrThrow()
  expect(row).toMatchObject({
    id: sent.id,
    source: 'marketplace',
    state: 'received',
    received_at: sent.receivedAt,
    lead: sent.lead,
    content_type: 'text/plain',
    reason: 'r',
    offer: 'tailspin.router-pro',
    email: 'jane@contoso.com',
    test: true,
    config_version: 'v1',
  })
  expect(row.raw.equals(raw)).toBe(true)
})

it('an unreadable body is stored without a lead', async () => {
  await store(arrival({ state: 'unreadable', lead: undefined, raw: Buffer.alloc(0) }))
  const row = await ledger.db.selectFrom('leads').selectAll().executeTakeFirstOrThrow()
  expect([row.state, row.lead, row.raw.length]).toEqual(['unreadable', null, 0])
})

it('an empty list of arrivals is stored without an error', async () => {
  expect(await store()).toEqual([])
})

describe('a repeat', () => {
  it('with the same content returns the first lead and makes no second lead', async () => {
    const first = arrival({ fingerprint: 'c:1' })
    await store(first)
    expect(await store(arrival({ fingerprint: 'c:1' }))).toEqual([{ id: first.id, duplicateOf: first.id }])
    expect(await leads()).toBe(1)
  })

  it('is not recognised by the sender’s key alone: the new lead names the lead before it', async () => {
    const [first, second] = [
      arrival({ fingerprint: 'c:1', senderKey: 'k:1' }),
      arrival({ fingerprint: 'c:2', senderKey: 'k:1' }),
    ]
    await store(first)
    expect(await store(second)).toEqual([{ id: second.id, sameKeyAs: first.id }])
    expect(await store(arrival({ fingerprint: 'c:2', senderKey: 'k:1' }))).toEqual([
      { id: second.id, duplicateOf: second.id },
    ])
    const marks = await ledger.db.selectFrom('leads').select(['id', 'same_key_as']).orderBy('id').execute()
    expect(marks).toEqual([
      { id: first.id, same_key_as: null },
      { id: second.id, same_key_as: first.id },
    ])
  })

  it('gives its key to the first lead, so that later leads with the key name a lead that exists', async () => {
    const first = arrival({ fingerprint: 'c:1', senderKey: 'k:1' })
    await store(first, arrival({ fingerprint: 'c:1', senderKey: 'k:2' }))
    await store(arrival({ fingerprint: 'c:1', senderKey: 'k:3' }))
    for (const senderKey of ['k:1', 'k:2', 'k:3']) {
      expect((await store(arrival({ senderKey })))[0]?.sameKeyAs).toBe(first.id)
    }
  })

  it('is not recognised at another source', async () => {
    await store(arrival({ fingerprint: 'c:1' }))
    const other = arrival({ fingerprint: 'c:1', source: 'form' })
    expect(await store(other)).toEqual([{ id: other.id, duplicateOf: undefined }])
  })

  it('is recognised in the same commit', async () => {
    const [a, b, c, d] = [
      arrival({ fingerprint: 'c:1', senderKey: 'k:1' }),
      arrival({ fingerprint: 'c:2', senderKey: 'k:1' }),
      arrival({ fingerprint: 'c:2' }),
      arrival({ fingerprint: 'c:3' }),
    ]
    expect(await store(a, b, c, d)).toEqual([
      { id: a.id },
      { id: b.id, sameKeyAs: a.id },
      { id: b.id, duplicateOf: b.id },
      { id: d.id },
    ])
    expect(await leads()).toBe(3)
  })

  it('by the key alone, in many commits at once, marks all leads except the first', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => store(arrival({ senderKey: 'k:1' }))))
    const unmarked = answers.filter(([one]) => one?.sameKeyAs === undefined)
    expect(unmarked).toHaveLength(1)
    expect(new Set(answers.map(([one]) => one?.sameKeyAs ?? one?.id))).toEqual(new Set([unmarked[0]?.[0]?.id]))
    expect(await leads()).toBe(20)
  })

  it('in the same commit as another repeat names the first lead', async () => {
    const first = arrival({ fingerprint: 'c:1' })
    await store(first)
    const answers = await store(arrival({ fingerprint: 'c:1' }), arrival({ fingerprint: 'c:1' }), arrival())
    expect(answers.map(({ duplicateOf }) => duplicateOf)).toEqual([first.id, first.id, undefined])
  })

  it('in many commits at once makes one lead, and all calls return the same lead', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => store(arrival({ fingerprint: 'c:1', senderKey: `k:${n}` }), arrival())),
    )
    const ids = new Set(answers.map(([one]) => one?.id))
    expect(ids.size).toBe(1)
    expect(answers.filter(([one]) => one?.duplicateOf === undefined)).toHaveLength(1)
    expect(await leads()).toBe(21)
  })

  it('is recognised for 24 hours, and not later', async () => {
    const first = arrival({ fingerprint: 'c:1' })
    await store(first)
    await age(23.9)
    expect((await store(arrival({ fingerprint: 'c:1' })))[0]?.duplicateOf).toBe(first.id)
    await age(0.2)
    const later = arrival({ fingerprint: 'c:1' })
    expect(await store(later)).toEqual([{ id: later.id, duplicateOf: undefined }])
    expect((await store(arrival({ fingerprint: 'c:1' })))[0]?.duplicateOf).toBe(later.id)
  })

  it('is not recognised after the window, and its fingerprint is deleted', async () => {
    await store(arrival({ fingerprint: 'c:old' }))
    await age(25)
    await store(arrival({ fingerprint: 'c:new' }))
    await forgetFingerprints(ledger.db)
    const left = await ledger.db.selectFrom('fingerprints').select('fingerprint').execute()
    expect(left).toEqual([{ fingerprint: 'c:new' }])
  })
})

describe('a fingerprint that names a lead which was never made', () => {
  const orphan = (fingerprint: string, lead = uuid()) =>
    ledger.db
      .insertInto('fingerprints')
      .values({ source: 'marketplace', fingerprint, lead_id: lead, seen_at: new Date() })
      .execute()

  it('loses no lead', async () => {
    await orphan('c:1')
    const sent = arrival({ fingerprint: 'c:1', senderKey: 'k:1' })
    expect(await store(sent)).toEqual([{ id: sent.id, duplicateOf: undefined }])
    expect(await leads()).toBe(1)
    expect((await store(arrival({ senderKey: 'k:1' })))[0]?.sameKeyAs).toBe(sent.id)
    expect((await store(arrival({ fingerprint: 'c:1' })))[0]?.duplicateOf).toBe(sent.id)
  })

  it('loses no lead and no repeat in a commit with others', async () => {
    await orphan('c:1')
    const [sent, repeat, other] = [arrival({ fingerprint: 'c:1' }), arrival({ fingerprint: 'c:1' }), arrival()]
    expect(await store(other, sent, repeat)).toEqual([
      { id: other.id, duplicateOf: undefined },
      { id: sent.id, duplicateOf: undefined },
      { id: sent.id, duplicateOf: sent.id },
    ])
    expect(await leads()).toBe(2)
  })

  it('loses no lead of many calls at once, and one of them is the first', async () => {
    await orphan('c:1')
    const answers = await Promise.all(Array.from({ length: 10 }, () => store(arrival({ fingerprint: 'c:1' }))))
    const ids = new Set(answers.map(([one]) => one?.id))
    expect(ids.size).toBe(1)
    const stored = await ledger.db.selectFrom('leads').select('id').execute()
    expect(stored.map(({ id }) => id)).toEqual([...ids])
  })
})

it('repeats of stored and of missing leads are found by an index of the fingerprints', async () => {
  await sql`
    insert into fingerprints (source, fingerprint, lead_id, seen_at)
    select 'marketplace', 'i:' || md5(n::text), gen_random_uuid(), 'infinity' from generate_series(1, 50000) n`.execute(
    ledger.db,
  )
  await sql`analyze fingerprints`.execute(ledger.db)
  const first = arrival({ fingerprint: 'c:1' })
  await store(first)
  const { rows } = await sql<{ f: string }>`select 'i:' || md5('7') as f`.execute(ledger.db)
  const plans = await plansOf(ledger.url, async (db) => {
    await storeArrivals(db, [arrival({ fingerprint: 'c:1', senderKey: 'k:1' })])
    await storeArrivals(db, [arrival({ fingerprint: rows[0]?.f })])
  })
  expect(plans.length).toBeGreaterThanOrEqual(5)
  expect(plans.join('\n')).toContain('fingerprints_pkey')
  expect(plans.filter((plan) => plan.includes('Seq Scan on fingerprints'))).toEqual([])
})

it('any body of a sender is stored, also very long and odd bodies', async () => {
  const random = seeded(8)
  const long = Array.from({ length: 20_000 }, () => String.fromCharCode(0x4e00 + random.below(20_000))).join('')
  const bodies = [
    {
      userDetails: { email: `${long}@${long}.com`, country: long, phone: long },
      offerTitle: long,
      leadSource: `${long}-${long}|${long}`,
    },
    {
      userDetails: { email: 'a\u0000b\ud83d@c.com', firstName: '\u0000' },
      description: '{"a\\u0000":"b\\u0000","\\ud800":"\\udfff"}',
    },
    { leadSource: 'SPZA', description: { '\u0000': '\u0000', __proto__: 1, deep: { x: '\ud800' } } },
    ...Array.from({ length: 50 }, () => ({
      userDetails: { email: random.text(40), title: random.text(40) },
      leadSource: random.text(40),
      description: random.text(60),
    })),
  ]
  for (const body of bodies) {
    const { arrived } = accept(
      {
        id: uuid(),
        receivedAt: new Date(),
        source: 'marketplace',
        raw: Buffer.from(JSON.stringify(body)),
        contentType: random.text(20),
        offer: random.text(20),
        senderKey: random.text(20),
        configVersion: 'v1',
      },
      openRead(undefined),
    )
    await store(arrived)
  }
  expect(await leads()).toBe(bodies.length)
})

import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { storeArrivals } from '../../src/ledger/arrivals.ts'
import { openLedger } from '../../src/ledger/open.ts'
import { eventually } from '../setup/eventually.ts'
import { arrival, freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger()
  // A lead with this reason waits for the test at its commit, then fails.
  await sql`
    create function fail_at_commit() returns trigger language plpgsql as $$ begin
      perform pg_advisory_xact_lock(1);
      raise exception 'the disk is full' using errcode = '53100';
    end $$`.execute(ledger.db)
  await sql`
    create constraint trigger fails after insert on leads deferrable initially deferred
    for each row when (new.reason = 'fails') execute function fail_at_commit()`.execute(ledger.db)
})
afterAll(() => ledger.close())
beforeEach(() => sql`truncate leads, fingerprints cascade`.execute(ledger.db))

const waiting = async () => {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from pg_locks where not granted
      and pid in (select pid from pg_stat_activity where datname = current_database())`.execute(ledger.db)
  return rows[0]?.n
}

it.each([
  ['content and key', { fingerprint: 'c:1', senderKey: 'k:1' }, { fingerprint: 'c:1', senderKey: 'k:1' }],
  ['key', { fingerprint: 'c:1', senderKey: 'k:1' }, { fingerprint: 'c:2', senderKey: 'k:1' }],
  ['content', { fingerprint: 'c:1', senderKey: 'k:1' }, { fingerprint: 'c:1', senderKey: 'k:2' }],
])(
  'if two leads with the same %s arrive at once and the first fails to commit, the other is stored',
  async (_what, one, two) => {
    const hold = await openLedger(ledger.url, () => undefined, 1)
    await sql`select pg_advisory_lock(1)`.execute(hold.db)
    const failing = storeArrivals(ledger.db, [arrival({ ...one, reason: 'fails' })]).catch((error: Error) => error)
    await eventually(async () => expect(await waiting()).toBe(1))
    const sent = arrival(two)
    const storing = storeArrivals(ledger.db, [sent])
    await eventually(async () => expect(await waiting()).toBe(2))
    await hold.close()

    expect(await failing).toMatchObject({ code: '53100' })
    expect((await storing)[0]).toEqual({ id: sent.id, duplicateOf: undefined })
    const stored = await ledger.db.selectFrom('leads').select('id').execute()
    expect(stored).toEqual([{ id: sent.id }])
  },
)

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Db } from '../../src/ledger/db.ts'
import { leadsToRoute } from '../../src/ledger/fan-out.ts'
import { earlierDelivery, personLeads } from '../../src/ledger/person-leads.ts'
import { plansOf } from './plans.ts'
import { freshLedger, type TestLedger } from './rows.ts'

let ledger: TestLedger
beforeAll(async () => {
  ledger = await freshLedger()
  await sql`alter table leads set (autovacuum_enabled = false)`.execute(ledger.db)
  await sql`
    insert into leads (id, source, state, received_at, lead, raw, offer, email)
    select ('0190000000007000b000' || lpad(to_hex(n), 12, '0'))::uuid, 'marketplace', 'received', now(), '{}', '',
      'fabrikam.one', 'person' || n || '@example.com' from generate_series(1, 20000) n`.execute(ledger.db)
  await sql`alter table deliveries set (autovacuum_enabled = false)`.execute(ledger.db)
  await sql`
    insert into deliveries (id, lead_id, destination, state) select gen_random_uuid(), id, 'crm', 'delivered' from leads`.execute(
    ledger.db,
  )
})
afterAll(() => ledger.close())

const asked: [string, (db: Db, ids: string[]) => Promise<unknown>][] = [
  ['when leads are routed', (db, ids) => leadsToRoute(db, ids, 86_400_000)],
  ['when a repeat is merged', (db, ids) => earlierDelivery(db, ids[0]!, 'crm')],
  ['when a journey is shown', (db, ids) => personLeads(db, ids[0]!)],
]

// `young` has no statistics, like a hub that gets an import in its first minute.
describe.each(['young', 'analysed'])('in a ledger that is %s', (age) => {
  beforeAll(async () => {
    if (age === 'analysed') await sql`analyze leads, deliveries`.execute(ledger.db)
  })

  it.each(asked)('a person’s leads are found by address, not among all leads of the offer, %s', async (_, ask) => {
    const { rows } = await sql<{ id: string }>`select id from leads order by id desc limit 50`.execute(ledger.db)
    const plans = await plansOf(ledger.url, (db) =>
      ask(
        db,
        rows.map(({ id }) => id),
      ),
    )
    expect(plans.join('\n')).toContain('leads_email')
    expect(plans.join('\n')).not.toMatch(/leads_offer|Seq Scan/)
  })
})

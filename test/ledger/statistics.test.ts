import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makePast } from '../../bench/console/past.ts'
import { analyseUnknown } from '../../src/ledger/statistics.ts'
import { freshLedger } from './rows.ts'

it('large tables without any statistics are analysed, and once is enough', async () => {
  const { db, close } = await freshLedger(2)
  try {
    for (const table of ['leads', 'deliveries', 'attempts']) {
      await sql`alter table ${sql.table(table)} set (autovacuum_enabled = false)`.execute(db)
    }
    expect(await analyseUnknown(db)).toEqual([])
    await makePast(db, 8_000)
    expect(await analyseUnknown(db)).toContain('leads')
    expect(await analyseUnknown(db)).toEqual([])
  } finally {
    await close()
  }
})

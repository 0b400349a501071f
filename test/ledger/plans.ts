import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from '../../src/ledger/db.ts'
import type { Tables } from '../../src/ledger/tables.ts'

/**
 * PostgreSQL's present plans for the statements of `work`.
 * @param settings statements for the connection before it plans.
 */
export async function plansOf(url: string, work: (db: Db) => Promise<unknown>, settings = ''): Promise<string[]> {
  const pool = new pg.Pool({ connectionString: url, max: 1, onConnect: (client) => void client.query(settings) })
  const asked: { text: string; values: readonly unknown[] }[] = []
  const log = ({ query }: { query: { sql: string; parameters: readonly unknown[] } }) =>
    void asked.push({ text: query.sql, values: query.parameters })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), log })
  try {
    await work(db)
    const plans: string[] = []
    for (const { text, values } of asked) {
      // The settings of a transaction hold for its plans, too.
      if (/^(begin|commit|set local)/i.test(text)) {
        await pool.query(text)
        continue
      }
      const { rows } = await pool.query({ text: `explain ${text}`, values: [...values] })
      plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
    }
    return plans
  } finally {
    await db.destroy()
  }
}

import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from '../../src/ledger/db.ts'
import type { Tables } from '../../src/ledger/tables.ts'

/**
 * PostgreSQL's plans for the statements of `work`, each asked right before the statement runs.
 * @param settings statements for the connection before it plans.
 */
export async function plansOf(url: string, work: (db: Db) => Promise<unknown>, settings = ''): Promise<string[]> {
  const plans: string[] = []
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (text: string, values?: unknown[]) => Promise<pg.QueryResult>
    if (settings !== '') void query(settings)
    // The test may drop the database before PostgreSQL has seen the end of this connection.
    client.on('error', () => undefined)
    Object.assign(client, {
      async query(text: string, values: unknown[] = []) {
        if (/^\s*(select|with|insert|update|delete)/i.test(text)) {
          const { rows } = await query(`explain ${text}`, values)
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'))
        }
        return query(text, values)
      },
    })
  })
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    await work(db)
    return plans
  } finally {
    await db.destroy()
  }
}

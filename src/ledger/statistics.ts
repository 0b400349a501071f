/** Statistics of the large tables, by which PostgreSQL plans. */
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { inBulk } from './limits.ts'

const large = ['leads', 'deliveries', 'attempts'] as const

/** Smaller tables are read quickly by any plan. In bytes. */
const smallest = 8 * 1024 * 1024

/**
 * Has tables analysed that have no statistics at all, as after a restore. PostgreSQL does the same by itself, and later.
 * @returns the tables that were analysed.
 */
export async function analyseUnknown(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where oid = any(array(select to_regclass(name) from unnest(${[...large]}::text[]) name)) and reltuples < 0
      and pg_relation_size(oid) > ${smallest}`.execute(db)
  const names = rows.map(({ name }) => name)
  for (const name of names) await inBulk(db, (tx) => sql`analyze ${sql.table(name)}`.execute(tx))
  return names
}

import { sql } from 'kysely'
import type { Memory } from '../connector.ts'
import type { Db } from './db.ts'

/** The memory of one destination: small values on disk, shared by all workers. */
export function memoryOf(db: Db, destination: string): Memory {
  return {
    async get(key) {
      const { rows } = await sql<{ value: string }>`
        select value from memory where destination = ${destination} and key = ${key} and value <> ''`.execute(db)
      return rows[0]?.value
    },
    async set(key, value) {
      await sql`
        insert into memory (destination, key, value) values (${destination}, ${key}, ${value})
        on conflict (destination, key) do update set value = excluded.value`.execute(db)
    },
    async add(key, amount) {
      const { rows } = await sql<{ value: string }>`
        insert into memory (destination, key, value) values (${destination}, ${key}, ${String(amount)})
        on conflict (destination, key) do update
          set value = (coalesce(nullif(memory.value, ''), '0')::bigint + excluded.value::bigint)::text
        returning value`.execute(db)
      return Number(rows[0]?.value)
    },
  }
}

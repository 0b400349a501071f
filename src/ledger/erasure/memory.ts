/**
 * Erases what connectors stored about deliveries. The key ends in the delivery's id, or the value is a JSON object with
 * this `id`, or a list of such objects.
 */
import { sql } from 'kysely'
import type { Db } from '../db.ts'

interface Remembered {
  destination: string
  key: string
  value: string
}

export async function forgetMemory(tx: Db, deliveries: readonly { id: string; destination: string }[]): Promise<void> {
  const ids = deliveries.map(({ id }) => id)
  const destinations = [...new Set(deliveries.map(({ destination }) => destination))]
  await sql`delete from memory where right(key, 36) = any(${ids})`.execute(tx)
  const { rows } = await sql<Remembered>`
    select destination, key, value from memory m
    where destination = any(${destinations}) and length(value) > 36 and exists (
      select 1 from regexp_matches(value, '"id":"([0-9a-f-]{36})"', 'g') as named(id) where named.id[1] = any(${ids}))
    order by destination, key for update`.execute(tx)
  const erased = new Set(ids)
  for (const { destination, key, value } of rows) {
    await sql`
      update memory set value = ${without(value, erased)}
      where destination = ${destination} and key = ${key}`.execute(tx)
  }
}

/** The value without the erased deliveries. Connectors read a blank value as absent. */
function without(value: string, erased: ReadonlySet<string>): string {
  const kept = parsed(value)
  if (Array.isArray(kept)) return JSON.stringify(kept.filter((one) => !names(one, erased)))
  return names(kept, erased) ? '' : value
}

function names(kept: unknown, erased: ReadonlySet<string>): boolean {
  return typeof kept === 'object' && kept !== null && 'id' in kept && typeof kept.id === 'string' && erased.has(kept.id)
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    // The value is other text that contains an id.
    return undefined
  }
}

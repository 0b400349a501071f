/**
 * Keeps the plans of the statements of every lead. PostgreSQL would spend as much time on a plan as on the statement.
 * @see https://www.postgresql.org/docs/current/sql-prepare.html
 */
import type pg from 'pg'

/**
 * A kept plan must not depend on how many rows there were when it was made: an empty ledger would keep plans that read
 * whole tables, and a quiet one plans that sort all that is due. These statements find each row by an index, and the
 * oldest by the index's order.
 */
export const keptPlanSettings = [
  'set plan_cache_mode = force_generic_plan',
  ...['seqscan', 'hashjoin', 'mergejoin', 'bitmapscan', 'sort', 'incremental_sort'].map(
    (way) => `set enable_${way} = off`,
  ),
].join('; ')

/** The names of the statements, the same on every connection. */
const names = new Map<string, string>()

/** Names every statement with parameters, so that PostgreSQL keeps its plan for this connection. */
export function keepPlans(client: pg.ClientBase): void {
  const query = client.query.bind(client) as (...given: unknown[]) => unknown
  Object.assign(client, {
    query(text: unknown, values: unknown, ...others: unknown[]) {
      if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
        return query(text, values, ...others)
      return query({ name: nameOf(text), text, values }, ...others)
    },
  })
}

function nameOf(text: string): string {
  const name = names.get(text) ?? `leadyard_${names.size + 1}`
  names.set(text, name)
  return name
}

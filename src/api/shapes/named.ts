import { z } from 'zod'
import { mostCounted } from '../../ledger/reads/page.ts'

/** The schemas of the API's answers, with their names in the OpenAPI description. */
export const shapes = z.registry<{ id: string }>()

export function named<S extends z.ZodType>(id: string, schema: S): S {
  shapes.add(schema, { id })
  return schema
}

/** ISO 8601, UTC. */
export const time = z.iso.datetime()

/** Next to a count. */
export const capped = z
  .literal(true)
  .optional()
  .meta({ description: 'There are more than `count`, and they were not counted to the end.' })

export function page<S extends z.ZodType>(id: string, item: S) {
  return named(
    id,
    z.object({
      items: z.array(item),
      next: z.string().nullable().meta({ description: '`after` of the next page; null on the last one.' }),
      count: z.int().optional().meta({ description: 'How many there are in all; only when asked for.' }),
      capped,
    }),
  )
}

/** The stamp of a thing on which operators act. */
export const etag = z
  .string()
  .meta({ description: 'In quotes the `If-Match` of an act on it: the act is refused if somebody was faster.' })

export function iso(date: Date | null): string | null {
  return date ? date.toISOString() : null
}

export function orNull<T extends string>(text: T | ''): T | null {
  return text === '' ? null : text
}

/** @param count as the ledger counted it, `mostCounted` at most */
export function asCount(count: number): { count: number; capped?: true } {
  return count >= mostCounted ? { count, capped: true } : { count }
}

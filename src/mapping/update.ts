/** What of a mapping is written over a record that is there already. */
import type { Mapping } from './map.ts'
import type { Template } from './templates.ts'

/**
 * Nothing is required, and a default that only fills a gap stays out: the record knows better. So does all that reads
 * hidden properties, for a placeholder stands in their place.
 * @param hidden properties of the lead: `person.email`, `campaign`.
 */
export function forUpdate({ fields }: Mapping, hidden: readonly string[]): Mapping {
  const shown = fields.filter(({ template }) => !readsAny(template, hidden))
  return {
    fields: shown.map((field) => {
      const { fallback } = field
      const fills = !fallback || field.required || fallback.reads.length === 0 || readsAny(fallback, hidden)
      return { ...field, required: false, fallback: fills ? undefined : fallback }
    }),
  }
}

function readsAny({ reads }: Template, paths: readonly string[]): boolean {
  return reads.some((read) => paths.some((path) => `${read}.`.startsWith(`${path}.`) || path.startsWith(`${read}.`)))
}

/** The part of a mapping that is written over an existing record. */
import type { Mapping } from './map.ts'
import type { Template } from './templates.ts'

/**
 * No field is required. A default that only fills a gap is left out, because the record has better data. A field that
 * reads hidden properties is left out too, because they hold placeholders.
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

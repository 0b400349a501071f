import { CORE_SCHEMA, load, mergeTag } from 'js-yaml'

/** YAML of a test's own making, or of a document; merge keys (`<<`) as Docker takes them. */
// biome-ignore lint/suspicious/noExplicitAny: what a test reads of it, the test knows
export function yaml(text: string): any {
  return load(text, { schema: CORE_SCHEMA.withTags(mergeTag) })
}

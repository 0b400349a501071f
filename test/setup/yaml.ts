import { CORE_SCHEMA, load, mergeTag } from 'js-yaml'

/** Parses YAML of a test or a document; merge keys (`<<`) work as in Docker. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows the shape of its text
export function yaml(text: string): any {
  return load(text, { schema: CORE_SCHEMA.withTags(mergeTag) })
}

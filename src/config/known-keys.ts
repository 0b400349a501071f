import { z } from 'zod'

/**
 * The keys that a schema has at a path, for "did you mean"; none where any key is allowed.
 * @param written the whole value, which holds the discriminators of unions.
 */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[], written?: unknown): string[] {
  const [at, value] = schemaAt(schema, path, written)
  const found = at && innerSchema(at, value)
  if (found instanceof z.ZodRecord && found.keyType instanceof z.ZodEnum) return found.keyType.options.map(String)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

/** The first sentence of a setting's help. */
export function helpAt(schema: z.core.$ZodType, path: readonly PropertyKey[], written?: unknown): string | undefined {
  const [at] = schemaAt(schema, path, written)
  const help = at instanceof z.ZodType ? at.meta()?.['help'] : undefined
  return typeof help === 'string' ? help.split(/\.(?: |$)/, 1)[0] : undefined
}

function schemaAt(
  schema: z.core.$ZodType,
  path: readonly PropertyKey[],
  written: unknown,
): [z.core.$ZodType | undefined, unknown] {
  let at: z.core.$ZodType | undefined = schema
  let value = written
  for (const key of path) {
    at = at && childSchema(innerSchema(at, value), key)
    value = (value as Record<PropertyKey, unknown> | null | undefined)?.[key]
  }
  return [at, value]
}

function childSchema(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)]
  if (schema instanceof z.ZodRecord) return schema.valueType
  return schema instanceof z.ZodArray ? schema.element : undefined
}

/** The schema without `.optional()`, `.default()` and `.transform()`; for a union, the object that the value means. */
function innerSchema(schema: z.core.$ZodType, value: unknown): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return innerSchema(schema.in, value)
  if (schema instanceof z.ZodDiscriminatedUnion) return optionOf(schema, value) ?? schema
  if (schema instanceof z.ZodUnion)
    return schema.options.map((one) => innerSchema(one, value)).find((one) => one instanceof z.ZodObject) ?? schema
  return 'innerType' in schema._zod.def ? innerSchema(schema._zod.def.innerType as z.core.$ZodType, value) : schema
}

function optionOf({ def }: z.ZodDiscriminatedUnion, value: unknown): z.core.$ZodType | undefined {
  const word = (value as Record<string, unknown> | null | undefined)?.[def.discriminator]
  return def.options.find((option) => option._zod.propValues?.[def.discriminator]?.has(word as string))
}

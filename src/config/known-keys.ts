import { z } from 'zod'

/** The keys that a schema has at a place, for "did you mean"; none where it takes any. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | undefined = schema
  for (const key of path) at = at && under(bare(at), key)
  const found = at && bare(at)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

function under(schema: z.core.$ZodType, key: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(key)]
  if (schema instanceof z.ZodRecord) return schema.valueType
  return schema instanceof z.ZodArray ? schema.element : undefined
}

/** Without `.optional()`, `.default()`, `.transform()`; of a union the object. */
function bare(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodPipe) return bare(schema.in)
  if (schema instanceof z.ZodUnion) return schema.options.map(bare).find((one) => one instanceof z.ZodObject) ?? schema
  return 'innerType' in schema._zod.def ? bare(schema._zod.def.innerType as z.core.$ZodType) : schema
}

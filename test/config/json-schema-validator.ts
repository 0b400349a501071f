import { Ajv } from 'ajv'

export type Validate = (value: unknown) => string[]

/** The problems of a value with their paths; empty when the value is right. */
export function validator(schema: object): Validate {
  // Not strict, because the schema has VS Code's additional keys.
  const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema)
  return (value) => {
    if (check(value)) return []
    return (check.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`)
  }
}

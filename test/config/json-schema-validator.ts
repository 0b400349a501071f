import { Ajv } from 'ajv'

export type Validate = (value: unknown) => string[]

/** What is wrong with a value, each with its place; nothing when it is right. */
export function validator(schema: object): Validate {
  // Not strict: the schema carries what VS Code knows beyond the standard.
  const check = new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema)
  return (value) => {
    if (check(value)) return []
    return (check.errors ?? []).map(({ instancePath, message = '' }) => `${instancePath} ${message}`)
  }
}

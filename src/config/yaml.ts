/** The only reader of YAML: version 1.2, core schema, one document. */
import { load, YAMLException } from 'js-yaml'
import { ConfigError } from './problems.ts'

/**
 * Largest number of values in a file after aliases are expanded: a few lines of aliases can mean billions of values.
 */
const maxValues = 2_000_000

/** An empty file is an empty map. @throws ConfigError with the place but without the text, which may be a secret */
export function parsedYaml(text: string): unknown {
  const written = parse(text)
  if (countValues(written) > maxValues)
    throw wrong('an alias (*name) stands inside its own, or they stand for too much')
  return written
}

function parse(text: string): unknown {
  try {
    return load(text) ?? {}
  } catch (error) {
    if (/^\s*(#.*\s*)*$/.test(text)) return {}
    if (!(error instanceof YAMLException)) throw wrong('an alias (*name) stands inside its own anchor')
    throw wrong(describeYamlError(error))
  }
}

/** The parser's message without its quotes from the file. */
function describeYamlError({ reason, mark }: YAMLException): string {
  const what = reason.replace(/ ?("[^"]*"|!<[^>]*>)/g, '')
  return mark ? `${what} at line ${mark.line + 1}, column ${mark.column + 1}` : what
}

function wrong(message: string): ConfigError {
  return new ConfigError([{ path: '', message }])
}

/** Counts up to the limit. It uses a list, because a file may be nested deeper than the stack. */
function countValues(value: unknown): number {
  let seen = 0
  for (const left = [value]; left.length > 0 && seen <= maxValues; seen++) {
    const one = left.pop()
    if (typeof one === 'object' && one !== null) for (const held of Object.values(one)) left.push(held)
  }
  return seen
}

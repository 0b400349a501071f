/** The one reader of YAML: version 1.2, its core schema, one document. */
import { load, YAMLException } from 'js-yaml'
import { ConfigError } from './problems.ts'

/** Values that a file may come to, aliases written out: a few lines of them can stand for billions. */
const most = 2_000_000

/** An empty file is an empty map. @throws ConfigError that says where; never what stands there, which may be a secret */
export function parsedYaml(text: string): unknown {
  const written = loaded(text)
  if (count(written) > most) throw wrong('an alias (*name) stands inside its own, or they stand for too much')
  return written
}

function loaded(text: string): unknown {
  try {
    return load(text) ?? {}
  } catch (error) {
    if (/^\s*(#.*\s*)*$/.test(text)) return {}
    if (!(error instanceof YAMLException)) throw wrong('an alias (*name) stands inside its own anchor')
    throw wrong(saying(error))
  }
}

/** Without what the parser quotes from the file. */
function saying({ reason, mark }: YAMLException): string {
  const what = reason.replace(/ ?("[^"]*"|!<[^>]*>)/g, '')
  return mark ? `${what} at line ${mark.line + 1}, column ${mark.column + 1}` : what
}

function wrong(message: string): ConfigError {
  return new ConfigError([{ path: '', message }])
}

/** Stops where it is too many; by a list, since a file may be nested deeper than the stack. */
function count(value: unknown): number {
  let seen = 0
  for (const left = [value]; left.length > 0 && seen <= most; seen++) {
    const one = left.pop()
    if (typeof one === 'object' && one !== null) for (const held of Object.values(one)) left.push(held)
  }
  return seen
}

import { parseDocument } from 'yaml'
import { ConfigError } from './problems.ts'

/** A file that holds one destination. @throws ConfigError */
export function readYaml(text: string): unknown {
  const document = parseDocument(text, { prettyErrors: false })
  if (document.errors.length > 0)
    throw new ConfigError([{ path: '', message: 'is not YAML', hint: 'see its indentation' }])
  return document.toJS()
}

/** `connectors: ["./my-crm.ts", "npm-name"]`: connectors that do not come with the hub. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connector } from '../connector.ts'
import { asRecord } from './as-record.ts'
import { ConfigError, type ConfigProblem } from './problems.ts'
import { parsedYaml } from './yaml.ts'

/**
 * The built-in connectors and those the file names; paths are relative to the file. A module exports its connectors by
 * any name.
 * @throws ConfigError naming each entry that cannot be loaded.
 */
export async function withThirdParty(
  builtIn: readonly Connector[],
  text: string,
  folder: string,
): Promise<Connector[]> {
  // Read twice only where it is worth it: a large file takes a while.
  const listed =
    text.includes('connectors') && outsideComments.test(text) ? asRecord(parsedYaml(text))['connectors'] : []
  const names = Array.isArray(listed) ? listed.filter((name) => typeof name === 'string') : []
  const problems: ConfigProblem[] = []
  const loaded: Connector[] = []
  for (const [at, name] of names.entries()) {
    const found = await load(name, folder)
    if (found.length > 0) loaded.push(...found)
    else
      problems.push({
        path: `connectors.${at}`,
        message: `${name} holds no connector`,
        hint: 'see connectors/README.md',
      })
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return [...builtIn, ...loaded]
}

const outsideComments = /^(?![ \t]*#).*connectors/m

async function load(name: string, folder: string): Promise<Connector[]> {
  const isPath = name.startsWith('.') || path.isAbsolute(name)
  try {
    const module: object = await import(isPath ? pathToFileURL(path.resolve(folder, name)).href : name)
    return Object.values(module).filter(isConnector)
  } catch {
    return []
  }
}

function isConnector(value: unknown): value is Connector {
  const { type, settings, open, fields, problems } = asRecord(value)
  return typeof type === 'string' && typeof open === 'function' && Boolean(settings && fields && problems)
}

/** `connectors: ["./my-crm.ts", "npm-name"]`: connectors that do not come with the hub. */
import { statSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Connector } from '../connector.ts'
import { asRecord } from './as-record.ts'
import { fromFolder, registerConnectorHooks } from './connector-hooks.ts'
import { importFailure, type LoadProblem } from './connector-import.ts'
import { importWithin } from './connector-load.ts'
import { recordOrigin } from './connector-origins.ts'
import { connectorsIn } from './connector-shape.ts'
import { fieldProblems } from './mapping.ts'
import { ConfigError, type ConfigProblem } from './problems.ts'
import { parsedYaml } from './yaml.ts'

/**
 * Loads the connectors that the file names, and returns them after the built-in ones. Paths are relative to the file.
 * Packages are looked for in the file's folder, then in the hub's folder. A module exports its connectors by any name.
 * @param seconds time limit for loading one module
 * @throws ConfigError with the reason for each entry that cannot be loaded.
 */
export async function loadConnectors(
  builtIn: readonly Connector[],
  text: string,
  folder: string,
  seconds = 30,
): Promise<Connector[]> {
  // Parsing a large file takes a while, so the file is parsed here only if it may name connectors.
  const listed =
    text.includes('connectors') && outsideComments.test(text) ? asRecord(parsedYaml(text))['connectors'] : []
  const names = Array.isArray(listed) ? listed.filter((name) => typeof name === 'string') : []
  const problems: ConfigProblem[] = []
  const known = [...builtIn]
  for (const [at, name] of names.entries()) {
    const { connectors, wrong } = await load(name, folder, seconds)
    const taken = connectors.filter(({ type }) => known.some((other) => other.type === type))
    const all: LoadProblem[] = [
      ...wrong,
      ...taken.map(({ type }) => ({ message: `its type ${type} is the type of another connector` })),
    ]
    problems.push(
      ...all.map(({ message, hint }) => ({ path: `connectors.${at}`, message: `${name}: ${message}`, hint })),
    )
    known.push(...connectors)
  }
  if (problems.length > 0) throw new ConfigError(problems)
  return known
}

const outsideComments = /^(?![ \t]*#).*connectors/m

interface Loaded {
  connectors: Connector[]
  wrong: LoadProblem[]
}

async function load(name: string, folder: string, seconds: number): Promise<Loaded> {
  const isPath = /^\.{0,2}[\\/]/.test(name) || path.isAbsolute(name)
  const file = path.resolve(folder, name)
  const unusable = isPath ? unusableFile(file) : undefined
  if (unusable) return { connectors: [], wrong: [unusable] }
  registerConnectorHooks()
  if (isPath) recordOrigin(file, name)
  try {
    const module = await importWithin(isPath ? pathToFileURL(file).href : fromFolder(name, folder), seconds)
    const { connectors, problems } = connectorsIn(module)
    const wrong: LoadProblem[] = [
      ...problems.map((message) => ({ message, hint: contract })),
      ...connectors.flatMap(({ fields }) => fieldProblems(fields)).map(wrongField),
    ]
    if (connectors.length > 0 || wrong.length > 0) return { connectors, wrong }
    const exported = Object.keys(module)
    const message =
      exported.length > 0 ? `none of its exports is a connector: ${exported.join(', ')}` : 'it exports nothing'
    return { connectors, wrong: [{ message, hint: contract }] }
  } catch (error) {
    return { connectors: [], wrong: [importFailure(error, folder)] }
  }
}

function wrongField({ path, message, hint }: ConfigProblem): LoadProblem {
  return { message: `its field ${path}: ${message}`, hint }
}

const contract = 'see connectors/README.md'

function unusableFile(file: string): LoadProblem | undefined {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return { message: `there is no file ${file}`, hint: 'paths are relative to config.yaml' }
  if (found.isDirectory()) return { message: 'it is a folder', hint: 'name the file in it' }
  return undefined
}

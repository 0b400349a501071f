/**
 * How Node finds and reads the code of connectors that do not come with the hub. Node alone finds no `leadyard` from a
 * folder without node_modules, and reads no TypeScript in node_modules (ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING).
 */
import { readFileSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { recordOrigin } from './connector-origins.ts'

/** A package that `config.yaml` names and that is installed neither in its folder nor with the hub. */
export class PackageNotFound extends Error {
  override readonly name = 'PackageNotFound'
}

/** What to import for a package as it is found from this folder, else as the hub finds it. */
export function fromFolder(name: string, folder: string): string {
  return scheme + encodeURIComponent(JSON.stringify([name, pathToFileURL(path.join(folder, '/')).href]))
}

const scheme = 'leadyard-package:'
const self = import.meta.url
const root = fileURLToPath(new URL('../../', import.meta.url))
let registered = false

/** Once in a process, and only when a connector is loaded: the hub's own code needs none of this. */
export function registerConnectorHooks(): void {
  if (registered) return
  registered = true
  module.registerHooks({ resolve, load })
}

const resolve: module.ResolveHookSync = (specifier, context, next) => {
  if (specifier.startsWith(scheme)) {
    const [name, from] = JSON.parse(decodeURIComponent(specifier.slice(scheme.length))) as [string, string]
    const target = found(name, (parentURL) => next(name, { ...context, parentURL }), [from, self])
    if (target.url.startsWith('file:')) recordOrigin(fileURLToPath(target.url), name)
    return target
  }
  // Always the hub's own: an error of another copy of DeliveryError would count as `internal`.
  if (/^leadyard(\/|$)/.test(specifier)) return { url: own(specifier), shortCircuit: true }
  return next(specifier, context)
}

/** By the hub's own `exports`; Node's look-up from another folder is there for `import` alone, not for `require`. */
function own(specifier: string): string {
  const { exports }: { exports: Record<string, string> } = manifest
  const target = exports[specifier.replace('leadyard', '.')]
  if (target) return pathToFileURL(path.join(root, target)).href
  throw new Error(`the hub has no module ${specifier}; import from leadyard/connector`)
}

function found<T>(name: string, from: (place: string) => T, places: readonly string[]): T {
  for (const place of places) {
    try {
      return from(place)
    } catch (error) {
      if (!(error instanceof Error) || !isMissing(error, name)) throw error
    }
  }
  throw new PackageNotFound(name)
}

/** The package itself, not something that it needs. */
function isMissing(error: Error & { code?: string }, name: string): boolean {
  const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) ?? []
  return error.code === 'ERR_MODULE_NOT_FOUND' && missing !== undefined && name.startsWith(missing)
}

/** TypeScript of others is an ES module with types, whatever the package.json above it says or leaves open. */
const load: module.LoadHookSync = (url, context, next) => {
  if (!isTypeScriptOfOthers(url)) return next(url, context)
  const source = readFileSync(fileURLToPath(url), 'utf8')
  return { format: 'module', source: withoutTypes(source, url), shortCircuit: true }
}

function isTypeScriptOfOthers(url: string): boolean {
  if (!/^file:.*\.m?ts$/.test(url)) return false
  const file = fileURLToPath(url)
  return !file.startsWith(root) || file.slice(root.length).split(path.sep).includes('node_modules')
}

function withoutTypes(source: string, sourceUrl: string): string {
  const { emitWarning } = process
  // Node calls this function experimental, and tells so at its first use; the same work for the hub's own files is stable.
  process.emitWarning = () => undefined
  try {
    return module.stripTypeScriptTypes(source, { sourceUrl })
  } finally {
    process.emitWarning = emitWarning
  }
}

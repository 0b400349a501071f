/**
 * Module hooks for connectors that do not come with the hub. Without the hooks Node finds no `leadyard` from a folder
 * without node_modules, and reads no TypeScript in node_modules (ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING).
 */
import { readFileSync } from 'node:fs'
import module from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { recordOrigin } from './connector-origins.ts'

/** A package of `config.yaml` is installed neither in the folder of config.yaml nor with the hub. */
export class PackageNotFound extends Error {
  override readonly name = 'PackageNotFound'
}

/** @returns the specifier that imports the package from this folder, else from the hub's folder. */
export function fromFolder(name: string, folder: string): string {
  return scheme + encodeURIComponent(JSON.stringify([name, pathToFileURL(path.join(folder, '/')).href]))
}

const scheme = 'leadyard-package:'
const self = import.meta.url
const root = fileURLToPath(new URL('../../', import.meta.url))
let registered = false

/** Registers once per process, when the first connector is loaded: the hub's own code needs no hooks. */
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
  // Always the hub's own copy: a DeliveryError of another copy would count as `internal`.
  if (/^leadyard(\/|$)/.test(specifier)) return { url: own(specifier), shortCircuit: true }
  return next(specifier, context)
}

/**
 * Resolves by the hub's `exports`, because Node's look-up from another folder works for `import` but not for `require`.
 */
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

/** Whether the package itself is missing, not one of its dependencies. */
function isMissing(error: Error & { code?: string }, name: string): boolean {
  const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) ?? []
  return error.code === 'ERR_MODULE_NOT_FOUND' && missing !== undefined && name.startsWith(missing)
}

/** TypeScript outside the hub counts as an ES module, whatever the package.json above it says. */
const load: module.LoadHookSync = (url, context, next) => {
  if (!isForeignTypeScript(url)) return next(url, context)
  const source = readFileSync(fileURLToPath(url), 'utf8')
  return { format: 'module', source: withoutTypes(source, url), shortCircuit: true }
}

function isForeignTypeScript(url: string): boolean {
  if (!/^file:.*\.m?ts$/.test(url)) return false
  const file = fileURLToPath(url)
  return !file.startsWith(root) || file.slice(root.length).split(path.sep).includes('node_modules')
}

function withoutTypes(source: string, sourceUrl: string): string {
  const { emitWarning } = process
  // Node warns at the first use that this function is experimental; type stripping of the hub's own files is stable.
  process.emitWarning = () => undefined
  try {
    return module.stripTypeScriptTypes(source, { sourceUrl })
  } finally {
    process.emitWarning = emitWarning
  }
}

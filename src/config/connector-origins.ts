/** Records the file of each connector, so that an error's stack tells the connector. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLibrary, outerFrames } from '../error-place.ts'

const builtIn = fileURLToPath(new URL('../../connectors/', import.meta.url))
const origins = new Map<string, string>()

/** @param name the entry of `connectors` in config.yaml */
export function recordOrigin(file: string, name: string): void {
  origins.set(file, name)
}

/** @returns `./acme.ts`, or the type of a connector that comes with the hub. */
export function connectorBehind(error: unknown): string | undefined {
  const files = outerFrames(error).map(({ file }) => file)
  for (const file of files) {
    const name = origins.get(file) ?? builtInOf(file)
    if (name) return name
  }
  // The file may be imported by a connector of its folder, if the folder holds only one connector.
  for (const file of files) {
    const near = [...origins].filter(([origin]) => isIn(path.dirname(origin), file))
    if (near.length === 1) return near[0]?.[1]
  }
  return undefined
}

function builtInOf(file: string): string | undefined {
  return file.startsWith(builtIn) ? file.slice(builtIn.length).split(path.sep)[0] : undefined
}

function isIn(folder: string, file: string): boolean {
  const rest = path.relative(folder, file)
  return !rest.startsWith('..') && !path.isAbsolute(rest) && !isLibrary(rest)
}

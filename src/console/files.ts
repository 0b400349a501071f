/** The built console, read once into memory: a path that is not in the map does not exist. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export type Encoding = 'br' | 'gzip' | 'identity'

export interface BuiltFile {
  type: string
  etag: string
  /** Whether its name changes with its content. */
  lasting: boolean
  /** `identity` is always there. */
  bodies: Readonly<Partial<Record<Encoding, Buffer>>>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

const packed: Readonly<Record<'br' | 'gzip', string>> = { br: '.br', gzip: '.gz' }

/** @returns the files by their path (`/index.html`); undefined when the console is not built */
export function readBuilt(folder: string): ReadonlyMap<string, BuiltFile> | undefined {
  try {
    const names = new Set(readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    const files = [...names].filter((name) => path.extname(name) in types)
    const built = new Map(files.map((name) => [`/${name.replaceAll(path.sep, '/')}`, readOne(folder, name, names)]))
    return built.has('/index.html') ? built : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function readOne(folder: string, name: string, names: ReadonlySet<string>): BuiltFile {
  const identity = readFileSync(path.join(folder, name))
  const others = Object.entries(packed)
    .filter(([, ending]) => names.has(name + ending))
    .map(([encoding, ending]) => [encoding, readFileSync(path.join(folder, name + ending))])
  return {
    type: types[path.extname(name)] ?? '',
    etag: `"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`,
    lasting: name.startsWith('assets'),
    bodies: { identity, ...Object.fromEntries(others) },
  }
}

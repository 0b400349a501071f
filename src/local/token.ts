/**
 * The token of the machine's own user. Without `api.tokens` the API asks for it: that a request comes from this machine
 * says nothing, because a proxy on it brings requests from anywhere.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const form = /^[\w-]{43}$/

/** `undefined` where there is none, or none that this user may read. */
export function readLocalToken(dataDir: string): string | undefined {
  try {
    const text = readFileSync(fileIn(dataDir), 'utf8').trim()
    return form.test(text) ? text : undefined
  } catch {
    // The hub's refusal tells where it should be.
    return undefined
  }
}

/**
 * Keeps the folder's token, or makes one: hubs that share a folder share it. One that others could read is replaced.
 * @throws when the folder cannot be written
 */
export function ensureLocalToken(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true })
  const file = fileIn(dataDir)
  const kept = isPrivate(file) ? readLocalToken(dataDir) : undefined
  if (kept) return kept
  const fresh = `${file}.${process.pid}`
  rmSync(fresh, { force: true })
  writeFileSync(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  rmSync(file, { force: true })
  putInPlace(fresh, file)
  const token = readLocalToken(dataDir)
  if (!token) throw new Error('the token that was just written cannot be read')
  return token
}

/** Of two hubs that start at once the first one's stays. Never half written: it gets its name when it is whole. */
function putInPlace(fresh: string, file: string): void {
  try {
    linkSync(fresh, file)
    rmSync(fresh)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') rmSync(fresh)
    // A file system without hard links.
    else renameSync(fresh, file)
  }
}

function isPrivate(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) return false
  // Windows keeps no such bits: there the folder's own rights count.
  return process.platform === 'win32' || ((found.mode & 0o077) === 0 && found.uid === process.getuid?.())
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'local-token')
}

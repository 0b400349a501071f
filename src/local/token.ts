/**
 * The token of this machine's own user, which the API requires without `api.tokens`. A request from this machine alone
 * proves nothing, because a proxy on the machine passes on requests from anywhere.
 */
import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const form = /^[\w-]{43}$/

/** `undefined` where the token does not exist or this user may not read it. */
export function readLocalToken(dataDir: string): string | undefined {
  try {
    const text = readFileSync(fileIn(dataDir), 'utf8').trim()
    return form.test(text) ? text : undefined
  } catch {
    // The hub's refusal tells the place of the file.
    return undefined
  }
}

/**
 * Returns the folder's token, or makes it. Hubs that share a folder share the token. A token that others could read is
 * replaced.
 * @throws when the folder cannot be written
 */
export function ensureLocalToken(dataDir: string): string {
  mkdirSync(dataDir, { recursive: true })
  const file = fileIn(dataDir)
  const existing = isPrivate(file) ? readLocalToken(dataDir) : undefined
  if (existing) return existing
  const fresh = `${file}.${process.pid}`
  rmSync(fresh, { force: true })
  writeFileSync(fresh, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  rmSync(file, { force: true })
  putInPlace(fresh, file)
  const token = readLocalToken(dataDir)
  if (!token) throw new Error('the token that was just written cannot be read')
  return token
}

/** If two hubs start at once, the first token stays. The file gets its name only when it is complete. */
function putInPlace(fresh: string, file: string): void {
  try {
    linkSync(fresh, file)
    rmSync(fresh)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') rmSync(fresh)
    // The file system has no hard links.
    else renameSync(fresh, file)
  }
}

function isPrivate(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false })
  if (!found?.isFile()) return false
  // Windows has no such bits; there the rights of the folder count.
  return process.platform === 'win32' || ((found.mode & 0o077) === 0 && found.uid === process.getuid?.())
}

function fileIn(dataDir: string): string {
  return path.join(dataDir, 'local-token')
}

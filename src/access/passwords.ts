/** Passwords are stretched by scrypt, so that a stolen hash is of little use. */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { openConcurrencyLimit, underLimit } from '../async/concurrency-limit.ts'
import { type PasswordHash, writePasswordHash } from '../settings/password-hash.ts'

const stretch: (password: string, salt: Buffer, length: number, options: object) => Promise<Buffer> = promisify(scrypt)

/** 32 MiB and a quarter of a second; one of the settings that OWASP's password storage cheat sheet names. */
const standard = { cost: 2 ** 15, blockSize: 8, parallelization: 3 }

/** @returns the line for `api.users[].hash`. */
export async function hashPassword(password: string): Promise<string> {
  const unsalted = { ...standard, salt: randomBytes(16), key: Buffer.alloc(32) }
  return writePasswordHash({ ...unsalted, key: await keyOf(password, unsalted) })
}

export interface Passwords {
  /**
   * @param hash undefined: there is no such user; it takes as long all the same.
   * @returns undefined when too many passwords of known users wait for their turn.
   */
  isRight(password: string, hash: PasswordHash | undefined): Promise<boolean | undefined>
}

/** @param decoy a hash of this configuration, if there is one: it decides how long an unknown name takes. */
export function openPasswords(
  decoy: () => PasswordHash | undefined,
  mostWaiting = { users: 20, strangers: 5 },
): Passwords {
  const nobody = { ...standard, salt: randomBytes(16), key: randomBytes(32) }
  // One at a time: Node has four threads for this, and the hub resolves names and reads files with the same ones.
  const limit = openConcurrencyLimit(1)
  const inTurn = (password: string, against: PasswordHash) => underLimit(limit, () => keyOf(password, against))
  const waiting = { users: 0, strangers: 0 }
  let lastStranger: Promise<unknown> = Promise.resolve()
  return {
    async isRight(password, hash) {
      if (waiting.users >= mostWaiting.users) return undefined
      if (hash) {
        waiting.users++
        const key = await inTurn(password, hash).finally(() => waiting.users--)
        return timingSafeEqual(key, hash.key)
      }
      // Unknown names take no place from users. With no room left they wait with the last one, and cost nothing more.
      if (waiting.strangers < mostWaiting.strangers) {
        waiting.strangers++
        lastStranger = inTurn(password, decoy() ?? nobody).finally(() => waiting.strangers--)
      }
      await lastStranger
      return false
    },
  }
}

/** The same password typed on another system may have its accents composed differently. */
function keyOf(password: string, { cost, blockSize, parallelization, salt, key }: PasswordHash): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize }
  return stretch(password.normalize('NFKC'), salt, key.length, options)
}

/** A password as it may be kept: salted and stretched by scrypt, with its parameters, in one line without `$`. */
import { z } from 'zod'

export interface PasswordHash {
  /** scrypt's N, r and p. */
  cost: number
  blockSize: number
  parallelization: number
  salt: Buffer
  key: Buffer
}

const form = /^scrypt:n=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2}):([\w-]{22,86}):([\w-]{43,86})$/

/** Larger parameters would let a few sign-ins use up the hub's memory (128 × N × r bytes), smaller ones guard little. */
const limits = { leastCost: 2 ** 14, mostMemory: 128 * 1024 * 1024 }

export function writePasswordHash({ cost, blockSize, parallelization, salt, key }: PasswordHash): string {
  const parameters = `n=${cost},r=${blockSize},p=${parallelization}`
  return ['scrypt', parameters, salt.toString('base64url'), key.toString('base64url')].join(':')
}

/** `scrypt:n=32768,r=8,p=3:<salt>:<key>`, both in base64url. */
export const passwordHash = z
  .string()
  .refine((text) => readPasswordHash(text) !== undefined, 'must be the line that `leadyard hash-password` prints')
  .transform((text) => readPasswordHash(text) as PasswordHash)

function readPasswordHash(text: string): PasswordHash | undefined {
  const [, n, r, p, salt = '', key = ''] = form.exec(text) ?? []
  const [cost, blockSize, parallelization] = [Number(n), Number(r), Number(p)]
  const isPowerOfTwo = Number.isInteger(Math.log2(cost))
  if (!isPowerOfTwo || cost < limits.leastCost || blockSize < 1 || parallelization < 1) return undefined
  if (128 * cost * blockSize > limits.mostMemory || parallelization > 8) return undefined
  return { cost, blockSize, parallelization, salt: Buffer.from(salt, 'base64url'), key: Buffer.from(key, 'base64url') }
}

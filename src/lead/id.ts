/** Ids of leads and deliveries: UUIDv7 (RFC 9562, 5.7), each greater than the last one of this process. */
import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** The time of an id in milliseconds, so that a lead's id and its time agree. */
export function timeOf(id: string): Date {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16))
}

/** `uuid` asks the system for random bytes for each id, which takes most of its time. */
const pool = Buffer.allocUnsafe(256 * 16)
let used = pool.length
let msecs = 0
let seq = 0

export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, (used += 16))
  const now = Date.now()
  if (now > msecs) {
    msecs = now
    // 31 of its 32 bits, so that the ids of one millisecond have room to grow.
    seq = random.readUInt32BE(0) >>> 1
  } else {
    seq = (seq + 1) | 0
    if (seq === 0) msecs++
  }
  return v7({ random, msecs, seq })
}

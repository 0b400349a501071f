/** Keeps count of refused posts: in memory while requests are answered, in the ledger at most once a minute. */

import type { Db } from '../ledger/db.ts'
import { addRefusedPosts, forgetRefusedPosts } from '../ledger/refused-posts.ts'
import { openRefusalTally } from './refusal-tally.ts'

export interface Refusals {
  /** @param status of the answer */
  add(source: string, status: number): void
  /** Writes what is left. */
  stop(): Promise<void>
}

const forgetEvery = 86_400_000

/** @param every milliseconds */
export function openRefusals(db: Db, onFailure: (error: unknown) => void, every = 60_000): Refusals {
  const tally = openRefusalTally()
  let writing = Promise.resolve()
  let forgetAt = Number.NEGATIVE_INFINITY

  async function writeNow(): Promise<void> {
    const rows = tally.take()
    if (rows.length === 0) return
    await addRefusedPosts(db, rows).catch((error: unknown) => {
      tally.putBack(rows)
      throw error
    })
    if (performance.now() < forgetAt) return
    forgetAt = performance.now() + forgetEvery
    await forgetRefusedPosts(db)
  }

  // What cannot be written stays counted.
  function write(): Promise<void> {
    writing = writing.catch(() => undefined).then(writeNow)
    return writing
  }

  const timer = setInterval(() => void write().catch(onFailure), every)
  return {
    add: (source, status) => tally.add(source, status),
    stop() {
      clearInterval(timer)
      return write()
    },
  }
}

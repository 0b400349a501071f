/** How often an address or a name may fail to sign in. Each hub counts for itself. */
import { ipKeyGenerator, MemoryStore, type Options } from 'express-rate-limit'
import { tooMany } from '../web/refusal.ts'

export interface Attempts {
  /**
   * Counts an attempt before its outcome is known, so that many at once gain nothing.
   * @returns takes the attempt back, when it was right.
   * @throws Refusal 429
   */
  begin(address: string, name?: string): Promise<() => Promise<void>>
  close(): void
}

/** @param per milliseconds */
export function openAttempts({ most, per }: { most: number; per: number }): Attempts {
  const store = new MemoryStore()
  store.init({ windowMs: per } as Options)

  async function count(key: string): Promise<void> {
    const { totalHits, resetTime } = await store.increment(key)
    if (totalHits <= most) return
    const left = (resetTime?.getTime() ?? Date.now() + per) - Date.now()
    throw tooMany('Too many sign-ins failed. Wait a minute, then try again.', Math.max(1, Math.ceil(left / 1000)))
  }

  return {
    async begin(address, name) {
      // The address first: it keeps one sender from filling the memory with names.
      const keys = [`address ${ipKeyGenerator(address)}`, ...(name === undefined ? [] : [`name ${name}`])]
      for (const key of keys) await count(key)
      return async () => {
        for (const key of keys) await store.decrement(key)
      }
    },
    close: () => store.shutdown(),
  }
}

/** How often an address or a name may fail. Each hub counts for itself. */
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

interface Most {
  /** Of an address, whatever the names. */
  address: number
  /** Of an address with one name. @default address */
  pair?: number
  /** Of a name, wherever they come from. Far more than `pair`, so that strangers hardly lock a name for its owner. @default address */
  name?: number
  /** Milliseconds. */
  per: number
}

/** @param what names the attempts in the refusal: `sign-ins failed`. */
export function openAttempts(
  { address: ofAddress, pair = ofAddress, name: ofName = ofAddress, per }: Most,
  what: string,
): Attempts {
  const store = new MemoryStore()
  store.init({ windowMs: per } as Options)

  async function count(key: string, most: number): Promise<void> {
    const { totalHits, resetTime } = await store.increment(key)
    if (totalHits <= most) return
    const left = (resetTime?.getTime() ?? Date.now() + per) - Date.now()
    throw tooMany(`Too many ${what}. Wait a minute, then try again.`, Math.max(1, Math.ceil(left / 1000)))
  }

  return {
    async begin(address, name) {
      const from = ipKeyGenerator(address)
      // The address first: it keeps one sender from filling the memory with names. What is refused there counts nowhere
      // else, so one address alone locks no name.
      const counted = new Map([[`address ${from}`, ofAddress]])
      if (name !== undefined) counted.set(`pair ${from} ${name}`, pair).set(`name ${name}`, ofName)
      for (const [key, most] of counted) await count(key, most)
      return async () => {
        for (const key of counted.keys()) await store.decrement(key)
      }
    },
    close: () => store.shutdown(),
  }
}

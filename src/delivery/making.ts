/**
 * Deliveries that this process claims as it makes them: while there is room and nothing older is due, a lead needs no
 * claim of its own.
 */
import type { Claimed } from '../ledger/claims.ts'
import type { Maker } from '../ledger/fan-out.ts'
import type { DeliveryContext } from './context.ts'
import type { InHand } from './in-hand.ts'
import type { LostClaims } from './lost-claims.ts'
import { type Served, slotsOf } from './served.ts'

export interface Making {
  /**
   * Has deliveries made. With room, they are claimed in the same statement, and their attempts begin.
   * @param counts how many deliveries each destination gets
   * @param store makes them, at each destination of `rooms` so many as claimed by this process
   * @returns those that it claimed
   */
  make(
    counts: ReadonlyMap<string, number>,
    store: (rooms: Maker['rooms']) => Promise<readonly Claimed[]>,
  ): Promise<void>
  /** Resolves when no delivery is being made. */
  ended(): Promise<unknown>
}

export interface MakingOptions {
  served: ReadonlyMap<string, Served>
  lost: LostClaims
  isClosed(): boolean
  inHand: Pick<InHand, 'begin' | 'goOn'>
}

/** Room that is kept while deliveries are made. */
interface Kept {
  one: Served
  room: number
  /** More deliveries are made than there is room for. */
  overfull: boolean
}

export function openMaking(context: DeliveryContext, { served, lost, isClosed, inHand }: MakingOptions): Making {
  const underWay = new Set<Promise<void>>()

  function keepRoom(counts: ReadonlyMap<string, number>): Kept[] {
    if (isClosed() || lost.any() || !context.lease.isHeld()) return []
    return [...counts].flatMap(([id, count]) => {
      const one = served.get(id)
      if (!one || one.atRate || one.wanted > 0 || one.ahead > 0) return []
      const room = Math.min(count, slotsOf(one))
      if (room <= 0) return []
      const overfull = room < count
      one.attempts += room
      if (overfull) one.ahead++
      return [{ one, room, overfull }]
    })
  }

  function give({ one, room, overfull }: Kept): void {
    one.attempts -= room
    if (overfull) one.ahead--
    inHand.goOn(one)
  }

  const make: Making['make'] = async (counts, store) => {
    const kept = keepRoom(counts)
    const mayLeave = context.lease.claiming()
    const stored = lost
      .watch(async () => {
        const claimed = await store(kept.map(({ one, room }) => ({ destination: one.id, room })))
        const { destinations, configVersion } = context.plan()
        for (const delivery of claimed) {
          const place = kept.find(({ one }) => one.id === delivery.destination)!
          place.room--
          const opened = destinations.get(delivery.destination)
          inHand.begin(place.one, { claimed: delivery, opened, configVersion, mayLeave, departed: true })
        }
      })
      .finally(() => kept.forEach(give))
    underWay.add(stored)
    await stored.finally(() => underWay.delete(stored))
  }

  return { make, ended: () => Promise.allSettled(underWay) }
}

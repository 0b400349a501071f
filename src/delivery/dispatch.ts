/**
 * Claims due deliveries as far as there is room, and starts their attempts. One claim at a time serves all
 * destinations: attempts end while a claim is written, so the next claim carries more.
 */
import { setImmediate as nextTick } from 'node:timers/promises'
import { retry } from '../async/retry.ts'
import type { Claims, Room } from '../ledger/claims.ts'
import type { MayLeave } from '../outside/claim.ts'
import type { DeliveryContext, Plan } from './context.ts'
import { openInHand } from './in-hand.ts'
import { openLostClaims } from './lost-claims.ts'
import { type Making, openMaking } from './making.ts'
import { newServed, type OneClaim, roomOf, type Served, slotsOf } from './served.ts'

export interface Dispatch {
  /** Serves these destinations from now on. Deliveries that are due at new destinations are claimed at once. */
  serve(destinations: Plan['destinations']): void
  /** Something is due at this destination. @returns false if this process does not serve it, or it has a rate */
  ring(destination: string): boolean
  hasRoom(destination: string): boolean
  /**
   * Allows one claim at a destination with a rate.
   * @param within milliseconds to wait for room
   */
  claimOne(destination: string, within: number): Promise<OneClaim>
  make: Making['make']
  /** Claims nothing more. Resolves when every claimed delivery has been attempted and recorded. */
  close(): Promise<void>
}

export interface DispatchOptions {
  /** The ledger could not be written; the claim is repeated. */
  onOutage(error: unknown): void
  /** An attempt could not be recorded, or its consequences failed. */
  onFailure(error: unknown): void
  /** There was no room for everything that is due: other workers may help. */
  onFull(destination: string): void
  /** Milliseconds until PostgreSQL has surely stopped a claim that was given up. @default 15_000 */
  lateCommitWithin?: number
  /** Milliseconds for which a claimed delivery may wait for a slot. Then it is given back. @default 400 */
  readyWithin?: number
}

/** Milliseconds; a timer of Node cannot be longer. */
const longestTimer = 2 ** 31 - 1

export function openDispatch(
  context: DeliveryContext,
  { onOutage, onFailure, onFull, lateCommitWithin = 15_000, readyWithin = 400 }: DispatchOptions,
): Dispatch {
  const served = new Map<string, Served>()
  let claiming: Promise<void> | undefined
  let reloads = 0
  let closed = false
  let rung: Promise<void> = Promise.resolve()
  const inHand = openInHand(context, {
    isClosed: () => closed,
    onFree(one) {
      if (roomOf(one) > 0) claimSoon()
    },
    onPutBack: () => lost.lookAgain(),
    onFailure,
    readyWithin,
  })
  const lost = openLostClaims(context, {
    inHand: () => inHand.ids(served.values()),
    onGivenBack,
    onLookAgain: claimSoon,
    lateCommitWithin,
  })

  /** The queue has others claim what this process cannot: it stops, the destination has a rate, or it is gone here. */
  function onGivenBack(destinations: readonly string[]): void {
    const others = destinations.filter((destination) => !ring(destination))
    if (others.length > 0) rung = context.queue.ring(others).catch(onFailure)
  }

  function claimSoon(): void {
    if (closed || claiming) return
    claiming = claimWhileDue()
      .catch((error: unknown) => {
        if (!context.stopping.aborted) onFailure(error)
      })
      .finally(() => {
        claiming = undefined
        if (context.stopping.aborted) closed = true
        if (lost.any() || [...served.values()].some((one) => roomOf(one) > 0)) claimSoon()
      })
  }

  async function claimWhileDue(): Promise<void> {
    // The rings of one tick of the event loop share a claim.
    await nextTick()
    while (!closed) {
      const asked = [...served.values()].filter((one) => roomOf(one) > 0)
      if (asked.length === 0 && !lost.any()) return
      await claimFor(asked)
    }
  }

  async function claimFor(asked: readonly Served[]): Promise<void> {
    for (const one of asked) one.ahead++
    try {
      await claimAndBegin(asked)
    } finally {
      for (const one of asked) one.ahead--
    }
  }

  async function claimAndBegin(asked: readonly Served[]): Promise<void> {
    const rooms = asked.map((one) => ({ destination: one.id, room: roomOf(one), departs: one.departs }))
    const before = asked.map((one) => {
      const { wanted } = one
      // A ring during the claim sets `wanted` again.
      one.wanted = wanted === Number.POSITIVE_INFINITY ? 0 : wanted - roomOf(one)
      return { wanted, waiting: one.waiting.splice(0) }
    })
    const asOf = reloads
    const { claimed, full, mayLeave } = await claimUnderLease(rooms)
    const byDestination = Map.groupBy(claimed, ({ destination }) => destination)
    const { destinations, configVersion } = context.plan()
    asked.forEach((one, at) => {
      const deliveries = byDestination.get(one.id) ?? []
      const opened = destinations.get(one.id)
      const works = deliveries.map((claimed) => ({ claimed, opened, configVersion, mayLeave, departed: false }))
      inHand.add(one, works)
      if (asOf !== reloads) inHand.putBack(one)
      const { wanted, waiting } = before[at]!
      // A reload may have given the destination a rate during the claim.
      if (wanted === Number.POSITIVE_INFINITY && full.has(one.id) && !one.atRate) {
        one.wanted = wanted
        onFull(one.id)
      }
      waiting.forEach((resolve, place) => {
        resolve(place < deliveries.length ? 'claimed' : 'nothing due')
      })
    })
  }

  function claimUnderLease(rooms: readonly Room[]): Promise<Claims & { mayLeave: MayLeave }> {
    const { lease, stopping } = context
    return retry(
      async () => {
        if (lost.any()) await lost.giveBack()
        await lease.held(stopping)
        const mayLeave = lease.claiming()
        return { ...(await lost.watch(() => context.claim(rooms))), mayLeave }
      },
      stopping,
      onOutage,
    )
  }

  const making = openMaking(context, { served, lost, isClosed: () => closed, inHand })

  function ring(destination: string): boolean {
    const one = served.get(destination)
    if (!one?.concurrency || one.atRate || closed) return false
    one.wanted = Number.POSITIVE_INFINITY
    if (roomOf(one) > 0) claimSoon()
    return true
  }

  return {
    serve(destinations) {
      // Attempts go by the new configuration, and by the new rate.
      reloads++
      served.forEach(inHand.putBack)
      for (const [id, one] of served) {
        if (destinations.has(id)) continue
        // If the destination comes back, its attempts under way must count towards its `concurrency`.
        if (one.attempts + one.recording === 0) served.delete(id)
        one.concurrency = 0
        for (const resolve of one.waiting.splice(0)) resolve('no room')
      }
      for (const [id, { policy, repeat }] of destinations) {
        const { concurrency, rate } = policy
        const settings = { concurrency, atRate: rate !== undefined, departs: repeat === 'doubles' }
        const known = served.get(id)
        if (known) Object.assign(known, settings, settings.atRate ? { wanted: known.waiting.length } : {})
        else served.set(id, newServed(id, settings))
        ring(id)
      }
    },
    ring,
    hasRoom(destination) {
      const one = served.get(destination)
      return one !== undefined && slotsOf(one) > 0
    },
    claimOne(destination, within) {
      const one = served.get(destination)
      if (!one?.concurrency || closed) return Promise.resolve('no room')
      one.wanted++
      return new Promise((resolve) => {
        const timer = setTimeout(giveUp, Math.min(within, longestTimer))
        one.waiting.push(answer)
        if (roomOf(one) > 0) claimSoon()

        function answer(outcome: OneClaim): void {
          clearTimeout(timer)
          resolve(outcome)
        }

        function giveUp(): void {
          const place = one?.waiting.indexOf(answer) ?? -1
          if (!one || place < 0) return
          one.waiting.splice(place, 1)
          one.wanted = Math.max(0, one.wanted - 1)
          resolve('no room')
        }
      })
    },
    make: making.make,
    async close() {
      closed = true
      for (const { waiting } of served.values()) for (const resolve of waiting.splice(0)) resolve('no room')
      await claiming
      await making.ended()
      served.forEach(inHand.putBack)
      if (lost.any()) await lost.giveBack(true).catch(onFailure)
      await rung
      await inHand.recorded()
    },
  }
}

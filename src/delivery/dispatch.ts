/**
 * Claims what is due as far as there is room for it, and has it attempted. One claim at a time, for all destinations
 * together: while it is written, attempts end, and the next claim carries more.
 */
import { setImmediate as nextTick } from 'node:timers/promises'
import { retry } from '../async/retry.ts'
import { type Claims, giveBack, type Room } from '../ledger/claims.ts'
import type { MayLeave } from '../outside/claim.ts'
import type { DeliveryContext, Plan } from './context.ts'
import { deliver, type Held } from './deliver.ts'

export interface Dispatch {
  /** From now on these destinations are served: what is due at the new ones is claimed at once. */
  serve(destinations: Plan['destinations']): void
  /** Something is due there. @returns false where it is not served here, or goes at a rate. */
  ring(destination: string): boolean
  hasRoom(destination: string): boolean
  /**
   * Allows one claim at a destination whose deliveries go at a rate. Resolves once there was room and the claim was made.
   * @returns whether a delivery was claimed.
   */
  claimOne(destination: string): Promise<boolean>
  /** Claims nothing more. Resolves when what is claimed has been attempted and recorded. */
  close(): Promise<void>
}

export interface DispatchOptions {
  /** The ledger could not be written; it is asked again. */
  onOutage(error: unknown): void
  /** An attempt could not be recorded, or what follows from it could not be done. */
  onFailure(error: unknown): void
  /** There was no room for all that is due: other workers may help. */
  onFull(destination: string): void
}

interface Served {
  id: string
  concurrency: number
  atRate: boolean
  departs: boolean
  attempts: number
  /** How many deliveries may be claimed: without a rate any number while something may be due. */
  wanted: number
  waiting: ((claimed: boolean) => void)[]
}

export function openDispatch(context: DeliveryContext, { onOutage, onFailure, onFull }: DispatchOptions): Dispatch {
  const served = new Map<string, Served>()
  /** What this worker claimed and has not recorded. */
  const inHand = new Map<string, Promise<void>>()
  let claiming: Promise<void> | undefined
  let closed = false
  /** The answer to a claim may have been lost: what it claimed is in no hand. */
  let unheard = false

  const roomOf = ({ concurrency, attempts, wanted }: Served) => Math.min(concurrency - attempts, wanted)

  function claimSoon(): void {
    if (closed || claiming) return
    claiming = claimWhileDue()
      .catch((error: unknown) => {
        if (!context.stopping.aborted) onFailure(error)
      })
      .finally(() => {
        claiming = undefined
        if (context.stopping.aborted) closed = true
        if ([...served.values()].some((one) => roomOf(one) > 0)) claimSoon()
      })
  }

  async function claimWhileDue(): Promise<void> {
    // The rings of one tick of the event loop share a claim.
    await nextTick()
    while (!closed) {
      const asked = [...served.values()].filter((one) => roomOf(one) > 0)
      if (asked.length === 0 || closed) return
      await claimFor(asked)
    }
  }

  async function claimFor(asked: readonly Served[]): Promise<void> {
    const rooms = asked.map((one) => ({ destination: one.id, room: roomOf(one), departs: one.departs }))
    const before = asked.map((one) => {
      const { wanted } = one
      // Set again by what rings while the claim is under way.
      one.wanted = wanted === Number.POSITIVE_INFINITY ? 0 : wanted - roomOf(one)
      return { wanted, waiting: one.waiting.splice(0) }
    })
    const { claimed, full, mayLeave } = await claimUnderLease(rooms)
    const byDestination = Map.groupBy(claimed, ({ destination }) => destination)
    const { destinations, configVersion } = context.plan()
    asked.forEach((one, at) => {
      const some = byDestination.get(one.id) ?? []
      for (const each of some) begin(one, { claimed: each, opened: destinations.get(one.id), configVersion, mayLeave })
      const { wanted, waiting } = before[at]!
      if (wanted === Number.POSITIVE_INFINITY && full.has(one.id)) {
        one.wanted = wanted
        onFull(one.id)
      }
      waiting.forEach((resolve, place) => {
        resolve(place < some.length)
      })
    })
  }

  function claimUnderLease(rooms: readonly Room[]): Promise<Claims & { mayLeave: MayLeave }> {
    const { db, worker, lease, stopping } = context
    return retry(
      async () => {
        if (unheard) for (const destination of await giveBack(db, worker, [...inHand.keys()])) ring(destination)
        await lease.held(stopping)
        const mayLeave = lease.claiming()
        unheard = true
        const claims = await context.claim(rooms)
        unheard = false
        return { ...claims, mayLeave }
      },
      stopping,
      onOutage,
    )
  }

  function begin(one: Served, held: Held): void {
    const { id } = held.claimed
    one.attempts++
    let leave = () => {
      leave = () => undefined
      one.attempts--
      if (roomOf(one) > 0) claimSoon()
    }
    // Where they go one by one, the next goes when all that follows from the last one is done.
    const recorded = deliver(context, held, () => one.concurrency > 1 && leave())
    const done = recorded.catch(onFailure).finally(() => {
      inHand.delete(id)
      leave()
    })
    inHand.set(id, done)
  }

  function ring(destination: string): boolean {
    const one = served.get(destination)
    if (!one?.concurrency || one.atRate || closed) return false
    one.wanted = Number.POSITIVE_INFINITY
    if (roomOf(one) > 0) claimSoon()
    return true
  }

  return {
    serve(destinations) {
      for (const [id, one] of served) {
        if (destinations.has(id)) continue
        // Until its attempts have ended it counts: should it come back, they are among its `concurrency`.
        if (one.attempts > 0) one.concurrency = 0
        else served.delete(id)
        for (const resolve of one.waiting.splice(0)) resolve(false)
      }
      for (const [id, { policy, repeat }] of destinations) {
        const { concurrency, rate } = policy
        const settings = { concurrency, atRate: rate !== undefined, departs: repeat === 'doubles' }
        const known = served.get(id)
        if (known) Object.assign(known, settings)
        else served.set(id, { id, ...settings, attempts: 0, wanted: 0, waiting: [] })
        ring(id)
      }
    },
    ring,
    hasRoom(destination) {
      const one = served.get(destination)
      return one !== undefined && one.attempts < one.concurrency
    },
    claimOne(destination) {
      const one = served.get(destination)
      if (!one?.concurrency || closed) return Promise.resolve(false)
      one.wanted++
      return new Promise((resolve) => {
        one.waiting.push(resolve)
        if (roomOf(one) > 0) claimSoon()
      })
    },
    async close() {
      closed = true
      for (const { waiting } of served.values()) for (const resolve of waiting.splice(0)) resolve(false)
      await claiming
      while (inHand.size > 0) await Promise.all(inHand.values())
    },
  }
}

/**
 * Deliveries that this worker has claimed and does not have in hand: the answer to the claim was lost with its
 * connection, or they were ready and are put back. Nothing of them was sent, so they are given back before anything else
 * is claimed. After a lost answer this is done once more when PostgreSQL has surely stopped a statement that was given up.
 */
import { giveBack } from '../ledger/claims.ts'
import type { DeliveryContext } from './context.ts'

export interface LostClaims {
  /** Whether deliveries may be claimed by this worker that it does not know of. */
  any(): boolean
  /** Runs a claim. No claim may be given back while `work` has not handed its deliveries to `inHand`. */
  watch<T>(work: () => Promise<T>): Promise<T>
  /** Something is no longer in hand: the next claim gives it back. */
  lookAgain(): void
  /**
   * Gives back what this worker does not know of. Claims under way end first. What a destination that is being changed
   * has is given back a moment later, because the claims of other destinations must not wait.
   * @param all waits for such a destination
   */
  giveBack(all?: boolean): Promise<void>
}

export interface LostClaimsOptions {
  /** Ids of the deliveries that this worker knows it has. */
  inHand(): Iterable<string>
  /** Deliveries are due again at these destinations. */
  onGivenBack(destinations: readonly string[]): void
  /** The next claim gives back once more. */
  onLookAgain(): void
  /** Milliseconds until PostgreSQL has surely stopped a claim that was given up. */
  lateCommitWithin: number
}

/** Milliseconds after which a delivery whose destination was being changed is given back. */
const leftFor = 100

export function openLostClaims(
  { db, worker }: Pick<DeliveryContext, 'db' | 'worker'>,
  { inHand, onGivenBack, onLookAgain, lateCommitWithin }: LostClaimsOptions,
): LostClaims {
  const underWay = new Set<Promise<unknown>>()
  /** The answer to a claim may have been lost. */
  let unanswered = false
  /**
   * Something may have to be given back: a claim that was given up may have been committed after its deliveries were
   * given back, or deliveries are no longer wanted.
   */
  let toGiveBack = false
  let givingBack = false

  function lookAgain(): void {
    toGiveBack = true
    onLookAgain()
  }

  return {
    any: () => unanswered || toGiveBack || givingBack,
    async watch(work) {
      const claim = work()
      underWay.add(claim)
      try {
        return await claim
      } catch (error) {
        unanswered = true
        throw error
      } finally {
        underWay.delete(claim)
      }
    },
    lookAgain,
    async giveBack(all = false) {
      givingBack = true
      try {
        await Promise.allSettled(underWay)
        const wasUnanswered = unanswered
        unanswered = true
        toGiveBack = false
        const { destinations, left } = await giveBack(db, worker, [...inHand()], all)
        onGivenBack(destinations)
        unanswered = false
        if (left) setTimeout(lookAgain, leftFor).unref()
        if (wasUnanswered) setTimeout(lookAgain, lateCommitWithin).unref()
      } finally {
        givingBack = false
      }
    },
  }
}

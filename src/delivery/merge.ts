/** Merges a person's repeat into the record of the earlier lead. */
import type { Delivery, Receipt } from '../connector.ts'
import { type DeliveryError, transient } from '../failure.ts'
import type { Claimed } from '../ledger/claims.ts'
import type { Earlier } from '../ledger/person-leads.ts'
import { map } from '../mapping/map.ts'
import { forUpdate } from '../mapping/update.ts'
import { hiddenBy } from './handling.ts'
import type { OpenDestination } from './open-destination.ts'
import { withNotes } from './receipt.ts'
import { type Depart, findOwn, leave, send } from './send.ts'

/** The person's earlier delivery to the same destination. */
export type FindEarlier = (claimed: Claimed) => Promise<Earlier | undefined>

export async function merge(
  opened: OpenDestination,
  claimed: Claimed,
  delivery: Delivery,
  findEarlier: FindEarlier,
  depart: Depart,
): Promise<Receipt> {
  const { destination } = opened
  const deliverAlone = async (why: string) => {
    await leave(opened, depart)
    return withNotes(await destination.deliver(delivery), [`${why}: delivered by itself`])
  }
  if (!destination.merge) {
    return withNotes(await send(opened, delivery, depart), [
      'the connector cannot merge: delivered like any other lead',
    ])
  }
  // An earlier attempt may have made a record of its own; a merge would then leave the person there twice.
  const own = await findOwn(opened, delivery)
  if (own) return own
  const earlier = await findEarlier(claimed).catch(ledgerAway)
  if (!earlier) return deliverAlone('no earlier record to merge it into')
  if (earlier.state !== 'delivered') throw notYet(earlier)
  const mapping = forUpdate(opened.mapping(claimed.route), hiddenBy(claimed.handling))
  const { fields } = map(delivery.lead, mapping)
  await leave(opened, depart)
  const receipt = await destination.merge({ ...delivery, fields }, earlier.reference)
  return receipt ?? deliverAlone('the earlier record is gone or closed')
}

const unknown = 'EARLIER_UNKNOWN'
const underWay = 'EARLIER_UNDER_WAY'
const unsettled = 'EARLIER_UNCERTAIN'

/** The lead waits for an earlier lead of its person: its attempt sends no request. */
export const earlierCodes: readonly string[] = [unknown, underWay, unsettled]

/** Milliseconds that a repeat waits, at least and at most, until its next attempt. */
const shortestWait = 15_000
const longestWait = 600_000

/** Nothing was sent, so the failure is transient and needs no person. */
function ledgerAway(cause: unknown): never {
  const message =
    'The ledger did not answer whether an earlier lead of this person was sent there; the next attempt asks again'
  throw transient({ message, code: unknown, planned: true, retryAt: new Date(Date.now() + shortestWait), cause })
}

function notYet({ delivery, state, dueIn }: Earlier): DeliveryError {
  const now = Date.now()
  if (state === 'uncertain') {
    const message =
      `An earlier lead of this person is uncertain there (delivery ${delivery}): look that delivery up, or settle it. ` +
      'If it arrived, this lead is merged into the earlier record; otherwise it is delivered by itself'
    return transient({ message, code: unsettled, planned: true, retryAt: new Date(now + longestWait) })
  }
  const message =
    'An earlier lead of this person is still being delivered there; then this lead is merged into its record'
  const wait = Math.min(Math.max(dueIn, shortestWait), longestWait)
  return transient({ message, code: underWay, planned: true, retryAt: new Date(now + wait) })
}

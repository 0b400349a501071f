/** A repeat of a person, on its way into the record of the earlier lead. */
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
  const alone = async (why: string) => {
    await leave(opened, depart)
    return withNotes(await destination.deliver(delivery), [`${why}: delivered by itself`])
  }
  if (!destination.merge) {
    return withNotes(await send(opened, delivery, depart), ['the connector has no merge: delivered as any lead'])
  }
  // An earlier try may have been delivered by itself: merged now, the person would be there twice.
  const own = await findOwn(opened, delivery)
  if (own) return own
  const earlier = await findEarlier(claimed).catch(ledgerAway)
  if (!earlier) return alone('no earlier record to merge it into')
  if (earlier.state !== 'delivered') throw notYet(earlier)
  const mapping = forUpdate(opened.mapping(claimed.route), hiddenBy(claimed.handling))
  const { fields } = map(delivery.lead, mapping)
  await leave(opened, depart)
  const receipt = await destination.merge({ ...delivery, fields }, earlier.reference)
  return receipt ?? alone('the earlier record is gone or closed')
}

const unknown = 'EARLIER_UNKNOWN'
const underWay = 'EARLIER_UNDER_WAY'
const unsettled = 'EARLIER_UNCERTAIN'

/** A lead that waits for its person's earlier one: its try asks no far end. */
export const earlierCodes: readonly string[] = [unknown, underWay, unsettled]

/** How long a repeat waits, at least and at most, before it asks again for the delivery it is to be merged with. */
const soon = 15_000
const late = 600_000

/** Nothing was sent: no reason to ask a person whether it arrived. */
function ledgerAway(cause: unknown): never {
  const message = 'The ledger could not tell whether an earlier lead of this person went there; asked again soon'
  throw transient({ message, code: unknown, planned: true, retryAt: new Date(Date.now() + soon), cause })
}

function notYet({ delivery, state, dueIn }: Earlier): DeliveryError {
  const now = Date.now()
  if (state === 'uncertain') {
    const message =
      `An earlier lead of this person is uncertain there (delivery ${delivery}): replay or cancel that one. ` +
      'Delivered, this one is merged into it; cancelled, this one goes by itself'
    return transient({ message, code: unsettled, planned: true, retryAt: new Date(now + late) })
  }
  const message = 'An earlier lead of this person is on its way there; this one is merged into it afterwards'
  const wait = Math.min(Math.max(dueIn, soon), late)
  return transient({ message, code: underWay, planned: true, retryAt: new Date(now + wait) })
}

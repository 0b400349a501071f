/** Routes leads without deliveries again, by today's routes. A destination that has a lead does not get it again. */

import type { DeliveryContext } from '../delivery/context.ts'
import { indexed } from '../lead/indexed.ts'
import type { Lead } from '../lead/lead.ts'
import { audit } from '../ledger/audit.ts'
import {
  type NowReadable,
  type StrandedFilter,
  storeRead,
  takeForRouting,
  type UnreadableLead,
  unreadableLeads,
} from '../ledger/reroute.ts'

export interface Rerouted {
  /** Leads that wait for their routes again. */
  taken: number
  /** Among `taken`: leads that could not be read before. */
  nowReadable: number
  /** Leads that still cannot be read. */
  stillUnreadable: number
}

/** Reads a stored body as its source reads bodies today. @returns undefined if it holds no lead */
export type ReadAgain = (
  source: string,
  raw: Buffer,
  arrival: { id: string; received: Date; offer: string | undefined },
) => Lead | undefined

const batch = 500

export async function reroute(
  context: DeliveryContext,
  actor: string,
  filter: StrandedFilter,
  read: ReadAgain,
): Promise<Rerouted> {
  const taken = await takeRead(context, filter)
  const { nowReadable, stillUnreadable } = filter.state.includes('unreadable')
    ? await takeUnreadable(context, filter, read)
    : { nowReadable: 0, stillUnreadable: 0 }
  const result = { taken: taken + nowReadable, nowReadable, stillUnreadable }
  // Without the filter, because it may name a person.
  await audit(context.db, { actor, action: 'reroute', subject: filter.state.join(','), detail: result })
  return result
}

async function takeRead(context: DeliveryContext, filter: StrandedFilter): Promise<number> {
  let taken = 0
  for (let after: string | undefined; ; ) {
    const ids = await takeForRouting(context.db, filter, after, batch)
    taken += ids.length
    await offer(context, ids)
    if (ids.length < batch) return taken
    after = ids.at(-1)
  }
}

async function takeUnreadable(context: DeliveryContext, filter: StrandedFilter, read: ReadAgain) {
  const result = { nowReadable: 0, stillUnreadable: 0 }
  for (let after: string | undefined; ; ) {
    const found = await unreadableLeads(context.db, filter, after, batch)
    const readable = found.flatMap((lead) => readAgain(lead, read))
    const ids = await storeRead(context.db, readable)
    result.nowReadable += ids.length
    result.stillUnreadable += found.length - ids.length
    await offer(context, ids)
    if (found.length < batch) return result
    after = found.at(-1)?.id
  }
}

/** A failure of the queue is only logged, because the reconciler finds leads that are still `received`. */
export async function offer({ queue, log }: DeliveryContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await queue.leads(ids).catch((err) => log.warn({ err, leads: ids.length }, 'the queue did not take leads to route'))
}

function readAgain({ id, source, raw, received_at, offer }: UnreadableLead, read: ReadAgain): NowReadable[] {
  const lead = read(source, raw, { id, received: received_at, offer: offer || undefined })
  if (!lead) return []
  const { raw: _raw, ...stored } = lead
  return [{ id, lead: stored, ...indexed(lead), test: lead.test }]
}

/** Tells whether a lead is a repeat of the same person's earlier lead. Fan-out and dry runs use it. */
import { type RawBuilder, sql } from 'kysely'
import type { DeliveryState } from './states.ts'

/** States of deliveries that reached a destination, or still may. */
const activeStates = [
  'queued',
  'sending',
  'waiting',
  'held',
  'delivered',
  'uncertain',
] as const satisfies readonly DeliveryState[]

/**
 * SQL over `leads l`: `p` is a lead of the same person for the same offer. Only the index by e-mail fits this
 * condition. In a ledger without statistics the planner could choose the index by offer, and read all leads of an
 * offer.
 */
export const samePerson = sql`p.email = l.email and p.email <> '' and (p.offer = l.offer) is true and p.test = l.test`

/** How many of a person's newest leads are read at most, because a sender may send any number of them. */
const leadsRead = 100

/**
 * SQL over `leads l`: the `id` of the person's last lead for the same offer before it that reached a destination, or
 * still may. A lead after one that reached no destination is no repeat. Else it would be lost if repeats are
 * suppressed.
 * @param within milliseconds between the two leads at most.
 * @param beingRouted leads that are routed together with it, so that their destinations are not known yet.
 */
export function lastActiveLead(within: number, beingRouted: readonly string[] = []): RawBuilder<{ id: string }> {
  return sql`
    select went.id from (
      select p.id, p.repeat_of from leads p
      where ${samePerson} and p.id < l.id
        and p.received_at >= l.received_at - ${within} * interval '1 ms' and p.lead is not null
      order by p.id desc limit ${leadsRead}
    ) p cross join lateral (
      -- A lead that was suppressed as a repeat names the earlier lead.
      select w.id from leads w
      where w.id in (p.id, p.repeat_of) and w.received_at >= l.received_at - ${within} * interval '1 ms'
        and ((w.state = 'received' and w.id <> all(${beingRouted}::uuid[])) or exists (
          select from deliveries d where d.lead_id = w.id and d.state = any(${activeStates})))
      order by w.id desc limit 1
    ) went
    order by p.id desc limit 1`
}

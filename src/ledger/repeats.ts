/** Whether a person was here before: asked when a lead is routed, and when a dry run tells what would come of it. */
import { type RawBuilder, sql } from 'kysely'
import type { DeliveryState } from './states.ts'

/** States of deliveries that reached somebody, or still may. */
const going = [
  'queued',
  'sending',
  'waiting',
  'held',
  'delivered',
  'uncertain',
] as const satisfies readonly DeliveryState[]

/**
 * Over `leads l`: `p` is a lead of the same person for the same offer. Written so that only the index by e-mail fits: in a
 * ledger without statistics the one by offer looks as good, and all leads of an offer would be read for each.
 */
export const samePerson = sql`p.email = l.email and p.email <> '' and (p.offer = l.offer) is true and p.test = l.test`

/** How many of a person's leads are looked at, the last first: a sender may make any number that go nowhere. */
const looks = 100

/**
 * Over `leads l`, the `id` of the same person's last lead before it, for the same offer and within so many milliseconds,
 * that reached somebody or is on its way. Who reached nobody is no repeat, or would be lost where repeats are suppressed.
 * @param beside leads that are about to be routed: where they go is not known yet
 */
export function lastActiveLead(within: number, beside: readonly string[] = []): RawBuilder<{ id: string }> {
  return sql`
    select went.id from (
      select p.id, p.repeat_of from leads p
      where ${samePerson} and p.id < l.id
        and p.received_at >= l.received_at - ${within} * interval '1 ms' and p.lead is not null
      order by p.id desc limit ${looks}
    ) p cross join lateral (
      -- One that was suppressed as a repeat names the lead that went.
      select w.id from leads w
      where w.id in (p.id, p.repeat_of) and w.received_at >= l.received_at - ${within} * interval '1 ms'
        and ((w.state = 'received' and w.id <> all(${beside}::uuid[])) or exists (
          select from deliveries d where d.lead_id = w.id and d.state = any(${going})))
      order by w.id desc limit 1
    ) went
    order by p.id desc limit 1`
}

import type { AnyState } from './state.tsx'

/** The most pressing first: what a lead is, if its deliveries are not all of one state. */
const order: readonly AnyState[] = [
  'held',
  'uncertain',
  'rejected',
  'exhausted',
  'waiting',
  'sending',
  'queued',
  'cancelled',
  'delivered',
]

/** The state under which a lead is shown, the same in lists and on its page: that of its most pressing delivery. */
export function stateOfLead(lead: { state: AnyState; deliveries: readonly { state: AnyState }[] }): AnyState {
  if (lead.state === 'erased') return lead.state
  return order.find((state) => lead.deliveries.some((one) => one.state === state)) ?? lead.state
}

import type { Answer } from '../../hub/client.ts'

/** What an act needs to know of a delivery. */
export type Open = Pick<
  Answer<'get /deliveries'>['items'][number],
  'id' | 'etag' | 'state' | 'destination' | 'mayBeThere' | 'erased'
>

/** Whether the far end may have the record, so that it can be settled, and looked up if its lead is there. */
export function isOpen({ state, mayBeThere }: Pick<Open, 'state' | 'mayBeThere'>): boolean {
  return state === 'uncertain' || (mayBeThere && state !== 'sending' && state !== 'delivered')
}

import type { Answer } from '../../hub/client.ts'

/** What an act needs to know of a delivery. */
export type Open = Pick<
  Answer<'get /deliveries'>['items'][number],
  'id' | 'etag' | 'state' | 'destination' | 'mayBeThere'
>

/** Whether the far end may have the record, so that it can be looked up and settled. */
export function isOpen({ state, mayBeThere }: Pick<Open, 'state' | 'mayBeThere'>): boolean {
  return state === 'uncertain' || (mayBeThere && state !== 'sending' && state !== 'delivered')
}

/** A destination that this process serves. */
export interface Served {
  id: string
  concurrency: number
  atRate: boolean
  departs: boolean
  /** Attempts under way, and the room that is kept for deliveries that are being made. */
  attempts: number
  /** A claim is under way, or deliveries are being made for which there is no room: newer ones must wait for them. */
  ahead: number
  /** How many deliveries may be claimed. Without a rate: infinity while something may be due, else 0. */
  wanted: number
  waiting: ((outcome: OneClaim) => void)[]
}

/** `no room`: another worker may have room, or this worker no longer serves the destination. */
export type OneClaim = 'claimed' | 'nothing due' | 'no room'

export function roomOf({ concurrency, attempts, wanted }: Served): number {
  return Math.min(concurrency - attempts, wanted)
}

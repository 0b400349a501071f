export const leadStates = ['received', 'routed', 'unrouted', 'unreadable', 'suppressed', 'erased'] as const
export type LeadState = (typeof leadStates)[number]

export const deliveryStates = [
  'queued',
  'sending',
  'delivered',
  'waiting',
  'held',
  'rejected',
  'uncertain',
  'exhausted',
  'cancelled',
] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** Of a record at a far end whose person asked to be erased. */
export const erasureStates = ['pending', 'erased', 'absent', 'by-hand', 'failed'] as const
export type ErasureState = (typeof erasureStates)[number]

export const destinationStates = ['open', 'held', 'resting', 'paused'] as const
export type DestinationState = (typeof destinationStates)[number]

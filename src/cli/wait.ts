import { setTimeout as pause } from 'node:timers/promises'
import type { Answer } from '../client/operations.ts'
import type { Client } from './client.ts'

export type LeadDetail = Answer<'get /leads/{id}'>
export type Delivery = LeadDetail['deliveries'][number]

/** Milliseconds between two looks at the hub. */
const pollMs = 200

/** Whether the state will not change soon. */
export function hasEnded({ state }: { state: string }): boolean {
  return state !== 'queued' && state !== 'sending' && state !== 'waiting'
}

/** Waits until all deliveries of a lead have ended, at most this long. @param seen called for each ended delivery */
export async function waitForLead(
  client: Client,
  id: string,
  seconds: number,
  seen: (delivery: Delivery) => void,
): Promise<LeadDetail> {
  const reported = new Set<string>()
  for (const until = Date.now() + seconds * 1000; ; await pause(pollMs)) {
    const lead = await client.call('get /leads/{id}', { params: { id } })
    for (const delivery of lead.deliveries) {
      if (reported.has(delivery.id) || !hasEnded(delivery)) continue
      reported.add(delivery.id)
      seen(delivery)
    }
    const open = lead.state === 'received' || !lead.deliveries.every(hasEnded)
    if (!open || Date.now() >= until) return lead
  }
}

export async function waitForDelivery(
  client: Client,
  id: string,
  seconds: number,
): Promise<Answer<'get /deliveries/{id}'>> {
  for (const until = Date.now() + seconds * 1000; ; await pause(pollMs)) {
    const delivery = await client.call('get /deliveries/{id}', { params: { id } })
    if (hasEnded(delivery) || Date.now() >= until) return delivery
  }
}

type Erasure = Answer<'get /erasures/{id}'>

/** Waits until the erasure is done, or until only far ends are left that the hub asks again later, perhaps in hours. */
export async function waitForErasure(client: Client, id: string): Promise<Erasure> {
  for (;;) {
    const now = await client.call('get /erasures/{id}', { params: { id } })
    const pending = now.items.filter(({ state }) => state === 'pending')
    const waits = now.erased === now.leads && pending.length > 0 && pending.every(({ tries }) => tries > 0)
    if (now.state === 'done' || waits) return now
    await pause(pollMs)
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { deliveryDetailShape, type deliveryShape } from '../api/shapes/delivery.ts'
import { leadDetailShape } from '../api/shapes/lead.ts'
import type { Client } from './client.ts'

export type Delivery = z.output<typeof deliveryShape>
export type LeadDetail = z.output<typeof leadDetailShape>

const look = 200

/** States in which nothing more is to be expected soon. */
export function hasEnded({ state }: { state: string }): boolean {
  return state !== 'queued' && state !== 'sending' && state !== 'waiting'
}

/** Waits until all deliveries of a lead have an end, at most this long. @param seen told of each once it has */
export async function followLead(
  client: Client,
  id: string,
  seconds: number,
  seen: (delivery: Delivery) => void,
): Promise<LeadDetail> {
  const told = new Set<string>()
  for (const until = Date.now() + seconds * 1000; ; await pause(look)) {
    const lead = await client.get(`/leads/${id}`, leadDetailShape)
    for (const delivery of lead.deliveries) {
      if (told.has(delivery.id) || !hasEnded(delivery)) continue
      told.add(delivery.id)
      seen(delivery)
    }
    const open = lead.state === 'received' || !lead.deliveries.every(hasEnded)
    if (!open || Date.now() >= until) return lead
  }
}

export async function followDelivery(
  client: Client,
  id: string,
  seconds: number,
): Promise<z.output<typeof deliveryDetailShape>> {
  for (const until = Date.now() + seconds * 1000; ; await pause(look)) {
    const delivery = await client.get(`/deliveries/${id}`, deliveryDetailShape)
    if (hasEnded(delivery) || Date.now() >= until) return delivery
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import type { z } from 'zod'
import { erasureDetailShape } from '../api/shapes/erasure.ts'
import type { Client } from './client.ts'

type Erasure = z.output<typeof erasureDetailShape>

const look = 300

/** Waits until it is done, or until all that is left waits for a far end's next try: that may take hours. */
export async function followErasure(client: Client, id: string): Promise<Erasure> {
  for (;;) {
    const now = await client.get(`/erasures/${id}`, erasureDetailShape)
    const open = now.items.filter(({ state }) => state === 'pending')
    const waits = now.erased === now.leads && open.length > 0 && open.every(({ tries }) => tries > 0)
    if (now.state === 'done' || waits) return now
    await pause(look)
  }
}

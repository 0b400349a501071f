import { z } from 'zod'
import type { Memory } from '../../src/connector.ts'

export interface Entry {
  readonly id: string
  readonly text: string
}

const slotShape = z.object({ window: z.number(), id: z.string(), text: z.string() })

// Few rings of slots, used again and again, keep the memory small; each slot names its window, so a leftover is known.
export function openSlots(memory: Memory) {
  const countOf = (ring: number) => `digest:slots:${ring}`
  const slotOf = (ring: number, n: number) => `digest:slot:${ring}:${n}`

  async function all<T>(ring: number, each: (key: string) => Promise<T>): Promise<T[]> {
    const count = await memory.add(countOf(ring), 0)
    const done: T[] = []
    for (let n = 1; n <= count; n += 50) {
      const some = Array.from({ length: Math.min(50, count - n + 1) }, (_, i) => each(slotOf(ring, n + i)))
      done.push(...(await Promise.all(some)))
    }
    return done
  }

  return {
    async put(window: number, ring: number, entry: Entry): Promise<void> {
      const n = await memory.add(countOf(ring), 1)
      await memory.set(slotOf(ring, n), JSON.stringify({ window, ...entry }))
    },

    /** The window's entries, each once, in the order they came; `own` is among them whatever became of its slot. */
    async take(window: number, ring: number, own: Entry): Promise<Entry[]> {
      const held = await all(ring, (key) => memory.get(key))
      const limit = held.flatMap((text) => slotIn(text) ?? [])
      const entries = limit.filter((slot) => slot.window === window)
      const byId = new Map(entries.map(({ id, text }) => [id, { id, text }]))
      return [...byId.set(own.id, own).values()]
    },

    /** Blanks the window's slots and those of older ones, which nobody fixed in time: their deliveries join a later window. */
    async clear(window: number, ring: number): Promise<void> {
      const kept = await all(ring, async (key) => {
        const slot = slotIn(await memory.get(key))
        if (slot && slot.window > window) return true
        if (slot) await memory.set(key, '')
        return false
      })
      if (!kept.includes(true)) await memory.add(countOf(ring), -kept.length)
    },
  }
}

function slotIn(text: string | undefined) {
  return text ? slotShape.parse(JSON.parse(text)) : undefined
}

/**
 * The entries of a window's leads, until their digest takes them. Four rings of slots are used again and again, so the
 * memory stays small; each slot names its window, so a leftover is recognised.
 */
import { z } from 'zod'
import type { Memory } from '../../src/connector.ts'

export interface Entry {
  /** The delivery's. */
  readonly id: string
  readonly text: string
}

const slotShape = z.object({ window: z.number(), id: z.string(), text: z.string() })

/** @param every length of a window, in ms. */
export function openEntries(memory: Memory, every: number) {
  const ringOf = (window: number) => (window / every) % 4
  const countOf = (window: number) => `digest:slots:${ringOf(window)}`
  const slotOf = (window: number, n: number) => `digest:slot:${ringOf(window)}:${n}`

  async function forEachSlot<T>(window: number, work: (key: string) => Promise<T>): Promise<T[]> {
    const count = await memory.add(countOf(window), 0)
    const results: T[] = []
    for (let n = 1; n <= count; n += 50) {
      const some = Array.from({ length: Math.min(50, count - n + 1) }, (_, i) => work(slotOf(window, n + i)))
      results.push(...(await Promise.all(some)))
    }
    return results
  }

  return {
    async put(window: number, entry: Entry): Promise<void> {
      const n = await memory.add(countOf(window), 1)
      await memory.set(slotOf(window, n), JSON.stringify({ window, ...entry }))
    },

    /** The window's entries, each once, in the order they came; `own` is among them whatever became of its slot. */
    async read(window: number, own: Entry): Promise<Entry[]> {
      const slots = (await forEachSlot(window, (key) => memory.get(key))).map(slotIn)
      const entries = slots.flatMap((slot) => (slot?.window === window ? { id: slot.id, text: slot.text } : []))
      const byId = new Map(entries.map((entry) => [entry.id, entry]))
      return [...byId.set(own.id, own).values()]
    },

    /** Blanks the slots of this window and of older windows that no digest took: their deliveries join a later window. */
    async clear(window: number): Promise<void> {
      const inUse = await forEachSlot(window, async (key) => {
        const slot = slotIn(await memory.get(key))
        if (slot && slot.window > window) return true
        if (slot) await memory.set(key, '')
        return false
      })
      if (!inUse.includes(true)) await memory.add(countOf(window), -inUse.length)
    },
  }
}

function slotIn(text: string | undefined) {
  return text ? slotShape.parse(JSON.parse(text)) : undefined
}

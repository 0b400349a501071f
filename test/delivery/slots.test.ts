import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { openSlots, type Slots, SlotsClosed } from '../../src/delivery/slots.ts'

/** Runs deliveries 1 … `amount`; the tests end the tries. */
function watch(slots: Slots, amount: number) {
  const claimed: number[] = []
  const tried: number[] = []
  const ends = new Map<number, () => void>()
  const all = Array.from({ length: amount }, (_, at) =>
    slots.run(
      async () => {
        claimed.push(at + 1)
        return at + 1
      },
      (one) => {
        tried.push(one)
        return new Promise<number>((resolve) => ends.set(one, () => resolve(one)))
      },
    ),
  )
  async function end(...some: number[]) {
    for (const one of some) ends.get(one)?.()
    await nextTurn()
  }
  return { claimed, tried, end, all: Promise.all(all) }
}

/** A far end that has just answered at once. */
async function answered(slots: Slots): Promise<Slots> {
  await slots.run(
    async () => 0,
    async () => 0,
  )
  return slots
}

afterEach(() => void vi.useRealTimers())

it('so many are claimed and tried at once, the others in the order they asked', async () => {
  const { claimed, tried, end, all } = watch(openSlots(2, 0), 4)
  await nextTurn()
  expect([claimed, tried]).toEqual([
    [1, 2],
    [1, 2],
  ])
  await end(2)
  expect([claimed, tried]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
  await end(1, 3)
  await end(4)
  expect(await all).toEqual([1, 2, 3, 4])
})

it('while the far end answers quickly, some are claimed ahead; no more are tried for it', async () => {
  const { claimed, tried, end, all } = watch(await answered(openSlots(2, 1)), 5)
  await nextTurn()
  expect([claimed, tried]).toEqual([
    [1, 2, 3],
    [1, 2],
  ])
  await end(1)
  expect([claimed, tried]).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3],
  ])
  await end(2, 3)
  await end(4, 5)
  await all
})

it('nothing is claimed ahead for a far end that has not answered yet, or answers slowly', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  const slots = openSlots(1, 3)
  const { claimed, end, all } = watch(slots, 2)
  await nextTurn()
  expect(claimed).toEqual([1])
  vi.advanceTimersByTime(300)
  await end(1)
  expect(claimed).toEqual([1, 2])
  const third = watch(slots, 1)
  await nextTurn()
  expect(third.claimed).toEqual([])
  await end(2)
  await third.end(1)
  await Promise.all([all, third.all])
})

it('what cannot be claimed, and what throws, leaves its place to the next', async () => {
  const slots = openSlots(1, 0)
  const fault = new Error('away')
  const refused = slots.run(
    () => Promise.reject(fault),
    async () => 'never',
  )
  const gone = slots.run(
    async () => undefined,
    async () => 'never',
  )
  const broken = slots.run(
    async () => 1,
    () => Promise.reject(fault),
  )
  const good = slots.run(
    async () => 2,
    async (two) => two,
  )
  await expect(refused).rejects.toBe(fault)
  expect(await gone).toBeUndefined()
  await expect(broken).rejects.toBe(fault)
  expect(await good).toBe(2)
})

it('after the close nothing more is claimed; what is, is tried', async () => {
  const slots = await answered(openSlots(1, 1))
  const { claimed, tried, end, all } = watch(slots, 4)
  const ended = all.catch((error: unknown) => error)
  await nextTurn()
  slots.close()
  expect(await ended).toBeInstanceOf(SlotsClosed)
  await end(1)
  await end(2)
  expect([claimed, tried]).toEqual([
    [1, 2],
    [1, 2],
  ])
  await expect(answered(slots)).rejects.toThrow(SlotsClosed)
})

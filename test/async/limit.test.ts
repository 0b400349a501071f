import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { type Limit, LimitClosed, openLimit } from '../../src/async/limit.ts'

/** Runs deliveries 1 … `amount`; the tests end the tries. */
function watch(limit: Limit, amount: number) {
  const claimed: number[] = []
  const attempted: number[] = []
  const ends = new Map<number, () => void>()
  const all = Array.from({ length: amount }, (_, at) =>
    limit.run(
      async () => {
        claimed.push(at + 1)
        return at + 1
      },
      (one) => {
        attempted.push(one)
        return new Promise<number>((resolve) => ends.set(one, () => resolve(one)))
      },
    ),
  )
  async function end(...some: number[]) {
    for (const one of some) ends.get(one)?.()
    await nextTurn()
  }
  return { claimed, tried: attempted, end, all: Promise.all(all) }
}

it('so many are claimed and tried at once, the others in the order they asked', async () => {
  const { claimed, tried: attempted, end, all } = watch(openLimit(2), 4)
  await nextTurn()
  expect([claimed, attempted]).toEqual([
    [1, 2],
    [1, 2],
  ])
  await end(2)
  expect([claimed, attempted]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
  await end(1, 3)
  await end(4)
  expect(await all).toEqual([1, 2, 3, 4])
})

it('what cannot be claimed, and what throws, leaves its place to the next', async () => {
  const limit = openLimit(1)
  const fault = new Error('away')
  const refused = limit.run(
    () => Promise.reject(fault),
    async () => 'never',
  )
  const gone = limit.run(
    async () => undefined,
    async () => 'never',
  )
  const broken = limit.run(
    async () => 1,
    () => Promise.reject(fault),
  )
  const good = limit.run(
    async () => 2,
    async (two) => two,
  )
  await expect(refused).rejects.toBe(fault)
  expect(await gone).toBeUndefined()
  await expect(broken).rejects.toBe(fault)
  expect(await good).toBe(2)
})

it('after the close nothing more is claimed; what is, is tried', async () => {
  const limit = openLimit(2)
  const { claimed, tried: attempted, end, all } = watch(limit, 4)
  const ended = all.catch((error: unknown) => error)
  await nextTurn()
  limit.close()
  expect(await ended).toBeInstanceOf(LimitClosed)
  await end(1, 2)
  expect([claimed, attempted]).toEqual([
    [1, 2],
    [1, 2],
  ])
  await expect(watch(limit, 1).all).rejects.toThrow(LimitClosed)
})

import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { batch } from '../../src/async/batch.ts'
import { openConcurrencyLimit } from '../../src/async/concurrency-limit.ts'
import { seeded } from '../random.ts'

/** A flush that ends when the test says so. */
function slow() {
  const batches: number[][] = []
  const ends: (() => void)[] = []
  const flush = (items: number[]) => {
    batches.push(items)
    return new Promise<number[]>((resolve) => ends.push(() => resolve(items.map((n) => n * 10))))
  }
  return { batches, flush, end: () => ends.shift()?.() }
}

const sqlError = (code: string) => Object.assign(new Error('refused'), { code })

it('flushes items that are added at the same time together, and returns each its own result', async () => {
  const batches: number[][] = []
  const add = batch(
    async (items: number[]) => {
      batches.push(items)
      return items.map((n) => n * 10)
    },
    { most: 100 },
  )
  expect(await Promise.all([1, 2, 3].map(add))).toEqual([10, 20, 30])
  expect(batches).toEqual([[1, 2, 3]])
})

it('collects items that come during a flush for the next flush', async () => {
  const { batches, flush, end } = slow()
  const add = batch(flush, { most: 100 })
  const first = add(1)
  await nextTurn()
  const later = [add(2), add(3)]
  await nextTurn()
  expect(batches).toEqual([[1]])
  end()
  expect(await first).toBe(10)
  await nextTurn()
  expect(batches).toEqual([[1], [2, 3]])
  end()
  expect(await Promise.all(later)).toEqual([20, 30])
})

it('flushes no more than `most` items at once, and starts no more flushes than its limit allows', async () => {
  const { batches, flush, end } = slow()
  const add = batch(flush, { most: 2, limit: openConcurrencyLimit(2) })
  const all = Promise.all([1, 2, 3, 4, 5].map(add))
  await nextTurn()
  await nextTurn()
  expect(batches).toEqual([
    [1, 2],
    [3, 4],
  ])
  end()
  await nextTurn()
  expect(batches).toHaveLength(3)
  end()
  end()
  expect(await all).toEqual([10, 20, 30, 40, 50])
})

describe('a flush that fails', () => {
  const failing = (error: unknown) => {
    const batches: number[][] = []
    const add = batch(
      async (items: number[]) => {
        batches.push(items)
        if (items.includes(13)) throw error
        return items
      },
      { most: 100 },
    )
    return { batches, add }
  }

  it.each([
    ['22P05', 'a value the database cannot keep'],
    ['23505', 'a constraint'],
    ['54000', 'a limit of the database'],
  ])('for one bad item (%s, %s) fails only that item', async (code) => {
    const { add } = failing(sqlError(code))
    const results = await Promise.allSettled([1, 13, 2].map(add))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it.each([TypeError, RangeError])('for an item that cannot be serialised (%o) fails only that item', async (Fault) => {
    const { add } = failing(new Fault('refused'))
    const results = await Promise.allSettled([1, 13, 2].map(add))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  it.each(['57P01', '08006', '53300', 'ECONNREFUSED', 'ECONNRESET'])(
    'for an outage (%s) fails all items at once, without a flush for each',
    async (code) => {
      const { add, batches } = failing(sqlError(code))
      const results = await Promise.allSettled([1, 13, 2].map(add))
      expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
      expect(batches).toHaveLength(1)
    },
  )

  it('works again afterwards', async () => {
    const { add } = failing(sqlError('57P01'))
    await expect(add(13)).rejects.toThrow('refused')
    expect(await add(1)).toBe(1)
  })

  it('before it returns a promise fails like any other', async () => {
    const add = batch(
      () => {
        throw sqlError('57P01')
      },
      { most: 10 },
    )
    await expect(add(1)).rejects.toThrow('refused')
    await add.settled()
  })
})

describe('settled', () => {
  it('resolves at once when nothing is under way', async () => {
    await batch(async (items: number[]) => items, { most: 1 }).settled()
  })

  it('waits for all items that were added, failures included', async () => {
    const done: number[] = []
    const add = batch(
      async (items: number[]) => {
        await nextTurn()
        done.push(...items)
        if (done.length > 2) throw new Error('late')
        return items
      },
      { most: 1, limit: openConcurrencyLimit(2) },
    )
    const all = [1, 2, 3].map((n) => add(n).catch(() => undefined))
    await add.settled()
    expect(done.sort()).toEqual([1, 2, 3])
    await Promise.all(all)
  })
})

describe('two batches that share a limit', () => {
  it('flush alternately, and each collects items during the other’s flush', async () => {
    const limit = openConcurrencyLimit(1)
    const order: string[] = []
    const ends: (() => void)[] = []
    const flush = (name: string) => async (items: number[]) => {
      order.push(`${name}${items.join()}`)
      await new Promise<void>((resolve) => ends.push(resolve))
      return items
    }
    const [one, two] = [batch(flush('one'), { most: 9, limit }), batch(flush('two'), { most: 9, limit })]
    const endFlush = async () => {
      ends.shift()?.()
      await nextTurn()
      await nextTurn()
    }
    const all = [one(1), two(1), one(2)]
    await nextTurn()
    all.push(two(2), one(3))
    await nextTurn()
    expect(order).toEqual(['one1,2'])
    await endFlush()
    expect(order).toEqual(['one1,2', 'two1,2'])
    await endFlush()
    expect(order).toEqual(['one1,2', 'two1,2', 'one3'])
    await endFlush()
    expect(await Promise.all(all)).toEqual([1, 1, 2, 2, 3])
  })

  it('are settled only when none of their items waits for the limit', async () => {
    const limit = openConcurrencyLimit(1)
    const ends: (() => void)[] = []
    const done: string[] = []
    const flush = (name: string) => async (items: number[]) => {
      await new Promise<void>((resolve) => ends.push(resolve))
      done.push(`${name}${items.join()}`)
      return items
    }
    const [one, two] = [batch(flush('one'), { most: 9, limit }), batch(flush('two'), { most: 9, limit })]
    const all = [one(1), two(1)]
    await nextTurn()
    all.push(one(2))
    await nextTurn()
    const settled = one.settled().then(() => done.push('settled'))
    for (let flushes = 0; flushes < 3; flushes++) {
      ends.shift()?.()
      await nextTurn()
      await nextTurn()
    }
    await settled
    expect(done).toEqual(['one1', 'two1', 'one2', 'settled'])
    await Promise.all(all)
  })

  it('both go on after a flush that failed', async () => {
    const limit = openConcurrencyLimit(1)
    const bad = batch(
      async (): Promise<number[]> => {
        throw new Error('refused')
      },
      { most: 1, limit },
    )
    const good = batch(async (items: number[]) => items, { most: 1, limit })
    const [failed, done] = await Promise.allSettled([bad(1), good(2)])
    expect([failed.status, done.status]).toEqual(['rejected', 'fulfilled'])
  })
})

it('with any mixture of arrivals, every item is flushed exactly once and gets its own result', async () => {
  const random = seeded(6)
  const flushed: number[] = []
  const add = batch(
    async (items: number[]) => {
      for (let turns = random.below(4); turns > 0; turns--) await nextTurn()
      flushed.push(...items)
      return items.map((n) => n * 10)
    },
    { most: 7, limit: openConcurrencyLimit(3) },
  )
  const answers: Promise<number>[] = []
  for (let n = 0; n < 500; n++) {
    answers.push(add(n))
    if (random.next() < 0.3) await nextTurn()
  }
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 500 }, (_, n) => n * 10))
  expect(flushed.sort((a, b) => a - b)).toEqual(Array.from({ length: 500 }, (_, n) => n))
})

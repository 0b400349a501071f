import { describe, expect, it } from 'vitest'
import { retry } from '../../src/async/retry.ts'

describe('persist', () => {
  it('gives the result of the first try that succeeds, and tells of every failure before it', async () => {
    const told: unknown[] = []
    let tries = 0
    const result = await retry(
      async () => {
        if (++tries < 3) throw new Error(`no ${tries}`)
        return 'done'
      },
      new AbortController().signal,
      (error) => told.push((error as Error).message),
    )
    expect(result).toBe('done')
    expect(told).toEqual(['no 1', 'no 2'])
  })
})

describe('when the hub stops', () => {
  it('work under way is finished', async () => {
    const stop = new AbortController()
    const work = retry(
      async () => {
        stop.abort()
        return 'done'
      },
      stop.signal,
      () => undefined,
    )
    expect(await work).toBe('done')
  })

  it('a wait ends at once, one more try is made, and then its error is thrown', async () => {
    const stop = new AbortController()
    let tries = 0
    const work = retry(
      async () => {
        tries++
        // Long waits lie between later tries; the abort must not wait for them.
        if (tries === 3) setTimeout(() => stop.abort(), 5)
        throw new Error(`failure ${tries}`)
      },
      stop.signal,
      () => undefined,
    )
    await expect(work).rejects.toThrow('failure 4')
    expect(tries).toBe(4)
  })

  it('before the first try, one try is made', async () => {
    let tries = 0
    const work = retry(
      async () => {
        tries++
        throw new Error('away')
      },
      AbortSignal.abort(),
      () => undefined,
    )
    await expect(work).rejects.toThrow('away')
    expect(tries).toBe(1)
  })
})

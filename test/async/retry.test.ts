import { describe, expect, it } from 'vitest'
import { retry } from '../../src/async/retry.ts'

describe('retry', () => {
  it('returns the result of the first attempt that succeeds, and reports every failure before it', async () => {
    const told: unknown[] = []
    let attempts = 0
    const result = await retry(
      async () => {
        if (++attempts < 3) throw new Error(`no ${attempts}`)
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

  it('a wait ends at once, one more attempt is made, and then its error is thrown', async () => {
    const stop = new AbortController()
    let attempts = 0
    const work = retry(
      async () => {
        attempts++
        // The waits between later attempts are long, and the abort must not wait for them.
        if (attempts === 3) setTimeout(() => stop.abort(), 5)
        throw new Error(`failure ${attempts}`)
      },
      stop.signal,
      () => undefined,
    )
    await expect(work).rejects.toThrow('failure 4')
    expect(attempts).toBe(4)
  })

  it('before the first attempt, one attempt is made', async () => {
    let attempts = 0
    const work = retry(
      async () => {
        attempts++
        throw new Error('away')
      },
      AbortSignal.abort(),
      () => undefined,
    )
    await expect(work).rejects.toThrow('away')
    expect(attempts).toBe(1)
  })
})

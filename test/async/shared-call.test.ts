import { AsyncLocalStorage } from 'node:async_hooks'
import { describe, expect, it } from 'vitest'
import { sharedCall } from '../../src/async/shared-call.ts'

describe('work that several callers wait for', () => {
  it('is done once, and all callers get its result', async () => {
    let done = 0
    const join = sharedCall('a token', async () => ++done)
    expect(await Promise.all([join(), join(), join()])).toEqual([1, 1, 1])
    expect(await join()).toBe(2)
  })

  it('goes on when the first caller leaves, and is aborted when the last does', async () => {
    let signal: AbortSignal | undefined
    const join = sharedCall('a token', (given) => {
      signal = given
      return new Promise<string>(() => undefined)
    })
    const [first, second] = [new AbortController(), new AbortController()]
    const waiting = [join(first.signal), join(second.signal)].map((one) => one.catch((error: Error) => error.message))
    first.abort()
    expect(signal?.aborted).toBe(false)
    second.abort()
    expect(signal?.aborted).toBe(true)
    expect(await Promise.all(waiting)).toEqual(Array(2).fill('Aborted while waiting for a token; nothing was sent'))
  })

  it('runs outside the context of every caller', async () => {
    const scope = new AsyncLocalStorage<string>()
    const join = sharedCall('a token', async () => scope.getStore())
    expect(await scope.run('of the first caller', () => join())).toBeUndefined()
  })
})

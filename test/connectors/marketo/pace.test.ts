import { describe, expect, test } from 'vitest'
import { openPace, waitBefore } from '../../../connectors/marketo/pace.ts'
import { failureOf } from './opened.ts'

describe('the window', () => {
  test.for([
    ['nothing was called', [], 3, 1_000, 0],
    ['there is room', [100, 200], 3, 1_000, 0],
    ['it is full: until the first leaves', [100, 200, 300], 3, 1_000, 19_100],
    ['more were called than are allowed now', [100, 200, 300, 400], 2, 1_000, 19_300],
    ['the first has just left', [100, 200, 300], 3, 20_100, 0],
    ['the first leaves in a moment', [100, 200, 300], 3, 20_099, 1],
    ['long ago', [100, 200, 300], 3, 90_000, 0],
  ] as const)('%s', ([, begun, calls, now, wait]) => {
    expect(waitBefore(begun, calls, now)).toBe(wait)
  })
})

describe('the pace', () => {
  const moment = () => ({ now: () => new Date(0), signal: AbortSignal.timeout(5_000) })
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  test('lets so many fly at once and the others in the order they came', async () => {
    const pace = openPace()
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
    const begun: number[] = []
    const done = gates.map(({ promise }, at) =>
      pace.run({ flights: 2, calls: 100 }, moment(), async () => {
        begun.push(at)
        await promise
      }),
    )
    await turn()
    expect(begun).toEqual([0, 1])
    gates[1]?.resolve()
    await turn()
    expect(begun).toEqual([0, 1, 2])
    for (const gate of gates) gate.resolve()
    await Promise.all(done)
    expect(begun).toEqual([0, 1, 2, 3])
  })

  test('frees the flight of work that failed', async () => {
    const pace = openPace()
    const limits = { flights: 1, calls: 100 }
    await expect(pace.run(limits, moment(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await expect(pace.run(limits, moment(), async () => 'flew')).resolves.toBe('flew')
  })

  test('ends a wait at the signal: nothing was sent, and those behind move up', async () => {
    const pace = openPace()
    const limits = { flights: 1, calls: 100 }
    const gate = Promise.withResolvers<void>()
    const first = pace.run(limits, moment(), () => gate.promise)
    const shutdown = new AbortController()
    const second = failureOf(pace.run(limits, { ...moment(), signal: shutdown.signal }, async () => 'flew'))
    const third = pace.run(limits, moment(), async () => 'flew')
    shutdown.abort()
    expect(await second).toMatchObject({ class: 'transient', detail: { planned: true } })
    gate.resolve()
    await first
    await expect(third).resolves.toBe('flew')
  })

  test('does not begin when the signal was given before', async () => {
    const failure = await failureOf(
      openPace().run({ flights: 1, calls: 1 }, { ...moment(), signal: AbortSignal.abort() }, async () => 'flew'),
    )
    expect(failure.class).toBe('transient')
  })
})

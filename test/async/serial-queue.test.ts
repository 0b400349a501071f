import { expect, test } from 'vitest'
import { openSerialQueue } from '../../src/async/serial-queue.ts'

const never = new AbortController().signal
const told = (result: Promise<unknown>) => result.catch((error: { detail: { code: string } }) => error.detail.code)

test('pieces of work do not overlap, and a failure does not stop the next piece', async () => {
  const run = openSerialQueue('X')
  const log: string[] = []
  const piece = (name: string, fail = false) =>
    run(never, async () => {
      log.push(`${name} begins`)
      await Promise.resolve()
      log.push(`${name} ends`)
      if (fail) throw new Error(name)
    })
  const [first, second] = await Promise.allSettled([piece('a', true), piece('b')])
  expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled'])
})

test('work that is aborted while it waits leaves at once, and never begins', async () => {
  const run = openSerialQueue('X')
  const { promise: blocked, resolve: unblock } = Promise.withResolvers<void>()
  const first = run(never, () => blocked)
  const stop = new AbortController()
  let begun = false
  const second = told(run(stop.signal, async () => void (begun = true)))
  stop.abort()
  expect(await second).toBe('ABORTED')
  unblock()
  await first
  await run(never, async () => undefined)
  expect(begun).toBe(false)
})

test('work that has begun is finished', async () => {
  const run = openSerialQueue('X')
  const stop = new AbortController()
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
  const { promise: blocked, resolve: unblock } = Promise.withResolvers<string>()
  const result = run(stop.signal, () => {
    begin()
    return blocked
  })
  await begun
  stop.abort()
  unblock('done')
  expect(await result).toBe('done')
})

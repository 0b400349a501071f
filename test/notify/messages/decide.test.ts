import { expect, test } from 'vitest'
import { configuration, rejected, transient, uncertain } from '../../../src/failure.ts'
import { decideMessage, type MessageCircumstances } from '../../../src/notify/messages/decide.ts'

const now = new Date('2026-11-29T10:00:00Z')
const usual: MessageCircumstances = {
  ...{ kind: 'alert', attempts: 1, age: 0, probes: 0, stopping: false, now },
  retry: { first: 10_000, most: 600_000, within: 86_400_000 },
}
const message = 'no'

test.each([
  [1, 10_000],
  [2, 30_000],
  [3, 90_000],
  [9, 600_000],
])('after attempt %d it waits %d ms', (attempts, retryIn) => {
  const decision = decideMessage(transient({ message }), { ...usual, attempts })
  expect(decision).toEqual({ state: 'waiting', retryIn, channelFails: true })
})

test('the far end’s own moment counts, within the longest wait', () => {
  const asked = (ms: number) => transient({ message, retryAt: new Date(now.getTime() + ms) })
  expect(decideMessage(asked(120_000), usual).retryIn).toBe(120_000)
  expect(decideMessage(asked(7_200_000), usual).retryIn).toBe(600_000)
})

test('what may have arrived is sent again, unlike a lead', () => {
  expect(decideMessage(uncertain({ message }), usual).state).toBe('waiting')
})

test('a message is given up after its time, and when it is refused', () => {
  expect(decideMessage(transient({ message }), { ...usual, age: 86_400_000 }).state).toBe('exhausted')
  expect(decideMessage(rejected({ message }), usual).state).toBe('exhausted')
})

test('wrong settings hold the channel; it is tried again ever more rarely', () => {
  const after = (probes: number) => decideMessage(configuration({ message }), { ...usual, probes })
  expect(after(0)).toEqual({ state: 'held', retryIn: 60_000, channelFails: true })
  expect(after(2).retryIn).toBe(240_000)
  expect(after(40).retryIn).toBe(1_800_000)
})

test('a reader whose mail is refused is no failure of the channel', () => {
  expect(decideMessage(rejected({ message }), { ...usual, kind: 'contact' }).channelFails).toBe(false)
  expect(decideMessage(configuration({ message }), { ...usual, kind: 'contact' }).channelFails).toBe(true)
})

test('a stop is no attempt', () => {
  const decision = decideMessage(uncertain({ message }), { ...usual, stopping: true })
  expect(decision).toEqual({ state: 'queued', retryIn: 0, channelFails: false })
})

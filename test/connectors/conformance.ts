/**
 * The battery every connector passes, against a real server: call `conformance(connector, start)` from the connector's
 * test. What a far end cannot do (a failure class it does not know) is skipped, and the skip says so.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connector } from '../../src/connector.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { conformingErase } from './conformance-erase.ts'
import { conformingFacts } from './conformance-facts.ts'
import { conformingMerge } from './conformance-merge.ts'
import { conformingPreview } from './conformance-preview.ts'
import { again, hostileLeads } from './sample.ts'
import { watchSockets } from './tools.ts'
import { startTrial, type Trial } from './trial.ts'

export function conformance(connector: Connector, start: () => Promise<FarEnd>): void {
  describe(`conformance of ${connector.type}`, () => {
    conformingFacts(connector)
    describe('at work', () => conformingWork(connector, start))
  })
}

function conformingWork(connector: Connector, start: () => Promise<FarEnd>): void {
  let trial: Trial

  beforeEach(async () => {
    trial = await startTrial(connector, start)
  })
  afterEach(() => trial.end())

  describe('preview', () => conformingPreview(() => trial))
  describe('merge', () => conformingMerge(() => trial))
  describe('erase', () => conformingErase(() => trial))

  test('opening is pure: no connection, no promise, each destination its own', async () => {
    const sockets = watchSockets()
    const [first, second] = [trial.open(), trial.open()]
    expect(first).not.toBeInstanceOf(Promise)
    await new Promise((resolve) => setImmediate(resolve))
    sockets.stop()
    expect(sockets.made() + trial.tools.reduce((sum, tools) => sum + tools.outgoing(), 0)).toBe(0)
    await first.close?.()
    trial.tools[0]?.http.close()
    await trial.proven(second.deliver(trial.delivery()))
  })

  test('a delivery leaves exactly one record and brings its receipt', async () => {
    const before = await trial.records()
    await trial.proven(trial.open().deliver(trial.delivery()))
    expect(await trial.records()).toBe(before + 1)
  })

  test('the same delivery again, in this process or after a restart, leaves one record', async ({ skip }) => {
    skip(trial.repeat === 'doubles', 'a repeat doubles at this far end, and the connector says so')
    const [destination, sent] = [trial.open(), trial.delivery()]
    const first = await trial.proven(destination.deliver(sent))
    const outcomes = ['created', 'updated', 'already-there', ...(first.outcome === 'accepted' ? ['accepted'] : [])]
    expect(outcomes).toContain((await trial.proven(destination.deliver(again(sent)))).outcome)
    expect(outcomes).toContain((await trial.proven(trial.open().deliver(sent))).outcome)
    expect(await trial.records()).toBe(1)
  })

  test('the same delivery twice at once leaves one record', async ({ skip }) => {
    skip(trial.repeat === 'doubles', 'a repeat doubles at this far end, and the connector says so')
    const [destination, sent] = [trial.open(), trial.delivery()]
    await Promise.all([sent, again(sent)].map((each) => trial.proven(destination.deliver(each))))
    expect(await trial.records()).toBe(1)
  })

  const told = ['transient', 'configuration', 'rejected'] as const
  test.for(told)('a %s failure is told as such, and passes', async (kind, { skip }) => {
    const provoke = trial.farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const [destination, sent] = [trial.open(), trial.delivery()]
    provoke()
    expect((await trial.failed(destination.deliver(sent))).class).toBe(kind)
    expect(await trial.records()).toBe(0)
    trial.farEnd.calm()
    await trial.proven(destination.deliver({ ...again(sent), mayBeThere: false }))
    expect(await trial.records()).toBe(1)
  })

  test('a lost reply is uncertain; looking or repeating settles it with one record', async ({ skip }) => {
    const provoke = trial.farEnd.provoke.uncertain ?? skip('this far end cannot lose a reply')
    const [destination, sent] = [trial.open(), trial.delivery()]
    provoke()
    expect((await trial.failed(destination.deliver(sent))).class).toBe('uncertain')
    await vi.waitFor(async () => expect(await trial.records()).toBe(1))
    trial.farEnd.calm()
    if (destination.find) await trial.proven(destination.find(again(sent)))
    if (trial.repeat === 'harmless') await trial.proven(destination.deliver(again(sent)))
    expect(await trial.records()).toBe(1)
  })

  test('what was never sent is not found', async ({ skip }) => {
    const destination = trial.open()
    skip(!destination.find, 'this connector cannot look')
    expect(await destination.find?.(trial.delivery())).toBeUndefined()
  })

  test('a check writes nothing', async ({ skip }) => {
    const destination = trial.open()
    skip(!destination.check, 'this connector has no check')
    await destination.check?.(AbortSignal.timeout(20_000))
    expect(await trial.records()).toBe(0)
  })

  test('what the far end describes are fields with names of their own', async ({ skip }) => {
    const destination = trial.open()
    skip(!destination.describe, 'this far end describes nothing')
    const fields = (await destination.describe?.(AbortSignal.timeout(20_000))) ?? []
    expect(fields.length).toBeGreaterThan(0)
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how) => {
    const destination = trial.open()
    trial.farEnd.misbehave(how)
    await trial.failed(destination.deliver(trial.delivery()))
    if (destination.check) await trial.failed(destination.check(AbortSignal.timeout(20_000)))
    if (destination.find) await trial.failed(destination.find(again(trial.delivery())))
  })

  test('a far end that hangs ends at the deadline', async () => {
    const destination = trial.open()
    trial.farEnd.misbehave('hang')
    const began = performance.now()
    const soon = () => AbortSignal.timeout(150)
    const error = await trial.failed(destination.deliver(trial.delivery({ signal: soon() })))
    expect(['transient', 'uncertain']).toContain(error.class)
    if (destination.check) await trial.failed(destination.check(soon()))
    if (destination.find) await trial.failed(destination.find(trial.delivery({ signal: soon() })))
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('shutdown in mid-flight ends the delivery at once', async () => {
    const sockets = watchSockets()
    const shutdown = new AbortController()
    const destination = trial.open()
    trial.farEnd.misbehave('hang')
    const outcome = trial.failed(destination.deliver(trial.delivery({ signal: shutdown.signal })))
    await vi.waitFor(() => expect(sockets.made()).toBeGreaterThan(0))
    sockets.stop()
    const began = performance.now()
    shutdown.abort()
    expect(['transient', 'uncertain']).toContain((await outcome).class)
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('nothing is sent after the deadline', async () => {
    const late = trial.open().deliver(trial.delivery({ signal: AbortSignal.abort() }))
    expect((await trial.failed(late)).class).toBe('transient')
    expect(await trial.records()).toBe(0)
  })

  test('ten deliveries at once all arrive, each once', async () => {
    const destination = trial.open()
    const sent = Array.from({ length: 10 }, () => trial.delivery())
    await Promise.all(sent.map((each) => trial.proven(destination.deliver(each))))
    expect(await trial.records()).toBe(10)
  })

  test.for(Object.entries(hostileLeads))('a lead of %s arrives or is rejected', async ([, lead]) => {
    // Mapping, too, may refuse a lead.
    const outcome = (async () => trial.open().deliver(trial.delivery({}, lead())))()
    const [settled] = await Promise.allSettled([outcome])
    const arrived = settled?.status === 'fulfilled'
    if (arrived) await trial.proven(outcome)
    else expect((await trial.failed(outcome)).class).toBe('rejected')
    expect(await trial.records()).toBe(arrived ? 1 : 0)
  })

  test('closing lets every connection go', async () => {
    const sockets = watchSockets()
    const destination = trial.open()
    await trial.proven(destination.deliver(trial.delivery()))
    await destination.close?.()
    await destination.close?.()
    trial.tools[0]?.http.close()
    await vi.waitFor(() => expect(sockets.open()).toBe(0))
    sockets.stop()
    expect(sockets.made()).toBeGreaterThan(0)
  })
}

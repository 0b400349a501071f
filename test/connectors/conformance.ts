/**
 * The battery every connector passes, against a real server: call `conformance(connector, start)` from the connector's
 * test. What a far end cannot do (a failure class it does not know) is skipped, and the skip says so.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connector, Usage } from '../../src/connector.ts'
import { fieldDoubts } from '../../src/mapping/far-fields.ts'
import { compileMapping } from '../../src/mapping/map.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { type Conformance, startConformance } from './conformance-context.ts'
import { conformingErase } from './conformance-erase.ts'
import { conformingFacts } from './conformance-facts.ts'
import { conformingMerge } from './conformance-merge.ts'
import { conformingPresent } from './conformance-present.ts'
import { conformingPreview } from './conformance-preview.ts'
import { again, hostileLeads } from './sample.ts'
import { watchSockets } from './tools.ts'

export function conformance(connector: Connector, start: () => Promise<FarEnd>): void {
  describe(`conformance of ${connector.type}`, () => {
    conformingFacts(connector)
    describe('at work', () => conformingWork(connector, start))
  })
}

function conformingWork(connector: Connector, start: () => Promise<FarEnd>): void {
  let context: Conformance

  beforeEach(async () => {
    context = await startConformance(connector, start)
  })
  afterEach(() => context.end())

  describe('preview', () => conformingPreview(() => context))
  describe('merge', () => conformingMerge(() => context))
  describe('erase', () => conformingErase(() => context))
  describe('present', () => conformingPresent(() => context))

  /** A connector may know its quotas without asking; if it asks, it fails as a delivery does. */
  async function unlessKnown(usage: Promise<readonly Usage[]> | undefined): Promise<void> {
    const known = await usage?.catch(() => undefined)
    if (known) expect(known.length).toBeGreaterThan(0)
    else if (usage) await context.failed(usage)
  }

  test('opening is pure: no connection, no promise, each destination its own', async () => {
    const sockets = watchSockets()
    const [first, second] = [context.open(), context.open()]
    expect(first).not.toBeInstanceOf(Promise)
    await new Promise((resolve) => setImmediate(resolve))
    sockets.stop()
    expect(sockets.made() + context.tools.reduce((sum, tools) => sum + tools.outgoing(), 0)).toBe(0)
    await first.close?.()
    context.tools[0]?.http.close()
    await context.proven(second.deliver(context.delivery()))
  })

  test('a delivery leaves exactly one record and brings its receipt', async () => {
    const before = await context.records()
    await context.proven(context.open().deliver(context.delivery()))
    expect(await context.records()).toBe(before + 1)
  })

  test('the same delivery again, in this process or after a restart, leaves one record', async ({ skip }) => {
    skip(context.repeat === 'doubles', 'a repeat doubles at this far end, and the connector says so')
    const [destination, sent] = [context.open(), context.delivery()]
    const first = await context.proven(destination.deliver(sent))
    const outcomes = ['created', 'updated', 'already-there', ...(first.outcome === 'accepted' ? ['accepted'] : [])]
    expect(outcomes).toContain((await context.proven(destination.deliver(again(sent)))).outcome)
    expect(outcomes).toContain((await context.proven(context.open().deliver(sent))).outcome)
    expect(await context.records()).toBe(1)
  })

  test('the same delivery twice at once leaves one record', async ({ skip }) => {
    skip(context.repeat === 'doubles', 'a repeat doubles at this far end, and the connector says so')
    const [destination, sent] = [context.open(), context.delivery()]
    await Promise.all([sent, again(sent)].map((each) => context.proven(destination.deliver(each))))
    expect(await context.records()).toBe(1)
  })

  const told = ['transient', 'configuration', 'rejected'] as const
  test.for(told)('a %s failure is told as such, and passes', async (kind, { skip }) => {
    const provoke = context.farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const [destination, sent] = [context.open(), context.delivery()]
    provoke()
    expect((await context.failed(destination.deliver(sent))).class).toBe(kind)
    expect(await context.records()).toBe(0)
    context.farEnd.calm()
    await context.proven(destination.deliver({ ...again(sent), mayBeThere: false }))
    expect(await context.records()).toBe(1)
  })

  test('a lost reply is uncertain; looking or repeating settles it with one record', async ({ skip }) => {
    const provoke = context.farEnd.provoke.uncertain ?? skip('this far end cannot lose a reply')
    const [destination, sent] = [context.open(), context.delivery()]
    provoke()
    expect((await context.failed(destination.deliver(sent))).class).toBe('uncertain')
    await vi.waitFor(async () => expect(await context.records()).toBe(1))
    context.farEnd.calm()
    if (destination.find) await context.proven(destination.find(again(sent)))
    if (context.repeat === 'harmless') await context.proven(destination.deliver(again(sent)))
    expect(await context.records()).toBe(1)
  })

  test('what was never sent is not found', async ({ skip }) => {
    const destination = context.open()
    skip(!destination.find, 'this connector cannot look')
    expect(await destination.find?.(context.delivery())).toBeUndefined()
  })

  test('a check writes nothing', async ({ skip }) => {
    const destination = context.open()
    skip(!destination.check, 'this connector has no check')
    await destination.check?.(AbortSignal.timeout(20_000))
    expect(await context.records()).toBe(0)
  })

  test('what the far end describes are fields with names of their own', async ({ skip }) => {
    const destination = context.open()
    skip(!destination.describe, 'this far end describes nothing')
    const fields = (await destination.describe?.(AbortSignal.timeout(20_000))) ?? []
    expect(fields.length).toBeGreaterThan(0)
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
    // The default mapping asks for no field that is not there.
    const doubts = fieldDoubts(compileMapping(connector.fields), fields, connector.fields)
    expect(doubts.filter(({ doubt }) => doubt !== 'cut')).toEqual([])
  })

  test('what is used of the far end’s quotas is told in whole numbers, and nothing is written', async ({ skip }) => {
    const destination = context.open()
    skip(!destination.usage, 'this far end tells no quota')
    const told = (await destination.usage?.(AbortSignal.timeout(20_000))) ?? []
    expect(told.length).toBeGreaterThan(0)
    expect(new Set(told.map(({ quota }) => quota)).size).toBe(told.length)
    for (const { used, limit = used, at } of told) {
      expect([Number.isInteger(used), Number.isInteger(limit), at]).toEqual([true, true, expect.any(Date)])
      expect(limit).toBeGreaterThanOrEqual(used)
    }
    expect(await context.records()).toBe(0)
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how) => {
    const destination = context.open()
    context.farEnd.misbehave(how)
    await context.failed(destination.deliver(context.delivery()))
    if (destination.check) await context.failed(destination.check(AbortSignal.timeout(20_000)))
    if (destination.find) await context.failed(destination.find(again(context.delivery())))
    await unlessKnown(destination.usage?.(AbortSignal.timeout(20_000)))
  })

  test('a far end that hangs ends at the deadline', async () => {
    const destination = context.open()
    context.farEnd.misbehave('hang')
    const began = performance.now()
    const soon = () => AbortSignal.timeout(150)
    const error = await context.failed(destination.deliver(context.delivery({ signal: soon() })))
    expect(['transient', 'uncertain']).toContain(error.class)
    if (destination.check) await context.failed(destination.check(soon()))
    if (destination.find) await context.failed(destination.find(context.delivery({ signal: soon() })))
    await unlessKnown(destination.usage?.(soon()))
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('shutdown in mid-flight ends the delivery at once', async () => {
    const sockets = watchSockets()
    const shutdown = new AbortController()
    const destination = context.open()
    context.farEnd.misbehave('hang')
    const outcome = context.failed(destination.deliver(context.delivery({ signal: shutdown.signal })))
    await vi.waitFor(() => expect(sockets.made()).toBeGreaterThan(0))
    sockets.stop()
    const began = performance.now()
    shutdown.abort()
    expect(['transient', 'uncertain']).toContain((await outcome).class)
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  test('nothing is sent after the deadline', async () => {
    const late = context.open().deliver(context.delivery({ signal: AbortSignal.abort() }))
    expect((await context.failed(late)).class).toBe('transient')
    expect(await context.records()).toBe(0)
  })

  test('ten deliveries at once all arrive, each once', async () => {
    const destination = context.open()
    const sent = Array.from({ length: 10 }, () => context.delivery())
    await Promise.all(sent.map((each) => context.proven(destination.deliver(each))))
    expect(await context.records()).toBe(10)
  })

  test.for(Object.entries(hostileLeads))('a lead of %s arrives or is rejected', async ([, lead]) => {
    // Mapping, too, may refuse a lead.
    const outcome = (async () => context.open().deliver(context.delivery({}, lead())))()
    const [settled] = await Promise.allSettled([outcome])
    const arrived = settled?.status === 'fulfilled'
    if (arrived) await context.proven(outcome)
    else expect((await context.failed(outcome)).class).toBe('rejected')
    expect(await context.records()).toBe(arrived ? 1 : 0)
  })

  test('closing lets every connection go', async () => {
    const sockets = watchSockets()
    const destination = context.open()
    await context.proven(destination.deliver(context.delivery()))
    await destination.close?.()
    await destination.close?.()
    context.tools[0]?.http.close()
    await vi.waitFor(() => expect(sockets.open()).toBe(0))
    sockets.stop()
    expect(sockets.made()).toBeGreaterThan(0)
  })
}

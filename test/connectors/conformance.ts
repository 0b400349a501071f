/**
 * The battery every connector passes, against a real server: call `conformance(connector, start)` from the connector's
 * test. What a far end cannot do (a failure class it does not know) is skipped, and the skip says so.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Connector, Delivery, Destination, Receipt } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { conformingFacts } from './conformance-facts.ts'
import { again, deliveryOf, hostileLeads, personal, sampleLead } from './sample.ts'
import { type TestTools, toolsFor, watchSockets } from './tools.ts'

export function conformance(connector: Connector, start: () => Promise<FarEnd>): void {
  describe(`conformance of ${connector.type}`, () => {
    conformingFacts(connector)
    describe('at work', () => conformingWork(connector, start))
  })
}

function conformingWork(connector: Connector, start: () => Promise<FarEnd>): void {
  let farEnd: FarEnd
  let settings: Record<string, unknown>
  let opened: { destination: Destination; tools: TestTools }[]
  /** All that an operator or a log could read, and all that must not be in it. */
  let readable: string[]
  let mustNotShow: string[]

  beforeEach(async () => {
    farEnd = await start()
    settings = connector.settings.parse(farEnd.settings)
    opened = []
    readable = []
    mustNotShow = farEnd.secrets.filter((secret) => secret !== '')
  })

  afterEach(async () => {
    for (const { destination, tools } of opened) {
      await destination.close?.()
      tools.http.close()
      readable.push(...tools.logged)
    }
    await farEnd.close()
    for (const text of readable) {
      for (const hidden of mustNotShow) expect(text.includes(hidden), `"${hidden}" shows in: ${text}`).toBe(false)
    }
  })

  function open(): Destination {
    const tools = toolsFor('crm-under-test')
    const destination = connector.open(settings, tools)
    opened.push({ destination, tools })
    return destination
  }

  function delivery(lead = sampleLead(), overrides: Partial<Delivery> = {}): Delivery {
    mustNotShow.push(...personal(lead))
    return deliveryOf(connector, lead, overrides)
  }

  async function proven(result: Promise<Receipt>): Promise<Receipt> {
    const receipt = await result
    readable.push(JSON.stringify(receipt))
    expect(['created', 'updated', 'already-there', 'accepted']).toContain(receipt.outcome)
    return receipt
  }

  async function failed(result: Promise<unknown>): Promise<DeliveryError> {
    const error = await result.then(
      (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    )
    if (!(error instanceof DeliveryError)) throw new Error('not a DeliveryError', { cause: error })
    const { message, code, problem, retryAt, everyLead, probe } = error.detail
    readable.push(`${message} ${code} ${problem}`)
    expect(message).toMatch(/\w+ \w+/)
    expect(message).not.toMatch(/undefined|\[object|NaN|https?:\/\/\S+[/?]\S/)
    if (error.class !== 'transient') expect([retryAt, everyLead ?? false]).toEqual([undefined, false])
    if (error.class !== 'configuration') expect(probe ?? true).toBe(true)
    if (problem) expect(connector.problems.map(({ id }) => id)).toContain(problem)
    return error
  }

  const repeat = () => (typeof connector.repeat === 'function' ? connector.repeat(settings) : connector.repeat)
  const records = async () => await farEnd.records()

  test('opening is pure: no connection, no promise, each destination its own', async () => {
    const sockets = watchSockets()
    const [first, second] = [open(), open()]
    expect(first).not.toBeInstanceOf(Promise)
    await new Promise((resolve) => setImmediate(resolve))
    sockets.stop()
    expect(sockets.made() + opened.reduce((sum, { tools }) => sum + tools.outgoing(), 0)).toBe(0)
    await first.close?.()
    opened[0]?.tools.http.close()
    await proven(second.deliver(delivery()))
  })

  test('a delivery leaves exactly one record and brings its receipt', async () => {
    const before = await records()
    await proven(open().deliver(delivery()))
    expect(await records()).toBe(before + 1)
  })

  test('the same delivery again, in this process or after a restart, leaves one record', async ({ skip }) => {
    skip(repeat() === 'doubles', 'a repeat doubles at this far end, and the connector says so')
    const [destination, sent] = [open(), delivery()]
    const first = await proven(destination.deliver(sent))
    const outcomes = ['created', 'updated', 'already-there', ...(first.outcome === 'accepted' ? ['accepted'] : [])]
    expect(outcomes).toContain((await proven(destination.deliver(again(sent)))).outcome)
    expect(outcomes).toContain((await proven(open().deliver(sent))).outcome)
    expect(await records()).toBe(1)
  })

  const told = ['transient', 'configuration', 'rejected'] as const
  test.for(told)('a %s failure is told as such, and passes', async (kind, { skip }) => {
    const provoke = farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const [destination, sent] = [open(), delivery()]
    provoke()
    expect((await failed(destination.deliver(sent))).class).toBe(kind)
    expect(await records()).toBe(0)
    farEnd.calm()
    await proven(destination.deliver({ ...again(sent), mayBeThere: false }))
    expect(await records()).toBe(1)
  })

  test('a write whose reply is lost is uncertain; looking or repeating settles it with one record', async ({
    skip,
  }) => {
    const provoke = farEnd.provoke.uncertain ?? skip('this far end cannot lose a reply')
    const [destination, sent] = [open(), delivery()]
    provoke()
    expect((await failed(destination.deliver(sent))).class).toBe('uncertain')
    await vi.waitFor(async () => expect(await records()).toBe(1))
    farEnd.calm()
    if (destination.find) expect(await proven(found(destination, again(sent)))).toBeDefined()
    if (repeat() === 'harmless') await proven(destination.deliver(again(sent)))
    expect(await records()).toBe(1)
  })

  test('what was never sent is not found', async ({ skip }) => {
    const destination = open()
    skip(!destination.find, 'this connector cannot look')
    expect(await destination.find?.(delivery())).toBeUndefined()
  })

  test('a check writes nothing', async ({ skip }) => {
    const destination = open()
    skip(!destination.check, 'this connector has no check')
    await destination.check?.(AbortSignal.timeout(20_000))
    expect(await records()).toBe(0)
  })

  test('what the far end describes are fields with names of their own', async ({ skip }) => {
    const destination = open()
    skip(!destination.describe, 'this far end describes nothing')
    const fields = (await destination.describe?.(AbortSignal.timeout(20_000))) ?? []
    expect(fields.length).toBeGreaterThan(0)
    expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length)
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s is no success', async (how) => {
    const destination = open()
    farEnd.misbehave(how)
    await failed(destination.deliver(delivery()))
    if (destination.check) await failed(destination.check(AbortSignal.timeout(20_000)))
  })

  test('a far end that hangs ends at the deadline', async () => {
    const destination = open()
    farEnd.misbehave('hang')
    const began = performance.now()
    const error = await failed(destination.deliver(delivery(sampleLead(), { signal: AbortSignal.timeout(150) })))
    expect(['transient', 'uncertain']).toContain(error.class)
    if (destination.check) await failed(destination.check(AbortSignal.timeout(150)))
    if (destination.find) await failed(destination.find({ ...delivery(), signal: AbortSignal.timeout(150) }))
    expect(performance.now() - began).toBeLessThan(5_000)
  })

  test('shutdown in mid-flight ends the delivery at once', async () => {
    const sockets = watchSockets()
    const destination = open()
    farEnd.misbehave('hang')
    const shutdown = new AbortController()
    const outcome = failed(destination.deliver(delivery(sampleLead(), { signal: shutdown.signal })))
    await vi.waitFor(() => expect(sockets.made()).toBeGreaterThan(0))
    sockets.stop()
    const began = performance.now()
    shutdown.abort()
    expect(['transient', 'uncertain']).toContain((await outcome).class)
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  test('ten deliveries at once all arrive, each once', async () => {
    const destination = open()
    const sent = Array.from({ length: 10 }, () => delivery())
    await Promise.all(sent.map((each) => proven(destination.deliver(each))))
    expect(await records()).toBe(10)
  })

  test.for(Object.keys(hostileLeads))('a lead of %s arrives or is rejected', async (kind) => {
    const lead = hostileLeads[kind]?.() ?? sampleLead()
    const outcome = (async () => open().deliver(delivery(lead)))()
    const arrived = await outcome.then(
      () => 1,
      () => 0,
    )
    if (arrived) await proven(outcome)
    else expect((await failed(outcome)).class).toBe('rejected')
    expect(await records()).toBe(arrived)
  })

  test('closing lets every connection go', async () => {
    const sockets = watchSockets()
    const destination = open()
    await proven(destination.deliver(delivery()))
    await destination.close?.()
    await destination.close?.()
    opened[0]?.tools.http.close()
    await vi.waitFor(() => expect(sockets.open()).toBe(0))
    sockets.stop()
    expect(sockets.made()).toBeGreaterThan(0)
  })
}

async function found(destination: Destination, delivery: Delivery): Promise<Receipt> {
  return (await destination.find?.(delivery)) ?? expect.fail('the record that was written is not found')
}

/**
 * The battery every channel passes, against a real server: call `conformance(channel, start)` from the channel's test. What a
 * far end cannot do is skipped, and the skip says so.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Channel, OpenChannel } from '../../src/channel.ts'
import type { Receipt } from '../../src/connector.ts'
import { DeliveryError } from '../../src/failure.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { conformingDeclaration } from '../connectors/conformance-facts.ts'
import { type TestTools, toolsFor, watchSockets } from '../connectors/tools.ts'
import type { FarEnd } from '../far-ends/far-end.ts'
import { hostileTexts, hugeOf, messageOf, newsOf, plainOf } from './message.ts'

export interface ChannelFarEnd extends FarEnd {
  /** By which a repeat is known, of every message taken, in order: Message-ID, webhook-id, dedup_key. */
  ids?(): readonly string[]
  /** Answers 429 with Retry-After until `calm`. */
  busy?(seconds: number): void
  /** The class of a far end that never answers. */
  silence: 'transient' | 'uncertain'
}

export function conformance(channel: Channel, start: () => Promise<ChannelFarEnd>): void {
  describe(`conformance of ${channel.type}`, () => {
    conformingDeclaration(channel)
    describe('at work', () => conformingWork(channel, start))
  })
}

function conformingWork(channel: Channel, start: () => Promise<ChannelFarEnd>): void {
  let farEnd: ChannelFarEnd
  let tools: TestTools[] = []
  let opened: OpenChannel[] = []
  let readable: string[] = []

  beforeEach(async () => {
    farEnd = await start()
    tools = []
    opened = []
    readable = []
  })

  afterEach(async () => {
    for (const each of opened) await each.close?.()
    for (const own of tools) own.http.close()
    await farEnd.close()
    for (const text of [...readable, ...tools.flatMap(({ logged }) => logged)]) {
      for (const secret of farEnd.secrets) expect(text.includes(secret), `"${secret}" shows in: ${text}`).toBe(false)
    }
  })

  function open(allowed = ['127.0.0.0/8', '::1/128']): OpenChannel {
    const own = toolsFor('ops', { guard: guardAddresses(allowed) })
    const made = channel.open(channel.settings.parse(farEnd.settings), own)
    tools.push(own)
    opened.push(made)
    return made
  }

  async function proven(result: Promise<Receipt>): Promise<Receipt> {
    const receipt = await result
    readable.push(JSON.stringify(receipt))
    expect(['created', 'already-there', 'accepted']).toContain(receipt.outcome)
    return receipt
  }

  async function failed(result: Promise<unknown>): Promise<DeliveryError> {
    const error = await result.then(
      (value) => expect.fail(`resolved with ${JSON.stringify(value)}`),
      (reason: unknown) => reason,
    )
    if (!(error instanceof DeliveryError)) throw new Error('not a DeliveryError', { cause: error })
    const { message, code, problem, retryAt } = error.detail
    readable.push(`${message} ${code} ${problem}`)
    expect(message).toMatch(/\w+ \w+/)
    expect(message).not.toMatch(/undefined|\[object|NaN|\blead\b|https?:\/\/\S+[/?]\S/)
    if (error.class !== 'transient') expect(retryAt).toBeUndefined()
    if (problem) expect(channel.problems.map(({ id }) => id)).toContain(problem)
    return error
  }

  const told = () => farEnd.records()

  test('opening is pure: no connection, no promise', async () => {
    const sockets = watchSockets()
    expect(open()).not.toBeInstanceOf(Promise)
    await new Promise((resolve) => setImmediate(resolve))
    sockets.stop()
    expect(sockets.made() + (tools[0]?.outgoing() ?? 0)).toBe(0)
  })

  test.for(['alert', 'digest', 'contact', 'proof', 'report', 'test'] as const)('a message of kind %s', async (kind) => {
    const receipt = await proven(open().tell(kind === 'alert' ? messageOf() : plainOf({ kind })))
    expect(await told()).toBe(1)
    expect(receipt.notes ?? []).toEqual((receipt.notes ?? []).filter((note) => typeof note === 'string'))
  })

  test.for(['alert.reminder', 'alert.acknowledged', 'alert.closed'] as const)(
    '%s, after alert.opened',
    async (type) => {
      const [made, opening] = [open(), messageOf()]
      await proven(made.tell(opening))
      await proven(made.tell(messageOf({ inReplyTo: opening.id, alerts: [newsOf({ type })] })))
      expect(await told()).toBe(2)
    },
  )

  test('the same message again, in this process or after a restart, has the same id', async ({ skip }) => {
    const ids = farEnd.ids ?? skip('this far end knows no repeat')
    const message = messageOf()
    const first = open()
    for (const each of [first, first, open()]) await proven(each.tell(message))
    expect(ids().length).toBeGreaterThan(0)
    expect(new Set(ids()).size).toBe(1)
  })

  const classes = ['transient', 'configuration', 'rejected'] as const
  test.for(classes)('a %s failure is told as such, after one request, and passes', async (kind, { skip }) => {
    const provoke = farEnd.provoke[kind] ?? skip('this far end cannot produce it')
    const [made, message] = [open(), messageOf()]
    provoke()
    expect((await failed(made.tell(message))).class).toBe(kind)
    expect([tools[0]?.outgoing(), await told()]).toEqual([1, 0])
    farEnd.calm()
    await proven(made.tell(message))
    expect(await told()).toBe(1)
  })

  test('a lost reply is uncertain, after one request; a repeat has the same id', async ({ skip }) => {
    const provoke = farEnd.provoke.uncertain ?? skip('this far end cannot lose a reply')
    const [made, message] = [open(), messageOf()]
    provoke()
    expect((await failed(made.tell(message))).class).toBe('uncertain')
    expect(tools[0]?.outgoing()).toBe(1)
    await vi.waitFor(async () => expect(await told()).toBe(1))
    farEnd.calm()
    await proven(made.tell(message))
    if (farEnd.ids) expect(new Set(farEnd.ids()).size).toBe(1)
  })

  test('a busy far end says when to come back', async ({ skip }) => {
    const busy = farEnd.busy ?? skip('this far end has no Retry-After')
    busy(120)
    const { class: kind, detail } = await failed(open().tell(messageOf()))
    expect([kind, detail.everyLead]).toEqual(['transient', true])
    expect((detail.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(100_000)
    expect((detail.retryAt?.getTime() ?? 0) - Date.now()).toBeLessThan(130_000)
  })

  test('a private network is refused, and nothing is sent', async () => {
    const made = open([])
    const { class: kind, detail } = await failed(made.tell(messageOf()))
    expect([kind, detail.code]).toEqual(['configuration', 'ERR_PRIVATE_NETWORK'])
    if (made.check) await failed(made.check(AbortSignal.timeout(20_000)))
    expect(await told()).toBe(0)
  })

  test('a far end that never answers', async () => {
    const made = open()
    farEnd.misbehave('hang')
    expect((await failed(made.tell(messageOf({ signal: AbortSignal.timeout(200) })))).class).toBe(farEnd.silence)
    if (made.check) await failed(made.check(AbortSignal.timeout(200)))
  })

  test.for(['garbage', 'oversize'] as const)('a reply of %s proves nothing', async (how) => {
    const made = open()
    farEnd.misbehave(how)
    await failed(made.tell(messageOf()))
    if (made.check) await failed(made.check(AbortSignal.timeout(20_000)))
  })

  test('nothing is sent after the deadline', async () => {
    expect((await failed(open().tell(messageOf({ signal: AbortSignal.abort() })))).class).toBe('transient')
    expect(await told()).toBe(0)
  })

  test('a message over every limit is cut, arrives, and the receipt tells it', async () => {
    const { notes = [] } = await proven(open().tell(hugeOf()))
    expect(await told()).toBeGreaterThan(0)
    expect(notes.length).toBeGreaterThan(0)
    const cuts = notes.filter((note) => typeof note !== 'string')
    for (const { from, to } of cuts) expect(to).toBeLessThan(from)
  })

  test('a long message without alerts is cut, arrives, and the receipt tells it', async () => {
    const { notes = [] } = await proven(open().tell({ ...hugeOf(), kind: 'report', alerts: [] }))
    expect(await told()).toBe(1)
    expect(notes.length).toBeGreaterThan(0)
  })

  test.for(Object.entries(hostileTexts))('a message of %s arrives', async ([, text]) => {
    const alerts = [newsOf({ headline: text, text, subject: text, key: `held:${text}`, detail: { code: text } })]
    await proven(open().tell(messageOf({ subject: text, text, alerts })))
    await proven(open().tell(plainOf({ subject: text, text })))
    expect(await told()).toBe(2)
  })

  test('a check tells nobody', async ({ skip }) => {
    const made = open()
    const check = made.check ?? skip('this channel has no check')
    await check(AbortSignal.timeout(20_000))
    expect(await told()).toBe(0)
    farEnd.provoke.configuration?.()
    expect((await failed(check(AbortSignal.timeout(20_000)))).class).toBe('configuration')
  })

  test('closing lets every connection go', async () => {
    const sockets = watchSockets()
    const made = open()
    await proven(made.tell(messageOf()))
    await made.close?.()
    await made.close?.()
    tools[0]?.http.close()
    await vi.waitFor(() => expect(sockets.open()).toBe(0))
    sockets.stop()
    expect(sockets.made()).toBeGreaterThan(0)
  })
}

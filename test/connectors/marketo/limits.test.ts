import { afterEach, describe, expect, test, vi } from 'vitest'
import { nextCentralMidnight, openCallLimiter, quotaReset, waitBefore } from '../../../connectors/marketo/limits.ts'
import type { Receipt } from '../../../src/connector.ts'
import { type Marketo, startMarketo } from '../../far-ends/marketo.ts'
import { sampleLead } from '../sample.ts'
import { failureOf, type Opened, openMarketo } from './opened.ts'

let farEnd: Marketo
const opened: Opened[] = []

afterEach(async () => {
  for (const { tools } of opened.splice(0)) tools.http.close()
  await farEnd.close()
  vi.useRealTimers()
})

function open(...options: Parameters<typeof openMarketo> extends [unknown, ...infer Rest] ? Rest : never): Opened {
  const made = openMarketo(farEnd, ...options)
  opened.push(made)
  return made
}

/** Lets the clock run while real requests come and go. */
async function finished(results: Promise<Receipt>[]): Promise<Receipt[]> {
  let over = false
  const all = Promise.all(results).finally(() => (over = true))
  while (!over) {
    await vi.advanceTimersByTimeAsync(250)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return all
}

describe('the limits of the instance', () => {
  test('120 leads at once pass without one 606 or 615, at half of what Marketo allows', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    farEnd = await startMarketo({ mode: 'sync', now: () => Date.now() })
    farEnd.limits.spend(45)
    const began = Date.now()
    const { deliver } = open()
    await finished(Array.from({ length: 120 }, () => deliver()))
    expect(farEnd.persons).toHaveLength(120)
    expect([...farEnd.overruns]).toEqual([])
    expect(farEnd.limits.peak()).toBeLessThanOrEqual(5)
    // 121 calls with the description of the fields: 50 now, 50 after 20 s, the rest after 40 s.
    expect(Date.now() - began).toBeGreaterThanOrEqual(40_000)
  })

  test('a lower limit in the settings is respected', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    farEnd = await startMarketo({ mode: 'sync', now: () => Date.now(), limits: { calls: 4 } })
    const { deliver } = open({ settings: { callsPer20Seconds: 3, flights: 1 } })
    await finished(Array.from({ length: 5 }, () => deliver()))
    expect([...farEnd.overruns]).toEqual([])
  })

  test('two destinations on one instance share its calls at once', async () => {
    farEnd = await startMarketo({ mode: 'sync' })
    const [one, two] = [open(), open()]
    await Promise.all([one.deliver(), two.deliver()])
    const gate = Promise.withResolvers<void>()
    farEnd.delay(gate.promise)
    const sent = [one, two].flatMap(({ deliver }) => Array.from({ length: 6 }, () => deliver()))
    await vi.waitFor(() => expect(farEnd.limits.peak()).toBe(5))
    gate.resolve()
    await Promise.all(sent)
    expect(farEnd.limits.peak()).toBe(5)
    expect([...farEnd.overruns]).toEqual([])
  })

  test('606, caused by another API user’s calls, pauses the destination for 20 seconds', async () => {
    farEnd = await startMarketo({ mode: 'sync' })
    const { deliver } = open()
    farEnd.limits.spend(100)
    const { class: failureClass, detail } = await failureOf(deliver())
    expect([failureClass, detail.code, detail.everyLead]).toEqual(['transient', '606', true])
    expect((detail.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(19_000)
  })

  test('the daily quota makes leads wait until midnight US Central, and then they arrive', async () => {
    const clock = { at: Date.parse('2026-07-15T18:00:00Z') }
    farEnd = await startMarketo({ mode: 'sync', now: () => clock.at, limits: { daily: 3 } })
    const { deliver } = open({ now: () => new Date(clock.at) })
    await Promise.all([deliver(), deliver()])
    const { class: failureClass, detail } = await failureOf(deliver())
    expect([failureClass, detail.code, detail.everyLead]).toEqual(['transient', '607', true])
    expect(detail.retryAt?.toISOString()).toBe('2026-07-16T05:00:00.000Z')
    clock.at = detail.retryAt?.getTime() ?? 0
    await deliver()
    expect(farEnd.persons).toHaveLength(3)
  })
})

describe('one call at a time per e-mail', () => {
  test('the scripted Marketo doubles a person whose upserts overlap, as Adobe warns', async () => {
    farEnd = await startMarketo({ mode: 'sync', latency: 20 })
    const [one, two] = [open(), open()]
    const token = await tokenOf(one)
    const sync = () =>
      two.tools.http.request({
        method: 'POST',
        url: `${farEnd.settings['baseUrl']}/rest/v1/leads.json`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ input: [{ email: 'jo@tailspin.example' }] }),
      })
    await Promise.all([sync(), sync()])
    expect(farEnd.persons.filter(({ email }) => email === 'jo@tailspin.example')).toHaveLength(2)
  })

  test('eight leads of one person make one person, over two destinations and in any casing', async () => {
    farEnd = await startMarketo({ mode: 'sync', latency: 25 })
    const [one, two] = [open(), open()]
    const leads = ['jo@tailspin.example', 'Jo@Tailspin.Example'].map((email) => sampleLead({ person: { email } }))
    const sent = [one, two].flatMap(({ deliver }) => leads.flatMap((lead) => [deliver(lead), deliver(lead)]))
    const outcomes = (await Promise.all(sent)).map(({ outcome }) => outcome)
    expect(farEnd.persons).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1)
  })

  test('calls for different e-mails run together', async () => {
    farEnd = await startMarketo({ mode: 'sync' })
    const { deliver } = open()
    await deliver()
    const gate = Promise.withResolvers<void>()
    farEnd.delay(gate.promise)
    const sent = [deliver(), deliver(), deliver()]
    await vi.waitFor(() => expect(farEnd.limits.peak()).toBe(3))
    gate.resolve()
    await Promise.all(sent)
  })

  test('after a call without a reply, leads of the same e-mail wait until Marketo must have ended that call', async () => {
    const clock = { at: Date.now() }
    farEnd = await startMarketo({ mode: 'sync' })
    const { deliver } = open({ now: () => new Date(clock.at) })
    const lead = sampleLead()
    await deliver()
    farEnd.delay(new Promise(() => undefined))
    const stop = new AbortController()
    const before = farEnd.calls.length
    const waiting = failureOf(deliver(lead, { signal: stop.signal }))
    await vi.waitFor(() => expect(farEnd.calls.length).toBeGreaterThan(before))
    stop.abort(new DOMException('over', 'TimeoutError'))
    const first = await waiting
    expect(first.class).toBe('uncertain')
    farEnd.calm()
    const second = await failureOf(deliver(lead))
    expect([second.class, second.detail.code]).toEqual(['transient', 'UNANSWERED_CALL'])
    await deliver()
    clock.at = second.detail.retryAt?.getTime() ?? 0
    expect((await deliver(lead)).outcome).toBe('updated')
  })
})

async function tokenOf({ deliver }: Opened): Promise<string> {
  await deliver()
  return farEnd.calls.at(-1)?.authorization?.replace('Bearer ', '') ?? ''
}

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

describe('the call limiter', () => {
  const moment = () => ({ now: () => new Date(0), signal: AbortSignal.timeout(5_000) })
  const turn = () => new Promise((resolve) => setImmediate(resolve))

  test('runs so many calls at once, and the others in their order', async () => {
    const limiter = openCallLimiter()
    const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>())
    const begun: number[] = []
    const done = gates.map(({ promise }, at) =>
      limiter.run({ atOnce: 2, per20Seconds: 100 }, moment(), async () => {
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

  test('frees the place of a call that failed', async () => {
    const limiter = openCallLimiter()
    const limits = { atOnce: 1, per20Seconds: 100 }
    await expect(limiter.run(limits, moment(), () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await expect(limiter.run(limits, moment(), async () => 'done')).resolves.toBe('done')
  })

  test('ends a wait at the signal: nothing was sent, and the next call begins', async () => {
    const limiter = openCallLimiter()
    const limits = { atOnce: 1, per20Seconds: 100 }
    const gate = Promise.withResolvers<void>()
    const first = limiter.run(limits, moment(), () => gate.promise)
    const shutdown = new AbortController()
    const second = failureOf(limiter.run(limits, { ...moment(), signal: shutdown.signal }, async () => 'done'))
    const third = limiter.run(limits, moment(), async () => 'done')
    shutdown.abort()
    expect(await second).toMatchObject({ class: 'transient', detail: { planned: true } })
    gate.resolve()
    await first
    await expect(third).resolves.toBe('done')
  })

  test('does not begin after the signal', async () => {
    const failure = await failureOf(
      openCallLimiter().run(
        { atOnce: 1, per20Seconds: 1 },
        { ...moment(), signal: AbortSignal.abort() },
        async () => 'done',
      ),
    )
    expect(failure.class).toBe('transient')
  })
})

describe('the reset of the daily quota comes', () => {
  test.for([
    ['in winter time, six hours behind UTC', '2026-01-15T18:00:00Z', '2026-01-16T06:00:00Z'],
    ['in summer time, five hours behind UTC', '2026-07-15T18:00:00Z', '2026-07-16T05:00:00Z'],
    ['when it is tomorrow in UTC but not yet in Chicago', '2026-07-16T04:59:59Z', '2026-07-16T05:00:00Z'],
    ['at midnight itself: the next one', '2026-07-16T05:00:00Z', '2026-07-17T05:00:00Z'],
    ['the night summer time begins: 24 hours to it', '2026-03-07T12:00:00Z', '2026-03-08T06:00:00Z'],
    ['the day summer time begins: 23 hours long', '2026-03-08T06:30:00Z', '2026-03-09T05:00:00Z'],
    ['the day summer time ends: 25 hours long', '2026-11-01T05:30:00Z', '2026-11-02T06:00:00Z'],
    ['at the end of the year', '2026-12-31T23:00:00Z', '2027-01-01T06:00:00Z'],
    ['on a leap day', '2028-02-28T12:00:00Z', '2028-02-29T06:00:00Z'],
  ] as const)('%s', ([, now, midnight]) => {
    expect(nextCentralMidnight(new Date(now)).toISOString()).toBe(new Date(midnight).toISOString())
  })

  test('a quarter of an hour after a refusal soon after midnight, not a day later', () => {
    expect(quotaReset(new Date('2026-07-16T05:00:20Z')).toISOString()).toBe('2026-07-16T05:15:20.000Z')
    expect(quotaReset(new Date('2026-07-16T06:00:05Z')).toISOString()).toBe('2026-07-16T06:15:05.000Z')
    expect(quotaReset(new Date('2026-07-16T07:00:00Z')).toISOString()).toBe('2026-07-17T05:00:00.000Z')
  })
})

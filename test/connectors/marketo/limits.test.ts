import { afterEach, describe, expect, test, vi } from 'vitest'
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

  test('a limit of one’s own is kept', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    farEnd = await startMarketo({ mode: 'sync', now: () => Date.now(), limits: { calls: 4 } })
    const { deliver } = open({ settings: { callsPer20Seconds: 3, flights: 1 } })
    await finished(Array.from({ length: 5 }, () => deliver()))
    expect([...farEnd.overruns]).toEqual([])
  })

  test('two destinations on one instance share its flights', async () => {
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

  test('another API user’s calls: 606 rests the destination for 20 seconds', async () => {
    farEnd = await startMarketo({ mode: 'sync' })
    const { deliver } = open()
    farEnd.limits.spend(100)
    const { class: failureClass, detail } = await failureOf(deliver())
    expect([failureClass, detail.code, detail.everyLead]).toEqual(['transient', '606', true])
    expect((detail.retryAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(19_000)
  })

  test('the daily quota is waited for until midnight US Central, and then it flows', async () => {
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

describe('one flight per e-mail', () => {
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

  test('persons of different e-mails fly together', async () => {
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

  test('a call nobody waited for keeps its e-mail resting until Marketo must have ended it', async () => {
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

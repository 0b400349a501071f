import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { openChangeFeed } from '../../src/api/change-feed.ts'
import { type LiveTimes, sendLive } from '../../src/api/live.ts'
import { Refusal } from '../../src/api/refusal.ts'
import type { Marks } from '../../src/ledger/reads/changes.ts'
import { eventually } from '../setup/eventually.ts'
import { type Heard, listen } from './event-stream.ts'

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

interface Feeding {
  marks: Record<string, string>
  looks: number
  fails: boolean
  errors: number
  live: number
  isIn: boolean
  stop: AbortController
}

/** A feed over marks that the test sets, served by real HTTP. */
async function feeding(times: Partial<LiveTimes> = {}, mostListeners = 5, mostOfOne = 5) {
  const now: Feeding = {
    marks: { a: '1' },
    looks: 0,
    fails: false,
    errors: 0,
    live: 0,
    isIn: true,
    stop: new AbortController(),
  }
  const feed = openChangeFeed({
    async look(): Promise<Marks> {
      now.looks++
      if (now.fails) throw new Error('away')
      return new Map(Object.entries(now.marks))
    },
    onError: () => void now.errors++,
    every: 20,
    beatEvery: 50,
    mostListeners,
    mostOfOne,
  })
  const app = express()
  app.get('/', async (request, response) => {
    const open: Parameters<typeof sendLive>[0]['open'] = async (last, send) => {
      const end = await feed.listen(request.get('who') ?? 'anna', last, send)
      now.live++
      return () => {
        now.live--
        end()
      }
    }
    const limits = { comment: 60_000, longest: 60_000, ...times }
    const isLetIn = async () => now.isIn
    await sendLive({ open }, request, response, now.stop.signal, isLetIn, limits).catch((error: unknown) =>
      response.sendStatus(error instanceof Refusal ? error.details.status : 500),
    )
  })
  // As the server of the hub.
  const server = Object.assign(createServer(app), { httpAllowHalfOpen: true }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const change = (name: string) => (now.marks = { ...now.marks, [name]: `${now.marks[name] ?? ''}1` })
  return {
    now,
    change,
    url: `http://127.0.0.1:${port}/`,
    listener: (headers = {}): Promise<Heard> => listen(`http://127.0.0.1:${port}/`, headers),
  }
}

describe('a feed of changes', () => {
  it('looks once for all listeners, and not at all while nobody listens', async () => {
    const { now, change, listener } = await feeding()
    const all = await Promise.all([listener(), listener(), listener()])
    change('a')
    for (const one of all) await one.until('a')
    const before = now.looks
    await eventually(() => expect(now.looks).toBeGreaterThan(before + 3))
    for (const one of all) one.leave()
    await eventually(() => expect(now.live).toBe(0))
    const after = now.looks
    // While another feed looks several times, this one has time to look, too.
    const other = await feeding()
    await other.listener()
    await eventually(() => expect(other.now.looks).toBeGreaterThan(5))
    // One look may have been under way.
    expect(now.looks).toBeLessThanOrEqual(after + 1)
    change('b')
    await (await listener({ 'last-event-id': all[0]?.lastId() ?? '' })).until('b')
  })

  it('tells names that come and go', async () => {
    const { now, change, listener } = await feeding()
    const heard = await listener()
    change('replay:1')
    await heard.until('replay:1')
    now.marks = { a: '1' }
    expect(await heard.until('replay:1')).toEqual(['replay:1'])
  })

  it('a change while the ledger is away is told when it is back', async () => {
    const { now, change, listener } = await feeding()
    const heard = await listener()
    await eventually(() => expect(heard.lastId()).toBeDefined())
    now.fails = true
    await eventually(() => expect(now.errors).toBeGreaterThan(1))
    change('b')
    now.fails = false
    await heard.until('b')
  })

  it('beats with the time of the hub while the ledger can be looked at, and not while it cannot', async () => {
    const { now, listener } = await feeding()
    const heard = await listener()
    const beats = () => [...heard.text().matchAll(/^event: beat\ndata: "(.+)"$/gm)].map(([, at = '']) => Date.parse(at))
    await eventually(() => expect(beats().length).toBeGreaterThan(1))
    expect(Math.abs(Date.now() - beats().at(-1)!)).toBeLessThan(60_000)
    now.fails = true
    await eventually(() => expect(now.errors).toBeGreaterThan(0))
    const before = beats().length
    const errors = now.errors
    await eventually(() => expect(now.errors).toBeGreaterThan(errors + 5))
    expect(beats().length).toBe(before)
    now.fails = false
    await eventually(() => expect(beats().length).toBeGreaterThan(before))
  })

  it('fails with a status if the first look fails', async () => {
    const { now, listener } = await feeding()
    now.fails = true
    expect((await listener()).status).toBe(500)
    expect(now.live).toBe(0)
  })

  it('of another hub that saw the same ledger goes on from there', async () => {
    const [one, other] = [await feeding(), await feeding()]
    const heard = await one.listener()
    await eventually(() => expect(heard.lastId()).toBeDefined())
    const seen = { 'last-event-id': heard.lastId() ?? '' }
    const same = await other.listener(seen)
    await eventually(() => expect(same.lastId()).toBe(heard.lastId()))
    expect(same.names()).toEqual([])
    other.change('b')
    await same.until('b')
    expect(await (await other.listener(seen)).until('b')).toEqual(['b'])
  })

  it('of very many names says only that everything changed', async () => {
    const { now, listener } = await feeding()
    const heard = await listener()
    now.marks = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`destination:${n}`, '1']))
    expect(await heard.until('everything')).toEqual(['everything'])
  })

  it('takes no more listeners than it may, until one leaves', async () => {
    const { now, listener } = await feeding({}, 2)
    const [first] = await Promise.all([listener(), listener()])
    await eventually(() => expect(now.live).toBe(2))
    expect((await listener()).status).toBe(429)
    first?.leave()
    await eventually(async () => expect((await listener()).status).toBe(200))
  })
})

it('takes no more listeners of one caller than it may, and those of others', async () => {
  const { now, listener } = await feeding({}, 5, 2)
  await Promise.all([listener(), listener()])
  await eventually(() => expect(now.live).toBe(2))
  expect((await listener()).status).toBe(429)
  expect((await listener({ who: 'berta' })).status).toBe(200)
})

describe('an answer that goes on', () => {
  it('ends at once when the listener closes its half of the connection', async () => {
    const { now, url } = await feeding()
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', allowHalfOpen: true })
    closing.push(() => socket.destroy())
    socket.write('GET / HTTP/1.1\r\nhost: hub\r\n\r\n')
    await eventually(() => expect(now.live).toBe(1))
    socket.end()
    await eventually(() => expect(now.live).toBe(0))
  })

  it.each([
    ['with the next comment', { comment: 20 }, 'a'],
    ['with what may have ended the right', {}, 'audit'],
  ])('ends %s when its listener may listen no more', async (_, times, name) => {
    const { now, change, listener } = await feeding(times)
    const heard = await listener()
    await eventually(() => expect(now.live).toBe(1))
    change('a')
    await heard.until('a')
    now.isIn = false
    change(name)
    await eventually(() => expect(heard.ended()).toBe(true))
  })

  it('sends comments, so that nothing between closes it', async () => {
    const { listener } = await feeding({ comment: 20 })
    const heard = await listener()
    await eventually(() => expect(heard.text().match(/^:$/gm)?.length).toBeGreaterThan(2))
  })

  it('ends after its longest time, and the listener goes on where it was', async () => {
    const { change, listener, now } = await feeding({ longest: 200 })
    const heard = await listener()
    await eventually(() => expect(heard.ended()).toBe(true))
    expect(now.live).toBe(0)
    change('b')
    const next = await listener({ 'last-event-id': heard.lastId() ?? '' })
    expect(await next.until('b')).toEqual(['b'])
  })

  it('ends when the hub stops', async () => {
    const { now, listener } = await feeding()
    const heard = await listener()
    now.stop.abort()
    await eventually(() => expect(heard.ended()).toBe(true))
    expect(now.live).toBe(0)
    const late = await listener()
    await eventually(() => expect(late.ended()).toBe(true))
  })

  it('of a reader who reads nothing is cut, while the others go on', async () => {
    const { now, listener } = await feeding()
    const [slow, quick] = [await listener(), await listener()]
    await eventually(() => expect(now.live).toBe(2))
    slow.pause()
    // Names are short, so it takes long ones to fill what lies between the hub and the reader.
    let flips = 0
    const flood = setInterval(() => {
      now.marks = { a: '1', [`${'x'.repeat(400_000)}${flips++ % 2}`]: '1' }
    }, 5)
    closing.push(() => clearInterval(flood))
    await eventually(() => expect(now.live).toBe(1), { timeout: 30_000 })
    clearInterval(flood)
    now.marks = { a: '1', last: '1' }
    await quick.until('last')
    expect(quick.ended()).toBe(false)
  })
})

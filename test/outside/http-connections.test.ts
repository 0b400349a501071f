/** Connections that a far end closes, and requests that are given up: what was sent is known, and nothing is sent twice. */
import net, { type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { DeliveryError } from '../../src/failure.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { type Http, type HttpOptions, type HttpRequest, openHttp } from '../../src/outside/http.ts'
import { listening } from './servers.ts'

const loopback = guardAddresses(['127.0.0.0/8'])

function opened(options: Partial<HttpOptions> = {}): Http {
  const door = openHttp({ guard: loopback, connections: 1, timeout: 10_000, ...options })
  onTestFinished(() => door.close())
  return door
}

interface FarEnd {
  url: string
  /** The lead of each request that arrived. */
  leads: string[]
  sockets: Socket[]
}

/** Hands over each whole request: a lead is 8 bytes, the body or the end of the path. */
async function farEnd(handle: (socket: Socket, at: { request: number; connection: number }) => void): Promise<FarEnd> {
  const leads: string[] = []
  const sockets: Socket[] = []
  const server = net.createServer((socket) => {
    const connection = sockets.push(socket)
    let text = ''
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      text += data.toString()
      const [lead] = /lead\d{4}(?= HTTP|$)/.exec(text) ?? []
      if (!lead || !text.includes('\r\n\r\n')) return
      text = ''
      handle(socket, { request: leads.push(lead), connection })
    })
  })
  const { url, close } = await listening(server)
  onTestFinished(close)
  return { url, leads, sockets }
}

const reply = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

function lead(number: number): string {
  return `lead${String(number).padStart(4, '0')}`
}

function sending(door: Http, url: string, number: number, method: HttpRequest['method'] = 'POST', rest = {}) {
  const hasBody = method !== 'GET' && method !== 'DELETE'
  const request = hasBody ? { url, body: lead(number) } : { url: `${url}/${lead(number)}` }
  return door.request({ method, ...request, ...rest })
}

function failureOf(sent: Promise<unknown>): Promise<DeliveryError> {
  return sent.then(
    () => Promise.reject(new Error('it was answered')),
    (error) => error,
  )
}

const closings: [string, (socket: Socket) => unknown][] = [
  ['closes', (socket) => socket.end()],
  ['resets', (socket) => socket.resetAndDestroy()],
]
const methods = ['POST', 'GET', 'PUT', 'DELETE', 'MERGE'] as const

describe('a connection used before, which the far end', () => {
  describe.each(closings)('%s as the next request arrives', (_what, close) => {
    it.each(methods)('leaves it open whether a %s was taken, and it is not repeated', async (method) => {
      const far = await farEnd((socket, { request }) => void (request === 1 ? socket.write(reply) : close(socket)))
      const door = opened()
      await sending(door, far.url, 1)
      const failure = await failureOf(sending(door, far.url, 2, method))
      expect(failure).toMatchObject({ class: 'uncertain', detail: { code: 'ECONNRESET' } })
      expect(far.sockets).toHaveLength(1)
      await failureOf(sending(door, far.url, 3, method))
      expect(far.leads).toEqual([lead(1), lead(2), lead(3)])
    })
  })

  it.each(methods)('closed after a reply is not used again: a %s goes on another', async (method) => {
    const far = await farEnd((socket, { request }) => void (request % 2 ? socket.end(reply) : socket.write(reply)))
    const door = opened()
    for (let n = 1; n <= 6; n++) {
      await sending(door, far.url, n, method)
      if (n % 2) await expect.poll(() => far.sockets.at(-1)?.closed).toBe(true)
    }
    expect(far.leads).toEqual([1, 2, 3, 4, 5, 6].map(lead))
    expect(far.sockets).toHaveLength(4)
  })

  it('closes or resets at any moment: nothing arrives twice, and what arrived is never said to be unsent', async () => {
    const moments = [0, 0, 1, 2, 3]
    const far = await farEnd((socket, { request }) => {
      const close = closings[request % 2]?.[1]
      socket.write(reply, () => setTimeout(() => close?.(socket), moments[request % moments.length]))
    })
    const door = opened()
    const outcomes = new Map<string, string>()
    for (let n = 1; n <= 300; n++) {
      const sent = sending(door, far.url, n, methods[n % methods.length])
      outcomes.set(
        lead(n),
        await sent.then(
          () => 'delivered',
          (error: DeliveryError) => error.class,
        ),
      )
      if (n % 7 === 0) await new Promise((resolve) => setTimeout(resolve, n % 4))
    }
    expect(new Set(far.leads).size).toBe(far.leads.length)
    const arrived = new Set(far.leads)
    const wrong = [...outcomes].filter(([name, outcome]) => {
      if (outcome === 'delivered') return !arrived.has(name)
      return outcome === 'transient' ? arrived.has(name) : outcome !== 'uncertain'
    })
    expect(wrong).toEqual([])
    expect([...outcomes.values()].filter((outcome) => outcome === 'delivered').length).toBeGreaterThan(150)
  })
})

describe('a connection', () => {
  it.each(methods)('is used again after a %s', async (method) => {
    const far = await farEnd((socket) => void socket.write(reply))
    const door = opened()
    for (let n = 1; n <= 3; n++) await sending(door, far.url, n, method)
    expect(far.sockets).toHaveLength(1)
  })

  it('that is idle is dropped before common servers do it', async () => {
    const far = await farEnd(
      (socket) => void socket.write(`HTTP/1.1 200 OK\r\nkeep-alive: timeout=60${reply.slice(15)}`),
    )
    await sending(opened(), far.url, 1)
    const began = performance.now()
    await new Promise((resolve) => far.sockets[0]?.once('end', resolve))
    expect(performance.now() - began).toBeGreaterThan(3_000)
    expect(performance.now() - began).toBeLessThan(4_900)
  })

  it('is closed with the door', async () => {
    const far = await farEnd((socket) => void socket.write(reply))
    const door = opened()
    await sending(door, far.url, 1)
    const ended = new Promise((resolve) => far.sockets[0]?.once('close', resolve))
    door.close()
    await ended
  })

  it('closed with the door leaves it open whether the request on it was taken; one that waited was not sent', async () => {
    let door: Http | undefined
    const far = await farEnd(() => door?.close())
    door = opened()
    const failures = [1, 2].map((n) => failureOf(sending(door as Http, far.url, n)))
    expect(await Promise.all(failures)).toMatchObject([
      { class: 'uncertain', detail: { code: 'ECONNRESET' } },
      { class: 'transient', detail: { code: 'ECONNRESET' } },
    ])
    expect(far.leads).toEqual([lead(1)])
  })
})

describe('a request that is given up', () => {
  it('while it waits for a connection was not sent, and is not sent later', async () => {
    const far = await farEnd((socket, { request }) => void (request > 1 && socket.write(reply)))
    const door = opened()
    const first = failureOf(sending(door, far.url, 1, 'POST', { timeout: 400 }))
    const second = await failureOf(sending(door, far.url, 2, 'POST', { timeout: 100 }))
    expect(second).toMatchObject({ class: 'transient', detail: { code: 'ETIMEDOUT' } })
    expect(await first).toMatchObject({ class: 'uncertain', detail: { code: 'ETIMEDOUT' } })
    await sending(door, far.url, 3)
    expect(far.leads).toEqual([lead(1), lead(3)])
  })

  it.each(['the deadline', 'an abort'])('while it connects, by %s, was not sent and stops connecting', async (by) => {
    const far = await farEnd((socket) => void socket.write(reply))
    const door = opened()
    const secure = far.url.replace('http:', 'https:')
    const stop = new AbortController()
    // The far end never answers the greeting of TLS.
    const timing = by === 'an abort' ? { signal: stop.signal } : { timeout: 200 }
    if (by === 'an abort') setTimeout(() => stop.abort(), 200)
    const failure = await failureOf(sending(door, secure, 1, 'POST', timing))
    expect(failure).toMatchObject({ class: 'transient', detail: { code: by === 'an abort' ? 'ABORTED' : 'ETIMEDOUT' } })
    await expect.poll(() => far.sockets[0]?.destroyed).toBe(true)
    // The place of the only connection is free again.
    const again = await failureOf(sending(door, secure, 2, 'POST', { timeout: 200 }))
    expect([again.class, far.sockets.length, far.leads]).toEqual(['transient', 2, []])
  })

  it('while it waits for the reply is not repeated on another connection', async () => {
    const far = await farEnd(() => undefined)
    const failure = await failureOf(sending(opened(), far.url, 1, 'GET', { timeout: 200 }))
    expect(failure).toMatchObject({ class: 'uncertain', detail: { code: 'ETIMEDOUT' } })
    await expect.poll(() => far.sockets[0]?.destroyed).toBe(true)
    expect([far.sockets.length, far.leads]).toEqual([1, [lead(1)]])
  })
})

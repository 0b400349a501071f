import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterEach, expect, it } from 'vitest'
import { sendStream } from '../../src/api/stream.ts'
import { eventually } from '../setup/eventually.ts'

const part = 'x'.repeat(1024 * 1024)
const parts = 500

interface Pouring {
  made: number
  ended: boolean
  response: ServerResponse | undefined
  outcome: Promise<unknown> | undefined
}

let close: () => void = () => undefined
afterEach(() => close())

/** 500 MiB in chunks, which are made on demand. */
async function pouring(chunks?: () => AsyncIterable<string>) {
  const closing = new AbortController()
  const now: Pouring = { made: 0, ended: false, response: undefined, outcome: undefined }
  async function* endless() {
    try {
      for (; now.made < parts; now.made++) yield part
    } finally {
      now.ended = true
    }
  }
  const app = express()
  app.get('/', async (request, response) => {
    now.response = response
    const made = { contentType: 'text/csv', filename: 'a.csv', chunks: (chunks ?? endless)() }
    now.outcome = sendStream(made, request, response, closing.signal)
    await now.outcome.catch(() => response.headersSent || response.sendStatus(500))
  })
  const server = createServer(app).listen(0, '127.0.0.1')
  close = () => {
    server.closeAllConnections()
    server.close()
  }
  const { port } = await new Promise<AddressInfo>((resolve) =>
    server.once('listening', () => resolve(server.address() as AddressInfo)),
  )
  const asked = get(`http://127.0.0.1:${port}/`)
  asked.on('error', () => undefined)
  const reply = await new Promise<IncomingMessage>((resolve) => asked.once('response', resolve))
  return { now, asked, reply, closing }
}

it('makes chunks only as fast as the client reads', async () => {
  const { now, reply } = await pouring()
  reply.pause()
  await eventually(() => expect(now.response?.writableNeedDrain).toBe(true))
  // Sockets and streams buffer a few MiB; the rest is made only when it is read.
  expect(now.made).toBeLessThan(50)
  let bytes = 0
  reply.on('data', ({ length }: Buffer) => (bytes += length)).resume()
  await eventually(() => expect(now.made).toBe(parts), { timeout: 30_000 })
  await eventually(() => expect(bytes).toBe(parts * part.length))
})

it('ends without a failure when the client leaves', async () => {
  const { now, asked } = await pouring()
  asked.destroy()
  await eventually(() => expect(now.ended).toBe(true))
  expect(now.made).toBeLessThan(parts)
  await expect(now.outcome).resolves.toBeUndefined()
})

it('is cut off when the hub stops, so that the client sees that it is incomplete', async () => {
  const { now, reply, closing } = await pouring()
  const cut = new Promise((resolve) => reply.once('error', resolve).once('aborted', resolve))
  closing.abort()
  reply.resume()
  await cut
  await eventually(() => expect(now.ended).toBe(true))
  expect(reply.complete).toBe(false)
})

it('is cut off when making a chunk fails', async () => {
  const { now, reply } = await pouring(async function* () {
    yield 'a'
    throw new Error('away')
  })
  const cut = new Promise((resolve) => reply.once('error', resolve).once('aborted', resolve))
  reply.resume()
  await cut
  expect(reply.complete).toBe(false)
  await expect(now.outcome).rejects.toThrow('away')
})

it('answers a failure before the first chunk with a status', async () => {
  const { reply } = await pouring(() => ({
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error('away')) }),
  }))
  expect(reply.statusCode).toBe(500)
  expect(reply.headers['content-disposition']).toBeUndefined()
})

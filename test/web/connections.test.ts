import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { closableServer } from '../../src/web/connections.ts'
import { eventually } from '../setup/eventually.ts'

const never = new AbortController().signal
const get = 'GET / HTTP/1.1\r\nhost: hub\r\n\r\n'
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

async function serving(app: RequestListener, patience = { heads: 60_000, clients: 60_000 }) {
  const { server, close } = closableServer(app, patience)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  async function client(text = '') {
    const socket = connect(port, '127.0.0.1')
    sockets.push(socket)
    const heard = { text: '', ended: false }
    socket.on('data', (data) => (heard.text += data))
    socket.on('error', () => undefined)
    socket.on('close', () => (heard.ended = true))
    const known = once(server, 'connection')
    await once(socket, 'connect')
    await known
    if (text) socket.write(text)
    return { socket, heard }
  }
  return { server, close, client }
}

describe('closing a server', () => {
  it('ends idle connections at once, both new and kept ones', async () => {
    const { close, client } = await serving((_, response) => response.end('answer'))
    const silent = await client()
    const kept = await client(get)
    await eventually(() => expect(kept.heard.text).toContain('answer'))
    await close(never)
    await eventually(() => expect([silent.heard.ended, kept.heard.ended]).toEqual([true, true]))
    expect(kept.heard.text).toContain('keep-alive')
  })

  it('answers the requests under way, and tells that the connection ends', async () => {
    let answer: (() => void) | undefined
    const { close, client } = await serving((_, response) => (answer = () => response.end('late answer')))
    const { heard } = await client(get)
    await eventually(() => expect(answer).toBeDefined())
    const closed = close(never)
    answer?.()
    await closed
    await eventually(() => expect(heard.ended).toBe(true))
    expect(heard.text).toMatch(/connection: close/i)
    expect(heard.text).toContain('late answer')
  })

  it('answers a request whose head has begun, and accepts no other', async () => {
    const taken: (string | undefined)[] = []
    const { close, client } = await serving((request, response) => {
      taken.push(request.url)
      setImmediate(() => response.end('answer'))
    })
    const { socket, heard } = await client(get)
    await eventually(() => expect(heard.text).toContain('answer'))
    socket.write('GET /second HTTP/1.1\r\nho')
    // The server has read the head when it has answered another request.
    const other = await client(get)
    await eventually(() => expect(other.heard.text).toContain('answer'))
    const closed = close(never)
    socket.write(`st: hub\r\n\r\n${get.replace('/', '/third')}`)
    await closed
    await eventually(() => expect(heard.ended).toBe(true))
    expect(heard.text).toMatch(/connection: close/i)
    expect(taken).toEqual(['/', '/', '/second'])
  })

  it.each([
    ['a head', 'GET / HTTP/1.1\r\nho', { heads: 50, clients: 60_000 }],
    ['a body', 'POST / HTTP/1.1\r\nhost: hub\r\ncontent-length: 10\r\n\r\n{', { heads: 60_000, clients: 50 }],
  ])('cuts %s that never ends', async (_, text, patience) => {
    const { close, client } = await serving((request) => void request.resume(), patience)
    const { heard } = await client(text)
    await close(never)
    await eventually(() => expect(heard.ended).toBe(true))
  })

  it('cuts every connection after its time limit', async () => {
    const { close, client } = await serving(() => undefined)
    const { heard } = await client(get)
    const late = new AbortController()
    const closed = close(late.signal)
    late.abort()
    await closed
    await eventually(() => expect(heard.ended).toBe(true))
  })
})

/** Replies that are unusual on the wire, and headers on their way out and in. */
import https from 'node:https'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DeliveryError } from '../../src/failure.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { type Http, type HttpOptions, type HttpRequest, openHttp } from '../../src/outside/http.ts'
import { selfSigned } from '../far-ends/certificate.ts'
import { listening, rawServer } from './servers.ts'

function opened(options: Partial<HttpOptions> = {}): Http {
  const door = openHttp({ guard: guardAddresses(['127.0.0.0/8']), timeout: 10_000, ...options })
  onTestFinished(() => door.close())
  return door
}

async function answering(...parts: (string | Buffer)[]): Promise<string> {
  const { url, close } = await rawServer(async (socket) => {
    for (const part of parts) {
      socket.write(part)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  onTestFinished(close)
  return url
}

/** What of a request is on the wire. */
async function asSent(request: Partial<HttpRequest>, login = ''): Promise<string> {
  const { url, close } = await rawServer((socket, text) => {
    socket.end(`HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  })
  onTestFinished(close)
  const reply = await opened().request({ method: 'POST', ...request, url: url.replace('//', `//${login}`) })
  return reply.text
}

const ok = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'

describe('a reply', () => {
  it.each([
    ['100 Continue', ['HTTP/1.1 100 Continue\r\n\r\n', ok]],
    ['100 Continue, twice', ['HTTP/1.1 100 Continue\r\na: b\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n', ok]],
    ['100 Continue in one piece with the reply', [`HTTP/1.1 100 Continue\r\n\r\n${ok}`]],
    ['103 Early Hints', [`HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n${ok}`]],
  ])('comes after %s, which was not asked for', async (_what, parts) => {
    const reply = await opened().request({ method: 'POST', url: await answering(...parts), body: '{}' })
    expect(reply).toEqual({ status: 200, headers: { 'content-length': '2' }, text: 'ok' })
  })

  it('may hold what looks like 100 Continue', async () => {
    const text = 'HTTP/1.1 100 Continue\r\n\r\n'
    const url = await answering(`HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n`, text)
    expect((await opened().request({ method: 'GET', url })).text).toBe(text)
  })

  it('304 has no body, whatever length it tells', async () => {
    const url = await answering('HTTP/1.1 304 Not Modified\r\ncontent-length: 10\r\netag: "7"\r\n\r\n')
    const reply = await opened().request({ method: 'GET', url })
    expect(reply).toMatchObject({ status: 304, headers: { etag: '"7"' }, text: '' })
  })

  it('to HEAD has no body, whatever length and encoding it tells', async () => {
    const url = await answering('HTTP/1.1 200 OK\r\ncontent-length: 200\r\ncontent-encoding: gzip\r\n\r\n')
    expect(await opened().request({ method: 'HEAD', url })).toMatchObject({ status: 200, text: '' })
  })

  it('without a length ends with the connection', async () => {
    const { url, close } = await rawServer((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nok'))
    onTestFinished(close)
    expect((await opened().request({ method: 'GET', url })).text).toBe('ok')
  })

  it('without a length is not whole when the connection is reset', async () => {
    const { url, close } = await rawServer((socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\no', () => setTimeout(() => socket.resetAndDestroy(), 50))
    })
    onTestFinished(close)
    const failure = await opened()
      .request({ method: 'GET', url })
      .catch((error) => error)
    expect(failure).toMatchObject({ class: 'uncertain', detail: { code: 'ECONNRESET' } })
  })

  it('is text without its byte order mark', async () => {
    const url = await answering(Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n\uFEFFok\n'))
    expect((await opened().request({ method: 'GET', url })).text).toBe('ok\n')
  })

  it('that repeats a header which can mean only one thing is read by the first', async () => {
    const head = 'HTTP/1.1 429 Too Many\r\nRetry-After: 5\r\nretry-after: 60\r\nx-a: 1\r\nX-A: 2\r\nconstructor: c\r\n'
    const { headers } = await opened().request({
      method: 'GET',
      url: await answering(`${head}content-length: 0\r\n\r\n`),
    })
    expect(headers).toEqual({ 'retry-after': '5', 'x-a': '1, 2', constructor: 'c', 'content-length': '0' })
  })

  it.each<[string, string, string]>([
    ['that is no HTTP', '220 mail.example ready\r\n', 'UNREADABLE_REPLY'],
    ['with a head larger than is read', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'REPLY_TOO_LARGE'],
  ])('%s leaves it open whether the lead was taken', async (_what, answer, code) => {
    const url = await answering(answer)
    const failure: DeliveryError = await opened()
      .request({ method: 'POST', url, body: '{}' })
      .catch((error) => error)
    expect(failure).toMatchObject({ class: 'uncertain', detail: { code } })
  })
})

describe('headers', () => {
  it('of the caller go before the usual ones, in any case of letters, and the length is counted here', async () => {
    const headers = { Accept: 'application/json', 'USER-AGENT': 'mine', 'Content-Length': '999', 'x-key': ' k\n' }
    const text = await asSent({ headers, body: 'äö' })
    expect(text).toMatch(/\r\nAccept: application\/json\r\nUSER-AGENT: mine\r\nx-key: k\r\n/)
    expect(text).toMatch(/content-length: 4\r\n\r\näö$/)
    expect(text.match(/accept:|user-agent:|content-length:/gi)).toHaveLength(3)
  })

  it('name the user and the password of the address', async () => {
    const text = await asSent({ headers: { Authorization: 'Bearer t' } }, 'us%40er:p%3Aw@')
    expect(text.match(/authorization: .*/gi)).toEqual([`authorization: Basic ${btoa('us@er:p:w')}`])
  })

  it.each<[string, Record<string, string>]>([
    ['a line break', { 'x-key': 'k\r\nx-admin: yes' }],
    ['a zero', { 'x-key': 'k\0' }],
    ['what is no Latin letter', { 'x-key': 'ключ' }],
    ['a name that is none', { 'x key': 'k' }],
    ['a name with a line break', { 'x-key: k\r\nx-admin': 'yes' }],
  ])('with %s are refused, and nothing is sent', async (_what, headers) => {
    let heard = 0
    const { url, close } = await rawServer(() => void heard++)
    onTestFinished(close)
    const failure: DeliveryError = await opened()
      .request({ method: 'POST', url, headers, body: '{}' })
      .catch((error) => error)
    expect(failure).toMatchObject({ class: 'configuration', detail: { code: 'ERR_INVALID_CHAR' } })
    expect(failure.message).not.toContain('admin')
    expect(heard).toBe(0)
  })
})

it('the second handshake with a far end continues the session of the first', async () => {
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0')
  onTestFinished(() => void vi.unstubAllEnvs())
  const resumed: boolean[] = []
  const server = https.createServer(selfSigned('127.0.0.1'), (_request, response) => {
    response.writeHead(200, { connection: 'close' }).end('ok')
  })
  server.on('secureConnection', (socket) => resumed.push(socket.isSessionReused()))
  const { url, close } = await listening(server, 'https')
  onTestFinished(close)
  const door = opened()
  for (let n = 0; n < 2; n++) await door.request({ method: 'POST', url, body: '{}' })
  expect(resumed).toEqual([false, true])
})

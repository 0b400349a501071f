import dns from 'node:dns'
import https from 'node:https'
import net from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { DeliveryError } from '../../src/failure.ts'
import { guardAddresses } from '../../src/outside/address-guard.ts'
import { type Http, type HttpOptions, type HttpRequest, openHttp } from '../../src/outside/http.ts'
import { selfSigned } from '../far-ends/certificate.ts'
import { freePort } from '../setup/server.ts'
import { httpServer, listening, rawServer, type Server } from './servers.ts'

const loopback = guardAddresses(['127.0.0.0/8', '::1/128'])

function opened(options: Partial<HttpOptions> = {}): Http {
  const door = openHttp({ guard: loopback, ...options })
  onTestFinished(() => door.close())
  return door
}

function served(starting: Promise<Server>): Promise<Server> {
  return starting.then((server) => {
    onTestFinished(() => server.close())
    return server
  })
}

async function failure(door: Http, request: Partial<HttpRequest> & { url: string }): Promise<DeliveryError> {
  return door.request({ method: 'POST', body: '{}', ...request }).then(
    ({ status }) => Promise.reject(new Error(`it was answered with ${status}`)),
    (error) => error,
  )
}

afterEach(() => vi.restoreAllMocks())

describe('a request', () => {
  it('arrives unchanged, and the reply returns complete', async () => {
    const seen: unknown[] = []
    const { url } = await served(
      httpServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        seen.push([request.method, request.url, request.headers['x-key'], request.headers['content-type'], body])
        response.writeHead(201, { 'x-id': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end('{"ä":1}')
      }),
    )
    const reply = await opened().request({
      method: 'PATCH',
      url: `${url}/leads(1)?$select=a%20b`,
      headers: { 'X-Key': 'k', 'content-type': 'application/json' },
      body: '{"a": "ö"}',
    })
    expect(seen).toEqual([['PATCH', '/leads(1)?$select=a%20b', 'k', 'application/json', '{"a": "ö"}']])
    expect(reply).toMatchObject({ status: 201, text: '{"ä":1}', headers: { 'x-id': '7', 'set-cookie': 'a=1, b=2' } })
  })

  it.each([400, 401, 404, 429, 500, 503])('that is answered with %i is a reply, not a failure', async (status) => {
    const { url } = await served(httpServer((_request, response) => void response.writeHead(status).end('why')))
    expect(await opened().request({ method: 'GET', url })).toMatchObject({ status, text: 'why' })
  })

  it('does not follow a redirect', async () => {
    let asked = 0
    const target = await served(httpServer((_request, response) => void response.end(String(asked++))))
    const { url } = await served(
      httpServer((_request, response) => void response.writeHead(307, { location: target.url }).end()),
    )
    const reply = await opened().request({ method: 'POST', url, body: '{}' })
    expect(reply).toMatchObject({ status: 307, headers: { location: target.url } })
    expect(asked).toBe(0)
  })

  it('uses no proxy of the environment', async () => {
    const { url } = await served(httpServer((_request, response) => void response.end('straight')))
    vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${await freePort()}`)
    vi.stubEnv('http_proxy', `http://127.0.0.1:${await freePort()}`)
    onTestFinished(() => void vi.unstubAllEnvs())
    expect((await opened().request({ method: 'GET', url })).text).toBe('straight')
  })

  it('asks for an uncompressed reply, whatever the caller accepts', async () => {
    const seen: unknown[] = []
    const { url } = await served(
      httpServer((request, response) => {
        seen.push(request.headers['accept-encoding'])
        response.end()
      }),
    )
    await opened().request({ method: 'GET', url })
    await opened().request({ method: 'GET', url, headers: { 'Accept-Encoding': 'gzip,deflate' } })
    expect(seen).toEqual(['identity', 'identity'])
  })

  it.each([
    ['gzip', gzipSync('<p>ö')],
    ['X-GZIP', gzipSync('<p>ö')],
    ['deflate', deflateSync('<p>ö')],
    ['br', brotliCompressSync('<p>ö')],
    ['zstd', zstdCompressSync('<p>ö')],
    ['identity', Buffer.from('<p>ö')],
  ])('reads a reply that is compressed by %s all the same', async (coding, body) => {
    const { url } = await served(
      httpServer((_request, response) => void response.writeHead(200, { 'content-encoding': coding }).end(body)),
    )
    expect((await opened().request({ method: 'GET', url })).text).toBe('<p>ö')
  })

  it.each([
    ['gzip', ''],
    ['gzip', undefined],
  ])('reads an empty reply that says it is compressed by %s', async (coding, body) => {
    const { url } = await served(
      httpServer((_request, response) => void response.writeHead(204, { 'content-encoding': coding }).end(body)),
    )
    expect(await opened().request({ method: 'GET', url })).toMatchObject({ status: 204, text: '' })
  })

  it.each([
    ['gzip', Buffer.from('no gzip at all')],
    ['zstd', Buffer.from('nor zstandard')],
    ['gzip', gzipSync('x'.repeat(500)).subarray(0, 15)],
    ['br', Buffer.from('nor brotli')],
    ['gzip, gzip', gzipSync(gzipSync('twice'))],
    ['aes128gcm', Buffer.from('sealed')],
  ])('cannot be read when it is no proper %s: whether the lead was taken is not known', async (coding, body) => {
    const { url } = await served(
      httpServer((_request, response) => void response.writeHead(200, { 'content-encoding': coding }).end(body)),
    )
    expect(await failure(opened(), { url })).toMatchObject({ class: 'uncertain', detail: { code: 'UNREADABLE_REPLY' } })
  })
})

describe('connections', () => {
  it('are kept and used again, up to the limit', async () => {
    let connections = 0
    const server = await served(httpServer((_request, response) => void setImmediate(() => response.end('ok'))))
    const counting = await served(
      listening(
        net.createServer((socket) => {
          connections++
          const onward = net.connect(server.port, '127.0.0.1')
          socket.pipe(onward).pipe(socket)
          for (const one of [socket, onward]) one.on('error', () => undefined)
        }),
      ),
    )
    const door = opened({ connections: 2 })
    for (let n = 0; n < 5; n++) await door.request({ method: 'POST', url: counting.url, body: '{}' })
    expect(connections).toBe(1)
    await Promise.all(Array.from({ length: 10 }, () => door.request({ method: 'GET', url: counting.url })))
    expect(connections).toBe(2)
  })
})

describe('before anything was sent', () => {
  it('a refused connection is transient', async () => {
    const url = `http://127.0.0.1:${await freePort()}`
    expect(await failure(opened(), { url })).toMatchObject({ class: 'transient', detail: { code: 'ECONNREFUSED' } })
  })

  it('an unreachable address is transient', async () => {
    const guard = guardAddresses(['240.0.0.0/4'])
    expect((await failure(opened({ guard, timeout: 500 }), { url: 'http://255.255.255.255:9/' })).class).toBe(
      'transient',
    )
  })

  it('a slow connection is transient', async () => {
    const guard = { ...loopback, lookup: () => undefined }
    const failed = await failure(opened({ guard, timeout: 50 }), { url: 'http://crm.example' })
    expect(failed).toMatchObject({ class: 'transient', detail: { code: 'ETIMEDOUT' } })
  })

  it.each(['at once', 'later'])('an unknown host (%s) needs a person', async (when) => {
    const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND' })
    const lookup: net.LookupFunction = (_host, _options, callback) => {
      if (when === 'at once') callback(unknown, '', 0)
      else setImmediate(callback, unknown, '', 0)
    }
    const failed = await failure(opened({ guard: { ...loopback, lookup } }), { url: 'http://crm.example' })
    expect(failed).toMatchObject({ class: 'configuration', detail: { code: 'ENOTFOUND' } })
  })

  it.each(['', 'not a url', 'crm.example/path', 'http://', 'ftp://crm.example/'])(
    '%j is not an address',
    async (url) => {
      expect((await failure(opened(), { url })).class).toBe('configuration')
    },
  )

  it('an aborted signal sends nothing', async () => {
    let asked = 0
    const { url } = await served(httpServer((_request, response) => void response.end(String(asked++))))
    const failed = await failure(opened(), { url, signal: AbortSignal.abort() })
    expect(failed).toMatchObject({ class: 'transient', detail: { code: 'ABORTED' } })
    expect(asked).toBe(0)
  })
})

describe('after the request left', () => {
  it.each<[string, Parameters<typeof rawServer>[0]]>([
    ['a connection reset before the reply', (socket) => void socket.resetAndDestroy()],
    ['a connection closed before the reply', (socket) => void socket.end()],
    ['a reply that breaks off in its head', (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-le')],
    [
      'a reply that breaks off in its body',
      (socket) => void socket.write('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"id":', () => socket.end()),
    ],
    [
      'a connection reset in the body of the reply',
      (socket) =>
        void socket.write('HTTP/1.1 201 Created\r\ncontent-length: 100\r\n\r\n{"id":', () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        ),
    ],
    ['something that is no HTTP', (socket) => void socket.end('hello\r\n\r\n')],
  ])('%s leaves it open whether the lead was taken', async (_what, handle) => {
    const { url } = await served(rawServer(handle))
    const failed = await failure(opened(), { url })
    expect(failed.class).toBe('uncertain')
    expect(failed.detail.code).not.toBe('REPLY_TOO_LARGE')
  })

  it.each<[string, Parameters<typeof rawServer>[0]]>([
    ['no reply', () => undefined],
    [
      'a reply that stops in the middle',
      (socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab'),
    ],
  ])('%s in time leaves it open, at the deadline and not later', async (_what, handle) => {
    const { url } = await served(rawServer(handle))
    const began = performance.now()
    const failed = await failure(opened({ timeout: 3_000 }), { url })
    expect(failed).toMatchObject({ class: 'uncertain', detail: { code: 'ETIMEDOUT' } })
    expect(performance.now() - began).toBeLessThan(20_000)
  })

  it("the request's own deadline counts more than the client's", async () => {
    const { url } = await served(rawServer(() => undefined))
    expect(await failure(opened({ timeout: 60_000 }), { url, timeout: 3_000 })).toMatchObject({ class: 'uncertain' })
  })

  it('an abort by the caller ends it at once', async () => {
    const stop = new AbortController()
    const { url } = await served(rawServer(() => stop.abort()))
    const failed = await failure(opened(), { url, signal: stop.signal })
    expect(failed).toMatchObject({ class: 'uncertain', detail: { code: 'ABORTED' } })
  })

  it('the end of the delivery’s deadline is a slow far end, not an abort', async () => {
    const time = new AbortController()
    const { url } = await served(rawServer(() => time.abort(new DOMException('over', 'TimeoutError'))))
    const signal = AbortSignal.any([new AbortController().signal, time.signal])
    const failed = await failure(opened(), { url, signal })
    expect(failed).toMatchObject({ class: 'uncertain', detail: { code: 'ETIMEDOUT' } })
    expect(failed.message).toContain('no reply in time')
  })

  it('a far end slower than the limit of an idle connection is waited for', async () => {
    const { url } = await served(httpServer((_request, response) => void setTimeout(() => response.end('late'), 4_300)))
    expect((await opened().request({ method: 'GET', url })).text).toBe('late')
  })
})

const bomb = Buffer.alloc(16 * 1024 * 1024)

describe('a reply larger than the limit', () => {
  it.each<[string, Parameters<typeof httpServer>[0]]>([
    ['that says so', (_request, response) => void response.end('x'.repeat(2_000))],
    [
      'that never ends',
      (_request, response) => {
        const more = setInterval(() => response.write('x'.repeat(500)), 5)
        response.on('close', () => clearInterval(more))
      },
    ],
    [
      'that never ends and unpacks to nothing',
      (_request, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        const more = setInterval(() => response.write(gzipSync('')), 1)
        response.on('close', () => clearInterval(more))
      },
    ],
    ...[
      ['gzip', gzipSync(bomb)] as const,
      ['deflate', deflateSync(bomb)] as const,
      ['br', brotliCompressSync(bomb)] as const,
      ['zstd', zstdCompressSync(bomb)] as const,
    ].map(([coding, body]): [string, Parameters<typeof httpServer>[0]] => [
      `that is small only until ${coding} unpacks it, and does not end`,
      (_request, response) => void response.writeHead(200, { 'content-encoding': coding }).write(body),
    ]),
    [
      'that is small only until it is unpacked',
      (_request, response) =>
        void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1_000_000))),
    ],
  ])('%s is not read on', async (_what, handle) => {
    const { url } = await served(httpServer(handle))
    expect(await failure(opened({ maxReply: 1_000 }), { url })).toMatchObject({
      class: 'uncertain',
      detail: { code: 'REPLY_TOO_LARGE' },
    })
  })

  it('of exactly the limit is read', async () => {
    const { url } = await served(httpServer((_request, response) => void response.end('x'.repeat(1_000))))
    expect((await opened({ maxReply: 1_000 }).request({ method: 'GET', url })).text).toHaveLength(1_000)
  })
})

describe('private networks', () => {
  const guarded = () => opened({ guard: guardAddresses([]), timeout: 2_000 })

  it.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0177.1'])(
    '%s is refused and hears nothing',
    async (host) => {
      let heard = 0
      const { port } = await served(listening(net.createServer(() => void heard++)))
      const failed = await failure(guarded(), { url: `http://${host}:${port}/` })
      expect(failed).toMatchObject({ class: 'configuration', detail: { code: 'ERR_PRIVATE_NETWORK' } })
      expect(failed.message).toContain('allowNetworks')
      expect(heard).toBe(0)
    },
  )

  it('the metadata service is refused', async () => {
    const failed = await failure(guarded(), { url: 'http://169.254.169.254/latest/meta-data/' })
    expect(failed.detail.code).toBe('ERR_PRIVATE_NETWORK')
  })

  it('a name that resolves to the loopback is refused, unless it is allowed', async () => {
    const { port } = await served(httpServer((_request, response) => void response.end('inside')))
    vi.spyOn(dns, 'lookup').mockImplementation(((
      _host: string,
      _options: object,
      callback: (e: null, a: object[]) => void,
    ) => callback(null, [{ address: '127.0.0.1', family: 4 }])) as never)
    const request = { method: 'GET', url: `http://crm.example:${port}/` } as const
    expect(await failure(guarded(), request)).toMatchObject({ detail: { code: 'ERR_PRIVATE_NETWORK' } })
    expect((await opened().request(request)).text).toBe('inside')
  })
})

describe('TLS', () => {
  const secure = (host: string, times = {}) =>
    served(
      listening(
        https.createServer(selfSigned(host, times), (_request, response) => response.end('ok')),
        'https',
      ),
    )

  it('a self-signed certificate needs a person', async () => {
    const { url } = await secure('127.0.0.1')
    expect(await failure(opened(), { url })).toMatchObject({
      class: 'configuration',
      detail: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    })
  })

  it('a far end without TLS needs a person', async () => {
    const { port } = await served(httpServer((_request, response) => void response.end('plain')))
    expect((await failure(opened(), { url: `https://127.0.0.1:${port}` })).class).toBe('configuration')
  })

  it('a far end that closes the connection during the handshake has received no lead', async () => {
    const { port } = await served(rawServer((socket) => void socket.resetAndDestroy()))
    expect((await failure(opened(), { url: `https://127.0.0.1:${port}` })).class).toBe('transient')
  })
})

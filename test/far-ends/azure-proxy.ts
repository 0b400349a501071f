/**
 * A real HTTP proxy in front of Azurite for answers that Azurite cannot give: documented errors of the real service,
 * lost replies, silence and garbage. SharedKey signs the path and not the host, so requests pass unchanged.
 */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface AzureProxy {
  /** `http://127.0.0.1:<port>`, which replaces Azurite's own origin: `proxied(url)`. */
  readonly origin: string
  /** The requests in order: `POST /devstoreaccount1/MarketplaceLeads`. */
  readonly requests: readonly http.IncomingMessage[]
  /** The same URL or connection string with the proxy's address. */
  proxied(text: string): string
  /** The proxy answers by itself from now on, until `calm`; with `only`, just the matching requests. */
  answer(reply: StorageReply, only?: Only): void
  /** Requests reach Azurite from now on, but their success is not answered, until `calm`. */
  loseReplies(only?: Only): void
  misbehave(how: 'garbage' | 'oversize' | 'hang'): void
  calm(): void
  close(): Promise<void>
}

export interface StorageReply {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

type Only = (request: http.IncomingMessage) => boolean
type Answer = (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void

/** @param target origin of Azurite's table or blob service: `http://127.0.0.1:10002` */
export async function startAzureProxy(target: string): Promise<AzureProxy> {
  const behind = new URL(target)
  const requests: http.IncomingMessage[] = []
  const forward: Answer = (request, response, body) => pass(behind, request, body, (reply) => send(response, reply))
  let behave: Answer = forward

  const server = http.createServer(async (request, response) => {
    requests.push(request)
    const body = await buffer(request).catch(() => undefined)
    if (body) behave(request, response, body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    requests,
    proxied: (text) => text.replaceAll(behind.origin, origin),
    answer(reply, only = () => true) {
      behave = (request, response, body) => (only(request) ? send(response, reply) : forward(request, response, body))
    },
    loseReplies(only = () => true) {
      behave = (request, response, body) =>
        pass(behind, request, body, (reply) => {
          if (reply.status < 300 && only(request)) request.socket.destroy()
          else send(response, reply)
        })
    },
    misbehave(how) {
      behave = (_, response) => misbehaviours[how](response)
    },
    calm() {
      behave = forward
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const misbehaviours = {
  garbage: (response: http.ServerResponse) => {
    const headers = { 'content-type': 'text/html' }
    send(response, { status: 200, headers, body: '<!doctype html><title>Welcome to the hotel</title>' })
  },
  oversize: (response: http.ServerResponse) => send(response, { status: 200, body: 'x'.repeat(3 * 1024 * 1024) }),
  hang: () => undefined,
}

function send(response: http.ServerResponse, { status, headers = {}, body = '' }: StorageReply): void {
  response.writeHead(status, headers).end(body)
}

function pass(behind: URL, request: http.IncomingMessage, body: Buffer, then: (reply: StorageReply) => void): void {
  const { method, headers, url: path } = request
  // A new connection for each request, so that no connection stays open after a test.
  const options = { host: behind.hostname, port: behind.port, method, path, headers, agent: false }
  const outgoing = http.request(options, async (reply) => {
    const whole = await buffer(reply)
    const { 'transfer-encoding': _, ...kept } = reply.headers as Record<string, string>
    then({ status: reply.statusCode ?? 502, headers: kept, body: whole })
  })
  outgoing.on('error', () => request.socket.destroy())
  outgoing.end(body)
}

const tail = '\nRequestId:2c2ba0b8-0002-0033-4b5a-595e9c000000\nTime:2025-11-20T14:03:12.4567890Z'

/** The table service's own error, in OData JSON. */
export function tableError(status: number, code: string, message: string): StorageReply {
  const body = JSON.stringify({ 'odata.error': { code, message: { lang: 'en-US', value: message + tail } } })
  const headers = { 'content-type': 'application/json;odata=minimalmetadata;charset=utf-8' }
  return { status, headers, body }
}

/** The table service's error in XML, the form of authentication errors even if JSON was requested. */
export function tableXmlError(status: number, code: string, message: string): StorageReply {
  const space = 'http://schemas.microsoft.com/ado/2007/08/dataservices/metadata'
  const body = `<?xml version="1.0" encoding="utf-8" standalone="yes"?><error xmlns="${space}"><code>${code}</code><message xml:lang="en-US">${message}${tail}</message></error>`
  return { status, headers: { 'content-type': 'application/xml' }, body }
}

/** The blob service's error: the code is also in a header, and the body begins with a byte order mark. */
export function blobError(status: number, code: string, message: string, detail = ''): StorageReply {
  const more = detail && `<AuthenticationErrorDetail>${detail}</AuthenticationErrorDetail>`
  const body = `\ufeff<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}${tail}</Message>${more}</Error>`
  return { status, headers: { 'content-type': 'application/xml', 'x-ms-error-code': code }, body }
}

/**
 * An HTTP client for the Azure SDKs that uses the hub's own client, so that its deadline, reply cap, address guard and
 * pool apply. It refuses redirects, whatever the SDK's policy. Switch the SDK's retries off (`retryOptions: {
 * maxRetries: 0 }`, for blobs `{ maxTries: 1 }`), because a hidden retry would hide the first failure.
 */
import { Readable } from 'node:stream'
import { toHttpHeadersLike } from '@azure/core-http-compat'
import { createHttpHeaders, type HttpClient, type RequestBodyType } from '@azure/core-rest-pipeline'
import type { HttpOperationResponse, IHttpClient } from '@azure/storage-blob'
import { withBearer } from '../entra/bearer.ts'
import type { TokenSource } from '../entra/tokens.ts'
import type { Http, HttpReply, HttpRequest } from '../http.ts'
import { statusFailure } from '../status.ts'

/**
 * For SDKs on `@azure/core-rest-pipeline` (data-tables). With `token`, every request has a Bearer token, and a refused
 * token is fetched again once. Give the SDK no credential of its own then.
 */
export function azureHttpClient(http: Http, token?: TokenSource): HttpClient {
  return {
    async sendRequest(request) {
      const { abortSignal, streamResponseStatusCodes } = request
      const headers = request.headers.toJSON({ preserveCase: true })
      const reply = await exchange(http, token, { ...request, headers, abortSignal })
      return { request, ...answerOf(reply, streamResponseStatusCodes) }
    },
  }
}

/** For `@azure/storage-blob`, whose pipeline takes the older shape: `newPipeline(credential, { httpClient })`. */
export function azureBlobHttpClient(http: Http, token?: TokenSource): IHttpClient {
  return {
    async sendRequest(request) {
      const { method, url, body, abortSignal, streamResponseStatusCodes } = request
      const headers = request.headers.toJson({ preserveCase: true })
      const reply = await exchange(http, token, { method, url, headers, body, abortSignal })
      const { headers: answered, ...rest } = answerOf(reply, streamResponseStatusCodes)
      return { request, headers: toHttpHeadersLike(answered), ...rest } satisfies HttpOperationResponse
    },
  }
}

interface Outgoing {
  method: string
  url: string
  headers: Record<string, string>
  body?: RequestBodyType | undefined
  abortSignal?: unknown
}

async function exchange(http: Http, token: TokenSource | undefined, outgoing: Outgoing): Promise<HttpReply> {
  const signal = outgoing.abortSignal instanceof AbortSignal ? outgoing.abortSignal : undefined
  const body = bodyOf(outgoing.body)
  const method = outgoing.method as HttpRequest['method']
  const send = (bearer?: { authorization: string }) =>
    http.request({ method, url: outgoing.url, headers: { ...outgoing.headers, ...bearer }, body, signal })
  const reply = token ? await withBearer(token, signal, send) : await send()
  if (reply.status >= 300 && reply.status < 400 && reply.status !== 304) {
    throw statusFailure(reply, { who: new URL(outgoing.url).hostname })
  }
  return reply
}

function bodyOf(body: RequestBodyType | undefined): string | Buffer | undefined {
  if (body === undefined || body === null) return undefined
  if (typeof body === 'string') return body
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  if (body instanceof ArrayBuffer) return Buffer.from(body)
  throw new TypeError('the Azure client sends text or bytes here, no streams')
}

function answerOf({ status, headers, text }: HttpReply, streamed: Set<number> | undefined) {
  const answered = { status, headers: createHttpHeaders({ ...headers }) }
  const asStream = streamed?.has(status) || streamed?.has(Number.POSITIVE_INFINITY)
  return asStream
    ? { ...answered, readableStreamBody: Readable.from([Buffer.from(text)]) }
    : { ...answered, bodyAsText: text }
}
